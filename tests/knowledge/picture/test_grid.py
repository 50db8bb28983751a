"""Topics stand below what they need, near to it, and no row is overfull."""

from itertools import combinations

from knowledge.picture.grid import Place, places, without_detours

NEEDS = {"a": (), "b": ("a",), "c": ("a", "b"), "d": ("c", "a")}


def crossings(found: dict[str, Place], needs: dict[str, tuple[str, ...]]) -> int:
    """Count the pairs of lines that lie between the same two rows, or overlap in rows, and change sides."""
    lines = [(found[first], found[then]) for then, firsts in needs.items() for first in firsts]
    return sum(
        one[0].row == two[0].row
        and one[1].row == two[1].row
        and (one[0].column - two[0].column) * (one[1].column - two[1].column) < 0
        for one, two in combinations(lines, 2)
    )


def test_a_line_that_others_imply_is_left_out() -> None:
    assert without_detours("abcd", NEEDS) == {"a": (), "b": ("a",), "c": ("b",), "d": ("c",)}


def test_a_topic_stands_below_all_it_needs_and_bands_below_each_other() -> None:
    found = places(["abc", "d"], NEEDS, 3)
    assert [found[id].row for id in "abcd"] == [0, 1, 2, 3]


def test_a_full_row_goes_on_in_the_next() -> None:
    found = places([list("abcdefg")], dict.fromkeys("abcdefg", ()), 3)
    assert sorted(place.row for place in found.values()) == [0, 0, 0, 1, 1, 1, 2]
    assert len(set(found.values())) == 7


def test_lines_that_would_cross_are_untangled() -> None:
    needs: dict[str, tuple[str, ...]] = {"a": (), "b": (), "c": (), "z": ("a",), "y": ("b",), "x": ("c",)}
    found = places([["a", "b", "c"], ["x", "y", "z"]], needs, 3)
    assert crossings(found, needs) == 0
