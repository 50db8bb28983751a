"""The code in a note is run, and what it prints is compared with what the note says."""

from dataclasses import replace
from pathlib import Path

import pytest

from knowledge.notes.examples import run_examples
from knowledge.notes.reader import read_note
from knowledge.notes.schema import Note

RECALL = Path(__file__).parents[3] / "knowledge/content/topics/recall.md"


def with_example(markdown: str) -> Note:
    note = read_note(RECALL)
    return replace(note, sections={"Example": markdown})


@pytest.mark.parametrize(
    "markdown",
    [
        "```python\nprint(1 + 1)\n```\n\n```text\n2\n```",
        "```python\nx = 1\n```\nThen\n```python\nprint(x)\n```\n```text\n1\n```",
        "```python raises\nint('a')\n```\n```text\nValueError: invalid literal for int() with base 10: 'a'\n```",
        '```json\n{"a": 1}\n```',
    ],
)
def test_right_code_has_no_faults(markdown: str) -> None:
    assert run_examples(with_example(markdown)) == []


@pytest.mark.parametrize(
    ("markdown", "says"),
    [
        ("```python\nprint(3)\n```\n```text\n2\n```", "but the note says"),
        ("```python\nprint(3)\n```", "add that in a ```text block"),
        ("```python\n1 / 0\n```", "raises ZeroDivisionError"),
        ("```python raises\nint('1')\n```\n```text\nValueError: x\n```", "got no error"),
        ("```yaml\na: [\n```", "does not parse"),
    ],
)
def test_wrong_code_is_told(markdown: str, says: str) -> None:
    (fault,) = run_examples(with_example(markdown))
    assert says in fault
    assert "recall.md, section 'Example'" in fault


def test_slow_code_is_told() -> None:
    (fault,) = run_examples(
        with_example(
            "```python\nimport time\nend = time.process_time() + 2.1\nwhile time.process_time() < end:\n    pass\n```"
        )
    )
    assert "takes 2.1 s" in fault
