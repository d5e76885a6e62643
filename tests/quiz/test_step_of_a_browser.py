"""A question for a step may ask for the first, or the last, of several steps in one of several browsers."""

from functools import cache
from typing import Any

import pytest

from tests.course import performed
from tracer.authoring.question_rules import check_question
from tracer.claims.selectors import StepSelector
from tracer.errors import ClaimError, LessonError
from tracer.lessons.schema import Choice, Question, QuestionTarget
from tracer.lessons.step_references import with_steps
from tracer.quiz.prompt import pose, prove_question
from tracer.trace.events import Trace
from tracer.trace.scenario import Action, Scenario
from tracer.trace.table import table

COPIED = Scenario(
    name="copied",
    title="A cookie is copied into another browser, twice",
    settings={"SESSION_PROTECTION": "none"},
    actions=(
        Action(do="submit", page="login", account="ada", password="right"),
        Action(do="copy_cookie", cookie="session"),
        Action(do="visit", page="protected", browser="B"),
        Action(do="paste_cookie", cookie="session", copied_from="A", browser="B"),
        Action(do="visit", page="protected", browser="B"),
        Action(do="delete_cookie", cookie="session", browser="B"),
        Action(do="visit", page="protected", browser="B"),
        Action(do="paste_cookie", cookie="session", copied_from="A", browser="B"),
        Action(do="visit", page="protected", browser="B"),
    ),
)


@cache
def copied(_: str | None = None) -> Trace:
    return performed(COPIED)


def asked(**asks: Any) -> Question:
    target = QuestionTarget(variable="session._user_id", changes_to="1", **asks)
    return Question(id="q", kind="step", text="At which step?", hints=("Look.",), why="There.", asks=target)


def changes(browser: str) -> list[int]:
    """Return the steps in which a browser comes to hold Ada's id, as the tracker says."""
    return [
        step.number
        for step in table(copied()).steps
        if step.browser == browser and "session._user_id" in step.changed and step.variables["session._user_id"] == "1"
    ]


def right(question: Question) -> list[int | None]:
    return [answer.step for answer in prove_question(question, copied) if answer.right]


def test_without_more_words_it_is_true_of_several_steps_and_refused() -> None:
    assert right(asked()) == sorted(changes("A") + changes("B"))
    (problem,) = check_question(asked(), copied)
    assert "what is asked for is true of steps" in problem.message


def test_the_first_and_the_last_in_browser_b_are_one_step_each() -> None:
    of_b = changes("B")
    assert len(of_b) == 2
    assert right(asked(browser="B", occurrence=1)) == [of_b[0]]
    assert right(asked(browser="B", occurrence=2)) == [of_b[1]]
    assert right(asked(browser="B", occurrence=-1)) == [of_b[1]]
    assert right(asked(browser="A")) == changes("A")
    assert right(asked(occurrence=1)) == changes("A")
    assert [*check_question(asked(browser="B", occurrence=1), copied)] == []


def test_a_step_that_is_another_one_of_them_is_wrong_and_the_reason_says_so() -> None:
    posed = pose(asked(browser="B", occurrence=1), copied)
    of_a, of_b = changes("A")[0], changes("B")
    assert posed.right == (str(of_b[0]),)
    (in_a,), (later,) = (posed.grade([str(number)]).readings for number in (of_a, of_b[1]))
    assert str(in_a) == f'In step {of_a} the `_user_id` in the session changes from `None` to `"1"`, but in browser A.'
    assert str(later).endswith('to `"1"`; the question asks for another time.')
    assert not posed.grade([str(of_b[1])]).right


def test_with_choices_only_those_are_offered() -> None:
    choices = (
        Choice(step=StepSelector(stage="session_checked", browser="B", occurrence=1), why="Not yet."),
        Choice(step=StepSelector(stage="session_checked", browser="B", occurrence=2), why="Yes.", right=True),
        Choice(step=StepSelector(stage="logged_in", browser="A"), why="That is A."),
    )
    question = Question(id="q", kind="step", text="?", hints=("Look.",), choices=choices)
    target = QuestionTarget(variable="session._user_id", changes_to="1", browser="B", occurrence=1)
    question = Question(**{**vars(question), "asks": target})
    assert [*check_question(question, copied)] == []
    assert pose(question, copied).right == (str(changes("B")[0]),)


def test_what_cannot_be_asked_is_refused() -> None:
    with pytest.raises(ClaimError, match='there is no browser "C" in this run'):
        prove_question(asked(browser="C"), copied)
    with pytest.raises(ValueError, match="occurrence counts from 1"):
        asked(occurrence=0)
    assert right(asked(browser="B", occurrence=3)) == []
    with pytest.raises(LessonError):
        pose(asked(browser="B", occurrence=3), copied)
    value = QuestionTarget(variable="session._user_id", browser="B")
    with pytest.raises(ValueError, match=r"in asks\.step"):
        value.value_claim("1", None)


def test_prose_names_a_step_of_a_browser() -> None:
    def rows(_: str | None) -> Any:
        return table(copied())

    checks = [s.number for s in table(copied()).steps if (s.stage, s.browser) == ("session_checked", "B")]
    assert with_steps("See {step:session_checked:B:1}.", rows) == f"See step {checks[0]}."
    assert with_steps("See {step:session_checked:B:-1}.", rows) == f"See step {checks[-1]}."
    assert with_steps("See {step:logged_in:A}.", rows) == "See step 2."
    with pytest.raises(ClaimError, match='no browser "C"'):
        with_steps("{step:session_checked:C}", rows)
    with pytest.raises(ClaimError, match="There is no stage"):
        with_steps("{step:session_checked:B:1:2}", rows)
