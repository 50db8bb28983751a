"""How well "I'm stuck" finds what is missing: made-up students with known gaps, and messages in learners' words.

Needs the development requirements. From the root of a checkout:

    python -m benchmarks.stuck
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path

from benchmarks.report import commands, machine, say, table, today, verdict, write
from benchmarks.stuck.finding import GUESSES, shares
from benchmarks.stuck.messages import read, section_shares
from benchmarks.stuck.students import Population
from bot.core.gaps import ADMITS, DOUBTS, HOLDS, NEARER, STANDS
from knowledge.library import Library
from knowledge.notes.curriculum import Curriculum

STUDENTS = 2_000
SEEDS = 1_000_000
"""The first seed; none of these students was met while the walk was made."""
GOAL, FIRST, THREE = 0.80, 0.80, 0.95
PAGE = Path(__file__).parents[2] / "docs" / "stuck.md"
VARIED: Sequence[tuple[str, Population]] = (
    ("no record at all: a newcomer", Population(record=0, read=0)),
    ("theory done, nothing answered", Population(record=0)),
    ("1 answer a topic", Population(record=1)),
    ("3 answers a topic", Population(record=3)),
    ("gap anywhere underneath, all topics alike", Population(drawn="any topic underneath")),
    ("gap always a direct prerequisite", Population(drawn="a direct prerequisite")),
    ("gap always the topic itself", Population(drawn="the topic itself")),
    ("half as many slips (5 %)", Population(slip=0.05)),
    ("twice as many slips (20 %)", Population(slip=0.2)),
    ("better guesses (35 %)", Population(guess=0.35)),
    ("nobody says “I don't know”", Population(admits=0)),
    ("most say “I don't know” (70 %)", Population(admits=0.7)),
    ("what rests on the gap is never known", Population(rests=0)),
    ("it is known half the time", Population(rests=0.5)),
    ("more holes (10 % of the rest unknown)", Population(holes=0.1)),
    ("half of them say words that point to the gap", Population(words=0.5)),
    ("the same, newcomers", Population(words=0.5, record=0, read=0)),
)


def main() -> None:
    """Measure and write the page."""
    curriculum = Curriculum.load()
    say("students")
    base = shares(curriculum, Population(), STUDENTS, SEEDS)
    reached = base[GUESSES[-1]]
    rows = [_row("**as described**", base)]
    rows += [_row(name, shares(curriculum, population, STUDENTS, SEEDS)) for name, population in VARIED]
    say("messages")
    library = Library.open(Path(".cache"))
    sections = [
        (name, len(read(name)), section_shares(library, read(name))) for name in ("stuck_dev", "stuck_held_out")
    ]
    held_out = sections[-1][2]
    write(
        PAGE,
        f"""
# Finding what is missing

Written by `python -m benchmarks.stuck` on {today()}. {machine()}.

## The walk

{STUDENTS:,} made-up students, each stuck on a random topic that has prerequisites. Each has one gap: the deepest topic
that they lack. What the page measures is how often the topic that is named **is** that gap, out of the topic and all
that it rests on (10 topics on average, up to 35).

Goal: at least {GOAL:.0%} with at most three questions. As described: **{reached:.1%}**,
{verdict(reached >= GOAL)}; {base["asked"]:.1f} questions were asked on average.

{table(["share found", *GUESSES, "asked"], rows)}

*Topic itself* always names the topic they are stuck on; *random prerequisite* one of its direct ones; *questions: 0* is
the walk on the record alone. A standard error is at most 1.1 points.

**The students as described** (`benchmarks/stuck/students.py`; the defaults of `Population`):

{_defaults()}

**What the walk assumes** is another thing: a gap is {NEARER} times as likely with each step down, along every path at
once; what rests on a gap is known {STANDS:.0%} of the time, everything else {HOLDS:.0%}. Slips, guesses and how many
admit that they don't know ({ADMITS:.0%}; {DOUBTS:.0%} of those who know) are the students' own in the first row, and
wrong in the rows that vary them. How far down it looks and {NEARER} were settled on students of this kind with other
seeds, where they moved the result by a point or two.

**What this says and what not.** Three questions with four options bring about one and a half bits at best, and some ten
candidates are up to three bits: without a record the walk cannot be right four times out of five, and it isn't. The
goal is met for learners who have answered some two questions on what they studied, as practice brings with it, not for
newcomers. Below one half it says "my best guess", names the runner-up, and one tap opens it. Real students have more
than one gap and are not drawn by a formula; only learners can tell how often the named piece helped.

## The messages

200 messages in learners' words (`tests/questions/stuck_dev.jsonl`, which was looked at while tuning, and
`stuck_held_out.jsonl`, which was only measured), each with the sections that would help: a symptom of a note, or one of
its sections. Goals: the right section first in {FIRST:.0%}, among the first three in {THREE:.0%}.

{
            table(
                ["", "messages", "right section first", "among three", "right note first"],
                [[name, str(count), *(f"{share:.1%}" for share in found)] for name, count, found in sections],
            )
        }

Held out: first {verdict(held_out[0] >= FIRST)}, among three {verdict(held_out[1] >= THREE)}.

{commands(__doc__)}
""",
    )


def _row(name: str, found: dict[str, float]) -> list[str]:
    return [name, *(f"{found[guess]:.1%}" for guess in GUESSES), f"{found['asked']:.1f}"]


def _defaults() -> str:
    return "\n".join(f"- `{field.name}` = {field.default}" for field in fields(Population))


if __name__ == "__main__":
    main()
