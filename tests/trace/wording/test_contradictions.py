"""An announcement that nothing in the run bears out: the row says so, and no variable believes it."""

import json
from collections.abc import Sequence
from dataclasses import replace
from importlib import import_module

import pytest

from tests.course import CHEAP, app_of, lesson, performed, scenario, scenario_names
from tracer.findings import find
from tracer.lessons.flow import flow_path
from tracer.recording.demo.run import run
from tracer.stages import STAGES, Redirected, Refused, SessionChecked, Stage
from tracer.trace.events import Event, Trace
from tracer.trace.facts import ResponseFacts, StageFacts, UserFacts
from tracer.trace.json_format import json_lines
from tracer.trace.table import Step, Table, table

WITH_A_SIGNAL = [stage for stage in STAGES if stage.login_signal is not None]


def _scenario_with(stage: str) -> tuple[Trace, Step]:
    """Return a run on an app that announces its stages, and a step of it in which that stage happened."""
    for name in scenario_names("flask"):
        trace = performed(scenario(name))
        for step in table(trace).steps:
            if trace.witness == "announced" and step.stage == stage:
                return trace, step
    raise AssertionError(f"no scenario has a step {stage}")


def _without(trace: Trace, left_out: Sequence[Event]) -> Table:
    return table(replace(trace, events=tuple(event for event in trace.events if event not in left_out)))


@pytest.mark.parametrize("name", scenario_names())
def test_what_the_demo_apps_announce_is_borne_out(name: str) -> None:
    rows = table(performed(scenario(name), app_of(name)))
    assert [step.contradiction for step in rows.steps if step.contradiction is not None] == []


@pytest.mark.parametrize("stage", WITH_A_SIGNAL, ids=lambda stage: str(stage.name))
def test_a_stage_without_its_signal_is_only_announced(stage: Stage) -> None:
    name = stage.name
    signal = stage.login_signal
    trace, step = _scenario_with(name)
    rows = _without(trace, [event for event in step.events if event.kind == "signal" and event.name == signal])
    doubted = next(row for row in rows.steps if row.stage == name and row.occurrence == step.occurrence)
    assert doubted.contradiction == f"Flask-Login sent no signal {signal}"
    assert doubted.row.result == f"Nothing in the run bears it out: Flask-Login sent no signal {signal}"
    assert "announces" in doubted.row.action
    assert doubted.title == f"{step.title} (announced only)"
    assert doubted.tone == "bad"
    assert not doubted.is_a(name)
    assert "user_authenticated" not in doubted.changed


@pytest.fixture
def login_forgotten(monkeypatch: pytest.MonkeyPatch) -> Trace:
    """The login flow on the demo app whose view no longer calls ``login_user``, and still announces the login."""

    view = import_module("tracer.demo_app.flask_app.authentication")

    def login_user(*_: object, **__: object) -> bool:
        return True

    monkeypatch.setattr(view, "login_user", login_user)
    return run(scenario("login-flow"), "flask", settings={"PASSWORD_HASH_METHOD": CHEAP})


def test_a_login_that_is_only_announced_is_believed_by_nothing(login_forgotten: Trace) -> None:
    rows = table(login_forgotten)
    step = next(step for step in rows.steps if step.stage == "logged_in")
    assert step.row.action == "App announces “Logged in”"
    assert step.row.result == "Nothing in the run bears it out: Flask-Login sent no signal user_logged_in"
    assert {step.variables["user_authenticated"] for step in rows.steps} == {False}
    assert {step.variables["current_user"] for step in rows.steps} == {"Anonymous"}
    assert {step.variables["session_cookie"] for step in rows.steps} == {None}
    flow = lesson("login-flow").flow
    assert flow is not None
    assert "login" not in flow_path(flow, rows.steps).nodes


def test_its_json_says_so(login_forgotten: Trace) -> None:
    steps = json.loads("\n".join(json_lines(login_forgotten)))["steps"]
    assert isinstance(steps, list)
    contradictions = [step["contradiction"] for step in steps if isinstance(step, dict) and "contradiction" in step]
    assert contradictions == ["Flask-Login sent no signal user_logged_in"]


def test_no_finding_takes_it_for_a_login_that_was_lost(login_forgotten: Trace) -> None:
    codes = {finding.code for finding in find(login_forgotten)}
    assert "session-lost" not in codes


def _with_facts(trace: Trace, step: Step, facts: StageFacts) -> Step:
    """Return a step whose announcement has other facts."""
    events = [replace(event, facts=facts) if event.facts is step.facts else event for event in trace.events]
    return table(replace(trace, events=tuple(events))).steps[step.number - 1]


def test_a_check_that_says_yes_to_an_anonymous_user_is_only_announced() -> None:
    trace, step = _scenario_with("session_checked")
    nobody = UserFacts("AnonymousUserMixin", anonymous=True)
    yes = replace(step.facts, announced=SessionChecked(authenticated=True), current_user=nobody)
    assert _with_facts(trace, step, yes).contradiction == "current_user is anonymous"
    unasked = replace(yes, current_user=None)
    said = "nobody had asked for current_user, and the session names no user"
    assert _with_facts(trace, step, unasked).contradiction == said
    guest = replace(yes, current_user=UserFacts("Guest", anonymous=True))
    assert _with_facts(trace, step, guest).contradiction is None


def test_a_login_without_a_user_in_the_session_is_only_announced() -> None:
    trace, step = _scenario_with("logged_in")
    emptied = replace(step.facts, session={})
    assert _with_facts(trace, step, emptied).contradiction == "the session names no user"


def test_a_refused_login_with_the_signal_of_a_login_is_only_announced() -> None:
    trace, step = _scenario_with("logged_in")
    events = [replace(event, name="login_refused") if event.facts is step.facts else event for event in trace.events]
    row = table(replace(trace, events=tuple(events))).steps[step.number - 1]
    assert row.contradiction == "Flask-Login sent the signal user_logged_in"


@pytest.mark.parametrize(
    ("stage", "answer", "said"),
    [
        ("redirected", ResponseFacts(status=200), "the response is no redirect, its status is 200"),
        ("refused", ResponseFacts(status=302), "the response is no error, its status is 302"),
    ],
)
def test_a_visitor_who_was_answered_otherwise_was_not_turned_away_like_that(
    stage: str, answer: ResponseFacts, said: str
) -> None:
    trace, step = _scenario_with(stage)
    assert isinstance(step.facts.announced, Redirected | Refused)
    events = [
        replace(event, facts=answer)
        if isinstance(event.facts, ResponseFacts) and event.request == step.request
        else event
        for event in trace.events
    ]
    assert table(replace(trace, events=tuple(events))).steps[step.number - 1].contradiction == said
