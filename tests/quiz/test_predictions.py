"""Predictions: nothing that is true is offered as a wrong answer, what is checked is told, and every reason is one."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings

from tests.course import app_of, performed, scenario, scenario_names
from tests.quiz.recorded_truth import may_be_true, recorded
from tests.strategies import traces
from tracer.lessons.schema import Question
from tracer.quiz.predictions import prediction, predictions
from tracer.quiz.prompt import pose
from tracer.trace.circumstances import circumstances
from tracer.trace.events import Trace
from tracer.trace.plain_values import as_text
from tracer.trace.table import Step, Table, table
from tracer.trace.wording.reasons import why_it_came_out

SEEDS = (0, 1, 7)


@cache
def asked(name: str) -> tuple[Trace, Table, tuple[tuple[Step, Question | None], ...]]:
    """Return a run of the course with what is asked before its steps, with several choices of wrong answers."""
    trace = performed(scenario(name), app_of(name))
    rows = table(trace)
    made = [pair for seed in SEEDS for pair in zip(rows.steps, predictions(trace, rows, seed), strict=True)]
    return trace, rows, tuple(made)


def wrong_results(name: str) -> Iterator[tuple[Step, str]]:
    found = {
        (step.number, choice.text): step
        for step, question in asked(name)[2]
        for choice in (question.choices if question is not None else ())
        if choice.claim is not None and not choice.right
    }
    yield from ((step, text) for (_, text), step in found.items())


@pytest.mark.parametrize("name", scenario_names())
def test_the_predictions_of_every_run_of_the_course(name: str) -> None:
    no_wrong_answer_is_a_result_of_the_same_request(name)
    no_wrong_answer_is_true_at_that_moment(name)
    what_is_checked_is_told_and_the_result_is_not(name)
    there_are_three_or_four_answers(name)
    every_reason_is_one(name)


def no_wrong_answer_is_a_result_of_the_same_request(name: str) -> None:
    _, rows, _ = asked(name)
    for step, text in wrong_results(name):
        same = {other.row.result for other in rows.steps if step.request is not None and other.request == step.request}
        assert text not in same, (step.number, text)


def no_wrong_answer_is_true_at_that_moment(name: str) -> None:
    trace, _, _ = asked(name)
    known = {step.number: recorded(trace, step) for step, _ in wrong_results(name)}
    for step, text in wrong_results(name):
        assert not may_be_true(text, known[step.number]), (step.number, text)


def what_is_checked_is_told_and_the_result_is_not(name: str) -> None:
    for step, question in asked(name)[2]:
        if question is not None:
            assert f"**{step.row.action}**, with: {step.row.input}." in question.text
            assert f"**{step.row.check}**" in question.text
            if step.row.result not in step.row.check:
                assert step.row.result not in question.text


def there_are_three_or_four_answers(name: str) -> None:
    """Each step of the course is asked about: where its run is too short, what else could come out is offered."""
    for step, question in asked(name)[2]:
        answers = {choice.text or as_text(choice.value) for choice in question.choices} if question else set()
        assert len(answers) == len(question.choices if question else ()), step.number
        assert 3 <= len(answers) <= 4, (step.number, answers)


def every_reason_is_one(name: str) -> None:
    trace, _, made = asked(name)
    for step, question in made:
        for choice in question.choices if question is not None else ():
            assert choice.why.endswith(".")
            assert not re.search(r"That is what|the column|the tracker shows|later|In this run", choice.why)
            named = {int(number) for number in re.findall(r"\b[Ss]teps? (\d+)", choice.why)}
            assert all(number <= step.number for number in named), choice.why
            if choice.right and choice.claim is not None:
                assert choice.why.startswith(f"Step {step.number}, request {step.request}. ")
                assert step.row.check in choice.why
                assert choice.why.endswith(f", so: **{step.row.result}**.")
    first = next((question for _, question in made if question is not None), None)
    if first is not None:
        posed = pose(first, lambda _: trace)
        told = [posed.grade([answer.label]).reason for answer in posed.answers]
        assert told == [choice.why for choice in first.choices]


_YES_OR_NO = {
    "session_checked": {"User authenticated", "User not authenticated"},
    "credentials_checked": {"Credentials valid", "Credentials not valid"},
}


@pytest.mark.parametrize("name", ["login-flow", "bare-401", "crash-at-login", "password-never-right"])
def test_both_answers_are_offered_where_yes_or_no_is_asked(name: str) -> None:
    for step, question in asked(name)[2]:
        offered = {choice.text for choice in question.choices} if question is not None else set()
        assert _YES_OR_NO.get(step.stage, set()) <= offered


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(traces())
def test_of_any_run_only_predictions_with_one_right_answer_are_made(trace: Trace) -> None:
    rows = table(trace)
    for step in rows.steps:
        question = prediction(trace, rows, step.number)
        if question is not None:
            posed = pose(question, lambda _: trace)
            assert len(posed.right) == 1 < len(posed.answers)


def reasons(trace: Trace, number: int) -> dict[str, str]:
    question = prediction(trace, table(trace), number)
    assert question is not None
    return {choice.text: choice.why for choice in question.choices}


def test_the_first_question_of_the_course(login_flow: Trace) -> None:
    question = prediction(login_flow, table(login_flow), 1)
    assert question is not None
    assert question.text == (
        "**User asks for the protected page**, with: Request without session cookie.\n\n"
        "What is checked: **Is the user in the session logged in?**\n\nWhat comes out?"
    )
    told = {choice.text: choice.why for choice in question.choices}
    assert "User sees the login form" not in told
    assert told["User not authenticated"] == (
        "Step 1, request 1. The check: Is the user in the session logged in? The guard looked into the session of this "
        "request and found no user there, so: **User not authenticated**."
    )


def test_a_wrong_answer_is_told_what_it_needs_and_where_it_came_out(login_flow: Trace) -> None:
    told = reasons(login_flow, 7)
    assert told["User sees the login form"] == (
        "That needs a guard that turns the visitor away and sends the browser to a page that asks for a password. "
        "Nothing of the kind was recorded in this step. "
        "It came out in step 2, in request 1: **Redirect to the login page**."
    )
    assert told["Nothing to clear"] == (
        "That needs a call of `logout_user()`, and an answer that says nothing about the session cookie. "
        "This step decides that, and it came out the other way."
    )
    assert told["Session cleared, session cookie deleted"] == (
        "Step 7, request 5. What is done: Call logout_user(). The session of this request named user 1 when it began; "
        "after `logout_user()` it names nobody, and the answer deletes the session cookie, "
        "so: **Session cleared, session cookie deleted**."
    )


def test_a_result_that_is_still_to_come_is_not_given_away(login_flow: Trace) -> None:
    assert reasons(login_flow, 1)["User authenticated"] == (
        "That needs a guard that looks who is there, and finds a user. This step decides that, and it came out "
        "the other way."
    )


@pytest.mark.parametrize(
    ("name", "stage", "told"),
    [
        ("remember-me", "session_checked", "The remember cookie had brought a user back (step 3), and the guard found"),
        ("api-token", "session_checked", "The request itself had said who sends it (step 1), and the guard found"),
        ("remembered-but-deleted", "session_checked", "The session of this request names user 1, and yet the guard"),
        (
            "cookie-attributes",
            "logged_in",
            "the answer sets the session cookie, which the browser refused: needs https",
        ),
        ("endless-redirects", "redirected", "From there the browser was sent on and on, until it gave up"),
        ("fresh-login", "fresh_login_required", "the session says `_fresh`: False, and the guard of this page demands"),
        ("fresh-login", "login_confirmed", "the session now says `_fresh`: True"),
    ],
)
def test_the_reason_tells_what_was_recorded(name: str, stage: str, told: str) -> None:
    trace = performed(scenario(name), app_of(name))
    rows = table(trace)
    around = circumstances(rows)
    assert any(told in why_it_came_out(around[step.number], rows) for step in rows.steps if step.stage == stage)


def test_the_hint_says_in_a_sentence_what_held_before_the_step(login_flow: Trace) -> None:
    question = prediction(login_flow, table(login_flow), 5)
    assert question is not None
    assert question.hints == (
        "Before this step `user_authenticated` is True, `session_cookie` is Set and `current_user` is User(1).",
    )


def test_what_was_only_announced_is_not_believed(login_flow: Trace) -> None:
    """The line with ``login_user()`` is lost: at the announcement of the login nobody is logged in."""
    events = tuple(event for event in login_flow.events if event.name != "user_logged_in")
    lost = replace(login_flow, events=events)
    step = table(lost).steps[3]
    assert step.contradiction is not None
    for seed in range(20):
        question = prediction(lost, table(lost), step.number, seed)
        assert question is not None
        wrong = {choice.text for choice in question.choices if not choice.right}
        assert not wrong & {"User not authenticated", "login_user returned False, nothing was written"}


def test_who_was_logged_in_by_a_call_that_raised_is_logged_in() -> None:
    """``login_user()`` wrote the session and raised: no stage says so, and the session of the response does."""
    trace, rows, _ = asked("duration-is-a-number")
    assert recorded(trace, rows.steps[0]).response.session
    question = prediction(trace, rows, 1)
    assert question is not None
    assert "User authenticated" not in {choice.text for choice in question.choices}


def test_a_request_that_is_let_through_is_never_said_not_to_be() -> None:
    offered = {text for step, text in wrong_results("new-password-old-id") if step.stage == "access_granted"}
    assert offered
    assert "The request is let through" not in offered
