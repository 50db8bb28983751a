"""How well a question finds its note that no line of a note foresaw: some ways of asking are left out, and asked.

Every topic note says in some twenty ways how it is asked. Three of each are taken away, the index is built without
them, and they are asked as questions. It judges ranking and confidence on five hundred questions that nobody tuned on,
as often as one likes: another seed leaves other lines out. Needs the development requirements. From the root of a
checkout, in a minute:

    python -m benchmarks.left_out
    python -m benchmarks.left_out --seed 2 --lines 5
"""

from __future__ import annotations

import argparse
import random
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml

from benchmarks.report import say
from knowledge.library import Library
from knowledge.notes.curriculum import CONTENT, Curriculum

Questions = Mapping[str, str]
"""What is asked, and the note that said it would be."""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--lines", type=int, default=3, help="left out of each note")
    chosen = parser.parse_args()
    questions = left_out(chosen.seed, chosen.lines)
    say(f"{len(questions)} questions")
    with TemporaryDirectory() as folder:
        content = Path(folder) / "content"
        shutil.copytree(CONTENT, content)
        for path in (content / "topics").glob("*.md"):
            front, body = path.read_text(encoding="utf-8").split("\n---\n", 1)
            path.write_text("\n".join([*_without(front, questions), "---", body]), encoding="utf-8")
        library = Library.open(Path(".cache"), content=content)
    answers = {text: library.answer(library.read(text)) for text in questions}
    first = [text for text, note in questions.items() if answers[text].found[0].id == note]
    print(f"right note first: {len(first) / len(questions):.1%}")
    print(f"right note first, and answered: {sum(answers[text].answered for text in first) / len(questions):.1%}")
    print(f"answered: {sum(answer.answered for answer in answers.values()) / len(questions):.1%}")


def left_out(seed: int, lines: int) -> Questions:
    """Return so many ways of asking of every topic note, drawn by lot."""
    chance = random.Random(seed)
    topics = Curriculum.load().topics.values()
    return {text: note.id for note in topics for text in chance.sample(note.front.asked, lines)}


def _without(front: str, questions: Questions) -> Iterator[str]:
    """Yield the lines of a note's front matter without the ways of asking that are questions."""
    for line in front.splitlines():
        if not line.startswith("  - ") or str(yaml.safe_load(line)[0]) not in questions:
            yield line


if __name__ == "__main__":
    main()
