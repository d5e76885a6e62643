"""Choosing some questions of a lesson by their numbers or names."""

import pytest

from tests.course import lesson
from tracer.errors import UsageError
from tracer.quiz.selection import with_chosen_questions


def test_questions_are_chosen_by_number_and_by_name_in_the_order_that_is_wanted() -> None:
    whole = lesson("login-flow")
    ids = [question.id for question in whole.questions]
    chosen = with_chosen_questions(whole, f"4, 1,{ids[2]},4")
    assert [question.id for question in chosen.questions] == [ids[3], ids[0], ids[2]]


@pytest.mark.parametrize(
    ("only", "words"),
    [
        ("99", 'The lesson "login-flow" has no question 99; it has 12'),
        ("0", "has no question 0"),
        ("why-turned-awy", "why-turned-away"),
        (" , ", "names no question"),
    ],
)
def test_what_is_no_question_is_named(only: str, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        with_chosen_questions(lesson("login-flow"), only)


def test_the_guess_of_a_hunt_is_asked_in_any_case() -> None:
    hunted = lesson("back-at-the-form")
    assert hunted.guess
    last = hunted.questions[-1].id
    chosen = with_chosen_questions(hunted, last)
    assert [question.id for question in chosen.questions] == [*dict.fromkeys([hunted.guess, last])]
