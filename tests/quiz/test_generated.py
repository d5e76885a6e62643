"""Questions made from a run: exactly one answer is right, and the wrong ones come from the same run."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.course import app_of, performed, scenario
from tests.strategies import traces
from tracer.authoring.question_rules import check_question
from tracer.quiz.generated import generate
from tracer.quiz.prompt import pose
from tracer.trace.events import Trace
from tracer.trace.plain_values import as_text
from tracer.trace.table import table
from tracer.trace.wording.rows import COLUMNS


def of(trace: Trace, number: int, seed: int) -> list[str]:
    return [question.id for question in generate(trace, table(trace), number, seed)]


def test_the_same_number_makes_the_same_questions(login_flow: Trace) -> None:
    assert of(login_flow, 8, 1) == of(login_flow, 8, 1)
    assert of(login_flow, 8, 1) != of(login_flow, 8, 2)


def test_every_kind_is_among_them(login_flow: Trace) -> None:
    questions = generate(login_flow, table(login_flow), 4, 3)
    assert {question.kind for question in questions} == {"step", "value", "one", "order"}


def test_as_many_as_there_are_and_no_two_alike(login_flow: Trace) -> None:
    names = of(login_flow, 1000, 1)
    assert 20 < len(names) == len(set(names)) < 1000
    assert len(of(login_flow, 7, 1)) == 7


@pytest.mark.parametrize("name", ["login-flow", "wrong-password", "no-login-user", "full-cart"])
@pytest.mark.parametrize("seed", range(5))
def test_every_made_question_passes_the_check_of_the_lessons(name: str, seed: int) -> None:
    trace = performed(scenario(name), app_of(name))
    for question in generate(trace, table(trace), 100, seed):
        assert [str(problem) for problem in check_question(question, lambda _: trace)] == []


def test_wrong_answers_are_taken_from_other_steps_of_the_same_run(login_flow: Trace) -> None:
    rows = table(login_flow)
    seen = {getattr(step.row, column) for step in rows.steps for column in COLUMNS}
    seen |= {as_text(value) for step in rows.steps for value in step.variables.values()}
    for question in generate(login_flow, rows, 1000, 1):
        for choice in question.choices:
            if choice.step is None:
                assert choice.text in seen or as_text(choice.value) in seen
            else:
                assert choice.step in range(1, 10)


@pytest.mark.parametrize("name", ["login-flow", "wrong-password", "no-login-user", "full-cart"])
def test_every_answer_has_a_reason_that_tells_what_happened_and_not_only_where(name: str) -> None:
    trace = performed(scenario(name), app_of(name))
    for question in generate(trace, table(trace), 1000, 1):
        reasons = [choice.why for choice in question.choices] or [question.why]
        for reason in reasons:
            assert reason.endswith("."), question
            assert not re.search(r"That is what|the column|the tracker shows", reason), reason


def test_the_reasons_tell_which_step_made_a_value_and_which_changed_it(login_flow: Trace) -> None:
    questions = {question.id: question for question in generate(login_flow, table(login_flow), 1000, 1)}
    reasons = {as_text(choice.value): choice.why for choice in questions["generated-value-session_cookie-6"].choices}
    assert reasons["Set"] == (
        "Step 4, **App calls login_user(user)**, makes it `Set`; its result is **Session cookie set**. "
        "No step from there up to 6 changes it."
    )
    assert reasons["None"] == "It was `None` up to step 3; step 4, **App calls login_user(user)**, changed it."
    assert reasons["Cleared"] == "It gets that value later, in step 7: **User clicks logout**."
    start = {as_text(choice.value): choice.why for choice in questions["generated-value-current_user-1"].choices}
    assert start["Anonymous"].startswith("`current_user` was `Anonymous` before the first step, and no step")


def test_none_is_not_called_wrong_where_a_cookie_was_cleared(login_flow: Trace) -> None:
    for question in generate(login_flow, table(login_flow), 1000, 1):
        if question.id in {f"generated-value-session_cookie-{number}" for number in (7, 8, 9)}:
            values = {as_text(choice.value) for choice in question.choices}
            assert not {"None", "Cleared"} <= values, question.id


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(traces(), st.integers())
def test_of_any_run_only_questions_with_one_right_answer_are_made(trace: Trace, seed: int) -> None:
    for question in generate(trace, table(trace), 20, seed):
        asked = pose(question, lambda _: trace)
        assert asked.grade(asked.right).right
        if question.kind != "order":
            assert len(asked.right) == 1 < len(asked.answers)
