"""What a card lists is told apart."""

from __future__ import annotations

import pytest

from bot.features.cards import in_a_row, know_first
from knowledge.notes.curriculum import Curriculum
from tests.conftest import Say


def test_titles_that_have_commas_are_told_apart_in_a_list(curriculum: Curriculum) -> None:
    assert (
        know_first(curriculum, "gradient-boosting") == "**Know first:** Decision trees; Gradient, Jacobian and Hessian"
    )


def test_titles_without_commas_are_listed_with_commas(curriculum: Curriculum) -> None:
    assert know_first(curriculum, "scikit-learn") == "**Know first:** NumPy, pandas, Supervised learning"


@pytest.mark.parametrize(
    ("words", "row"),
    [
        ([], ""),
        (["pandas"], "pandas"),
        (["pandas", "SQL"], "pandas and SQL"),
        (["pandas", "SQL", "Git"], "pandas, SQL and Git"),
        (["Scalars, vectors and tensors", "Matrices"], "Scalars, vectors and tensors; and Matrices"),
        (["SQL", "Git", "Scalars, vectors and tensors"], "SQL; Git; and Scalars, vectors and tensors"),
    ],
)
def test_a_row_is_said_as_in_speech(words: list[str], row: str) -> None:
    assert in_a_row(words) == row


def test_what_is_close_beside_is_told_apart(say: Say) -> None:
    [close] = [part for part in say("explain gradient descent like im 12").sections if part.title == "Also close"]
    assert close.text.startswith("Optimizers: SGD, momentum and Adam; Gradient, Jacobian and Hessian")
