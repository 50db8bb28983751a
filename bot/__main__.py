"""The command line: `trailmate`. Imports nothing heavy before it is needed."""

from __future__ import annotations

import argparse
import gc
import importlib
import io
import os
import sys
from collections.abc import Callable
from pathlib import Path

STOPPED = 130
"""Exit status after Ctrl-C, as shells have it."""
FEWER_COLLECTIONS = (1_000_000, 20, 20)
"""Python's own are 700, 10 and 10."""


def main(arguments: list[str] | None = None) -> int:
    """Run one command; return its exit status."""
    parser = _parser()
    chosen = parser.parse_args(arguments)
    if chosen.command is None:
        parser.print_help()
        return 2
    # one copy of the tokenizer's worker pool per process is one too many
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    # what a start makes stays: to look through it for garbage again and again costs a tenth of the start
    gc.set_threshold(*FEWER_COLLECTIONS)
    _take_any_letters()
    try:
        return _done(chosen)
    except KeyboardInterrupt:
        print("\nStopped. What was done is kept; the same command goes on from there.", file=sys.stderr)
        return STOPPED
    except BrokenPipeError:
        # whoever read our output has gone; say nothing more to them
        _let_go_of_output()
        return 1


def _done(chosen: argparse.Namespace) -> int:
    """Do what was chosen; an error that is nobody's defect becomes a sentence."""
    module, _, name = chosen.run.partition(":")
    run = getattr(importlib.import_module(module), name)
    from bot.commandline.faults import KNOWN, sentence

    try:
        status = int(run(chosen))
        if sys.stdout:  # None where it was closed before we began
            sys.stdout.flush()
    except BrokenPipeError:
        raise
    except KNOWN as error:
        print(sentence(error), file=sys.stderr)
        try:
            sys.stdout.flush()
        except OSError:
            _let_go_of_output()
        return 1
    return status


def _take_any_letters() -> None:
    """Read and write a `?` for what a terminal's encoding lacks, instead of giving up."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def _let_go_of_output() -> None:
    """Write no more where nothing is taken: at its end Python would try once more, and complain."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _number(least: int, most: int = 1_000_000) -> Callable[[str], int]:
    def number(text: str) -> int:
        if not text.lstrip("-").isdecimal() or not least <= int(text) <= most:
            raise argparse.ArgumentTypeError(f"expected a whole number from {least} to {most}, not '{text}'")
        return int(text)

    return number


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="trailmate", description="A study companion for machine learning that answers from its own notes."
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="show program's version number and exit")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")

    chat = commands.add_parser("chat", help="talk in this terminal")
    chat.set_defaults(run="bot.commandline.serve:chat")

    run = commands.add_parser("run", help="start everything that is configured: the web chat, and the platforms")
    run.add_argument(
        "--port", type=_number(0, 65_535), help="port of the web chat (default 8765; 0 takes any free one)"
    )
    run.set_defaults(run="bot.commandline.serve:run")

    ask = commands.add_parser("ask", help="answer one question, or a file of them")
    ask.add_argument("question", nargs="*", help="the question, in your own words")
    ask.add_argument("--json", action="store_true", help="print one JSON object")
    ask.add_argument("--batch", type=Path, metavar="IN", help="JSON lines with id and question")
    ask.add_argument("--out", type=Path, metavar="OUT", help="where to write the answers (default: standard output)")
    ask.set_defaults(run="bot.commandline.answers:ask")

    _looking(commands)
    _curating(commands)
    _keeping(commands)
    return parser


def _looking(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    search = commands.add_parser("search", help="list the passages nearest to a question")
    search.add_argument("question", nargs="+")
    search.add_argument("-k", type=_number(1), default=5, metavar="N", help="how many (default 5)")
    search.add_argument("--json", action="store_true", help="print one JSON object a line")
    search.set_defaults(run="bot.commandline.answers:search")

    topics = commands.add_parser("topics", help="list all topics and advice notes")
    topics.add_argument("--json", action="store_true", help="print one JSON list")
    topics.set_defaults(run="bot.commandline.answers:topics")

    roadmap = commands.add_parser("roadmap", help="list the stages or one of them, or draw them as a picture")
    roadmap.add_argument("stage", nargs="?", metavar="STAGE", help="such as core-ml (default: all stages)")
    roadmap.add_argument("--image", type=Path, metavar="FILE", help="draw the picture: a name in .svg or .png")
    roadmap.set_defaults(run="bot.commandline.roadmap:roadmap")

    schedule = commands.add_parser("schedule", help="look at what is due when")
    explain = schedule.add_subparsers(required=True, metavar="WHAT").add_parser(
        "explain", help="the next five daily tasks of a learner, and why then"
    )
    explain.add_argument("learner", help="an address such as console:ada, or an id")
    explain.set_defaults(run="bot.commandline.simulate:explain")

    simulate = commands.add_parser("simulate", help="run a whole community on a virtual clock; needs no token")
    simulate.add_argument("--learners", type=_number(1), default=30)
    simulate.add_argument("--days", type=_number(1, 3_650), default=30)
    simulate.add_argument("--seed", type=int, default=1)
    simulate.add_argument("--partners", action="store_true", help="study partners instead, week by week")
    simulate.add_argument("--weeks", type=_number(1, 520), default=12, help="with --partners")
    simulate.add_argument("--json", action="store_true", help="JSON lines; the last one is the result")
    simulate.set_defaults(run="bot.commandline.simulate:simulate")


def _curating(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    evaluate = commands.add_parser("evaluate", help="measure search on judged questions (BEIR files)")
    evaluate.add_argument("--corpus", type=Path, required=True, help="JSON lines with id, title, text")
    evaluate.add_argument("--queries", type=Path, required=True, help="tab-separated id, question")
    evaluate.add_argument("--qrels", type=Path, required=True, help="tab-separated question id, document id, score")
    evaluate.add_argument("--json", action="store_true", help="print one JSON object")
    evaluate.set_defaults(run="bot.commandline.curators:evaluate")

    ingest = commands.add_parser("ingest", help="add notes: a Markdown folder or file, JSON lines, a roadmap.sh file")
    ingest.add_argument("path", type=Path)
    ingest.set_defaults(run="bot.commandline.curators:ingest")

    questions = commands.add_parser("questions", help="list the recall questions that learners' answers cast doubt on")
    questions.add_argument(
        "--json", action="store_true", help="print every question's statistics, one JSON object a line"
    )
    questions.set_defaults(run="bot.commandline.questions:questions")

    doctor = commands.add_parser("doctor", help="check model, notes, index, folders and settings")
    doctor.set_defaults(run="bot.commandline.curators:doctor")


def _keeping(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    backup = commands.add_parser("backup", help="copy the database, also while the bot runs")
    backup.add_argument("into", nargs="?", type=Path, metavar="FILE|FOLDER", help="where to (default: backups in home)")
    backup.set_defaults(run="bot.commandline.keeping:backup")

    restore = commands.add_parser("restore", help="put a backup in the place of the database; stop the bot first")
    restore.add_argument("file", type=Path, metavar="FILE")
    restore.set_defaults(run="bot.commandline.keeping:restore")


class _Version(argparse.Action):
    """Looks the version up only for who asks for it."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib.metadata import PackageNotFoundError, version

        try:
            found = version("trailmate")
        except PackageNotFoundError:
            found = "(not installed)"
        print(f"trailmate {found}")
        parser.exit()


if __name__ == "__main__":
    sys.exit(main())
