"""Predictions: nothing that is true is offered as a wrong answer, what is checked is told, and every reason is one."""

import re
from collections.abc import Iterator
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings

from tests.course import app_of, lessons_here, performed, scenario, scenario_names
from tests.strategies import traces
from tracer.lessons.schema import Question
from tracer.quiz.predictions import prediction
from tracer.quiz.prompt import pose
from tracer.quiz.result_truth import is_true_here
from tracer.trace.circumstances import circumstances
from tracer.trace.events import Trace
from tracer.trace.facts import PageFacts, ResponseFacts
from tracer.trace.plain_values import as_text
from tracer.trace.table import Step, Table, table
from tracer.trace.variables import CLEARED
from tracer.trace.wording.reasons import why_it_came_out

SEEDS = (0, 1, 7)


@cache
def asked(name: str) -> tuple[Trace, Table, tuple[tuple[Step, Question | None], ...]]:
    """Return a run of the course with what is asked before its steps, with several choices of wrong answers."""
    trace = performed(scenario(name), app_of(name))
    rows = table(trace)
    made = [(step, prediction(trace, rows, step.number, seed)) for step in rows.steps for seed in SEEDS]
    return trace, rows, tuple(made)


def wrong_results(name: str) -> Iterator[tuple[Step, str]]:
    for step, question in asked(name)[2]:
        for choice in question.choices if question is not None else ():
            if choice.claim is not None and not choice.right:
                yield step, choice.text


@pytest.mark.parametrize("name", scenario_names())
def test_the_predictions_of_every_run_of_the_course(name: str) -> None:
    no_wrong_answer_is_a_result_of_the_same_request(name)
    no_wrong_answer_is_true_at_that_moment(name)
    what_is_checked_is_told_and_the_result_is_not(name)
    there_are_three_answers_wherever_the_run_has_them(name)
    every_reason_is_one(name)


def no_wrong_answer_is_a_result_of_the_same_request(name: str) -> None:
    _, rows, _ = asked(name)
    for step, text in wrong_results(name):
        same = {other.row.result for other in rows.steps if step.request is not None and other.request == step.request}
        assert text not in same, (step.number, text)


def no_wrong_answer_is_true_at_that_moment(name: str) -> None:
    """What is recorded of the request and of the page that came is looked up here without the help of the quiz."""
    trace, rows, _ = asked(name)
    for step, text in wrong_results(name):
        page = page_in_the_end(trace, step)
        answer = next((e.facts for e in trace.events if e.request == step.request and e.kind == "response"), None)
        if text == "User sees the login form":
            assert page is None or not page.asks_password
        if page is not None and "“" in text:
            assert f"“{page.heading}”" not in text
        if text in {"User authenticated", "User not authenticated"} and step.stage != "session_checked":
            assert step.variables["user_authenticated"] != (text == "User authenticated")
        if text == "Session cookie set" and isinstance(answer, ResponseFacts):
            assert not any(not cookie.deleted for cookie in answer.set_cookie.values() if cookie.value is not None)
        if text == "Session cleared, session cookie deleted":
            assert step.variables["session_cookie"] != CLEARED
        assert rows.steps[step.number - 1].row.result != text


def page_in_the_end(trace: Trace, step: Step) -> PageFacts | None:
    """Return what the person saw next in the browser of a step, before anything else was done there."""
    announced = next(event.number for event in step.events if event.kind == "stage")
    for event in trace.events[announced:]:
        if event.browser == step.browser and event.kind == "action":
            return None
        if event.browser == step.browser and isinstance(event.facts, PageFacts):
            return event.facts
    return None


def what_is_checked_is_told_and_the_result_is_not(name: str) -> None:
    for step, question in asked(name)[2]:
        if question is not None:
            assert f"**{step.row.action}**, with: {step.row.input}." in question.text
            assert f"**{step.row.check}**" in question.text
            if step.row.result not in step.row.check:
                assert step.row.result not in question.text


def there_are_three_answers_wherever_the_run_has_them(name: str) -> None:
    _, rows, made = asked(name)
    around = circumstances(rows)
    for step, question in made:
        true = {one.row.result for one in rows.steps if is_true_here(around[one.number], around[step.number], around)}
        offered = {one.row.result for one in rows.steps} - true
        count = len(question.choices) if question is not None else 0
        assert count <= 4
        assert count >= min(len(offered) + 1, 3) if offered else True, (step.number, offered)
        if question is not None:
            assert len({choice.text or as_text(choice.value) for choice in question.choices}) == count >= 2


def every_reason_is_one(name: str) -> None:
    trace, _, made = asked(name)
    for step, question in made:
        if question is None:
            continue
        posed = pose(question, lambda _: trace)
        for choice, answer in zip(question.choices, posed.answers, strict=True):
            assert choice.why.endswith(".")
            assert not re.search(r"That is what the|the column|the tracker shows", choice.why)
            assert posed.grade([answer.label]).reason == choice.why
            named = {int(number) for number in re.findall(r"\b[Ss]teps? (\d+)", choice.why)}
            assert all(number <= step.number for number in named), choice.why
            if choice.right and choice.claim is not None:
                assert choice.why.startswith(f"Step {step.number}, request {step.request}. ")
                assert step.row.check in choice.why
                assert choice.why.endswith(f", so: **{step.row.result}**.")


def test_most_steps_of_the_course_have_three_answers() -> None:
    """The rule above would be kept by a quiz that lets nothing be offered."""
    counts = []
    for lesson in lessons_here().values():
        for step, question in asked(lesson.main_scenario.name)[2]:
            counts.append(len(question.choices) if question is not None else 0)
            assert step
    assert sum(count >= 3 for count in counts) > 0.8 * len(counts)


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
        "That needs a guard that turns the visitor away and sends the browser to another page. Nothing of the kind was "
        "recorded in this step. It came out in step 2, in request 1: **Redirect to the login page**."
    )
    assert told["Session cleared, session cookie deleted"] == (
        "Step 7, request 5. What is done: Call logout_user(). The session of this request named user 1 when it began; "
        "after `logout_user()` it names nobody, and the answer deletes the session cookie, "
        "so: **Session cleared, session cookie deleted**."
    )


def test_a_result_that_is_still_to_come_is_not_given_away(login_flow: Trace) -> None:
    assert reasons(login_flow, 1)["User authenticated"] == (
        "That needs a guard that looks who is there, and finds a user. The same was done here, and it came out "
        "otherwise. It comes out later in this run, in another request."
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
