"""Runs the code in a note and compares what it prints with what the note says it prints."""

from __future__ import annotations

import contextlib
import importlib
import io
import json
import os
import re
import tempfile
import time
import tomllib
import traceback
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import zip_longest

import yaml

from knowledge.notes.schema import Note

_FENCE = re.compile(r"^```([^\n`]*)\n(.*?)^```[ \t]*$", re.MULTILINE | re.DOTALL)
SLOWEST = 2.0
"""Seconds that the code of one note may take, imports not counted."""


@dataclass(frozen=True, slots=True)
class Block:
    """One fenced block: its language line, its text, and the `text` block right behind it."""

    language: str
    code: str
    prints: str | None


def blocks(markdown: str) -> Iterator[Block]:
    """Yield the fenced blocks of a section, each with the expected output that follows it."""
    found = list(_FENCE.finditer(markdown))
    for this, following in zip_longest(found, found[1:]):
        adjacent = following is not None and not markdown[this.end() : following.start()].strip()
        prints = following[2] if following is not None and adjacent and following[1].strip() == "text" else None
        if this[1].strip() != "text":
            yield Block(this[1].strip(), this[2], prints)


def run_examples(note: Note) -> list[str]:
    """Run every `python` block of a note in order; return the faults found, none if all is well.

    `python` runs, and prints what the `text` block behind it says. `python raises` must raise the error
    that the last line of its `text` block names. `python not-run` is shown only. Each section has its own
    namespace; the working folder is an empty temporary one. `json`, `yaml` and `toml` must parse.
    """
    faults: list[str] = []
    took = 0.0
    for name, body in note.sections.items():
        namespace: dict[str, object] = {"__name__": "__main__"}
        for block in blocks(body):
            _import_first(block)
            wall, cpu = time.perf_counter(), time.process_time()
            fault = _run(block, namespace)
            # on a busy machine the clock on the wall runs on while the code waits; on many cores the other one does
            took += min(time.perf_counter() - wall, time.process_time() - cpu)
            if fault:
                faults.append(f"{note.path.name}, section '{name}': {fault}")
    if took > SLOWEST:
        faults.append(f"{note.path.name}: the code takes {took:.1f} s, at most {SLOWEST} s")
    return faults


def _import_first(block: Block) -> None:
    """Import what the code imports, so that its time is its own; a missing module shows when it runs."""
    if block.language.startswith("python") and block.language != "python not-run":
        names = re.findall(r"^(?:import|from) ([\w.]+)", block.code, re.MULTILINE)
        if "torch" in names:
            names.append("torch._dynamo")  # a second and more: the first optimizer imports it
        for name in names:
            with contextlib.suppress(ImportError):
                importlib.import_module(name)


def _run(block: Block, namespace: dict[str, object]) -> str:
    if block.language == "python":
        return _fault_of_output(block, *_execute(block.code, namespace))
    if block.language == "python raises":
        _, error = _execute(block.code, namespace)
        said = (block.prints or "").strip().splitlines() or ["what a text block names"]
        return "" if error and said[-1].strip() == error else f"should raise {said[-1]}, got {error or 'no error'}"
    return _fault_of_data(block)


def _fault_of_output(block: Block, printed: str, error: str) -> str:
    if error:
        return f"the code raises {error}"
    if block.prints is None and printed.strip():
        return f"prints\n{printed}\nadd that in a ```text block right behind the code"
    if block.prints is not None and printed.rstrip() != block.prints.rstrip():
        return f"prints\n{printed}\nbut the note says\n{block.prints}"
    return ""


def _execute(code: str, namespace: dict[str, object]) -> tuple[str, str]:
    printed = io.StringIO()
    home = os.getcwd()
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(printed), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a note shows what is printed, and a warning is not
        os.chdir(folder)
        try:
            exec(compile(code, "<note>", "exec"), namespace)
        except Exception as error:  # the note's own code: any error is the result
            return printed.getvalue(), traceback.format_exception_only(error)[-1].strip()
        finally:
            os.chdir(home)
    return printed.getvalue(), ""


_PARSERS: dict[str, Callable[[str], object]] = {
    "json": json.loads,
    "yaml": lambda text: list(yaml.safe_load_all(text)),
    "toml": tomllib.loads,
}


def _fault_of_data(block: Block) -> str:
    parse = _PARSERS.get(block.language)
    try:
        if parse:
            parse(block.code)
    except (ValueError, yaml.YAMLError) as error:
        return f"the {block.language} block does not parse: {error}"
    return ""
