"""Short messages that lean on what was said before are recognised; whole questions are not."""

import pytest

from bot.core.followups import asked_part, asks_meaning, is_only_lost, points_back


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("show me an example", "example"),
        ("example pls", "example"),
        ("what should i know first?", "first"),
        ("and what comes next", "next"),
        ("quiz me", "check"),
        ("why does it matter", "why"),
        ("and its drawbacks?", "use"),
        ("pros and cons", "use"),
        ("when should i use it", "use"),
        ("how do i use it", None),
        ("give me an exercise", "try"),
        ("any links?", "read"),
        ("what should i read first", "first"),
        ("can you say it simpler", "what"),
        ("ok and then?", "next"),
        ("do i really need it", "why"),
        ("show me an example of a tuple", None),
        ("what is overfitting", None),
        ("why is my loss nan", None),
    ],
)
def test_a_part_of_the_note_at_hand(text: str, part: str | None) -> None:
    assert asked_part(text) == part


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("and its drawbacks?", True),
        ("how do i compute it", True),
        ("why?", True),
        ("what about outliers", True),
        ("what if it is too big", True),
        ("why do they divide by the root of d", True),
        ("what is gradient descent", False),
        ("difference between precision and recall", False),
        ("recall", False),
        ("ValueError: shapes (3,) and (4,) not aligned", False),
    ],
)
def test_pointing_back(text: str, points: bool) -> None:
    assert points_back(text) is points


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("what is overfitting", True),
        ("ok, what's a tensor?", True),
        ("difference between precision and recall", True),
        ("explain dropout", True),
        ("what is wrong here, it prints nan", False),
        ("what does my error mean: mat1 and mat2", False),
        ("what is that?", False),
        ("it just prints nan", False),
    ],
)
def test_asking_for_a_meaning(text: str, asks: bool) -> None:
    assert asks_meaning(text) is asks


@pytest.mark.parametrize(
    ("text", "lost"),
    [
        ("still don't get it", True),
        ("no thats not it", True),
        ("i did that and it still doesnt work", True),
        ("i don't get the chain rule", False),
        ("it gives nan", False),
    ],
)
def test_who_is_lost_and_does_not_say_where(text: str, lost: bool) -> None:
    assert is_only_lost(text) is lost
