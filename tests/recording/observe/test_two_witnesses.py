"""Two witnesses: what the demo app announces and what is observed of it with its announcements muted are the same."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from tests.course import performed, scenario, scenario_names
from tracer.trace.events import Trace
from tracer.trace.facts import StageFacts
from tracer.trace.plain_values import Plain
from tracer.trace.scenario import Action, Scenario, Token
from tracer.trace.table import table

LOG_IN = Action(do="submit", page="login", account="ada", password="right", remember=True)
PROTECTED = Action(do="visit", page="protected")
SETTINGS = Action(do="visit", page="settings")
STAFF = Action(do="visit", page="staff")
CLOSE = Action(do="close_browser")
CONFIRM = Action(do="submit", page="confirm", account="ada", password="right")
ANOTHER_CLIENT = Action(do="change_user_agent", user_agent="another")


def api(token: Token) -> Action:
    return Action(do="send", page="api", account="ada", token=token)


OF_MY_OWN = [
    Scenario(name=name, title=name, actions=actions, settings=settings)
    for name, actions, settings in (
        ("remembered", (LOG_IN, Action(do="close_browser"), PROTECTED, PROTECTED), {}),
        (
            "remembered-strong",
            (LOG_IN, Action(do="close_browser"), PROTECTED, PROTECTED),
            {"SESSION_PROTECTION": "strong"},
        ),
        ("wrong-name", (Action(do="submit", page="login", account="eve", password="wrong"), PROTECTED), {}),
        ("empty-password", (Action(do="submit", page="login", account="ada", password="empty"), PROTECTED), {}),
        ("flashing", (PROTECTED, LOG_IN, Action(do="click", page="logout")), {"LOGIN_MESSAGE": "Please log in."}),
        ("next-in-session", (PROTECTED, LOG_IN, Action(do="visit", page="home")), {"USE_SESSION_FOR_NEXT": True}),
        ("expired", (LOG_IN, Action(do="wait", seconds=40 * 24 * 3600), PROTECTED), {}),
        ("logout-by-nobody", (Action(do="visit", page="home"), Action(do="submit", page="logout")), {}),
        ("two-people", (LOG_IN, Action(do="visit", page="protected", browser="B"), PROTECTED), {}),
        ("not-logged-in", (LOG_IN, PROTECTED), {"CALL_LOGIN_USER": False}),
        ("fresh", (SETTINGS, LOG_IN, SETTINGS, CLOSE, SETTINGS, CONFIRM, SETTINGS), {}),
        ("refused-when-stale", (LOG_IN, CLOSE, SETTINGS), {"REFRESH_VIEW": None}),
        ("staff", (STAFF, LOG_IN, STAFF), {}),
        ("api", (api("right"), api("wrong"), Action(do="send", page="api")), {}),
        ("members-only", (PROTECTED, LOG_IN, PROTECTED), {"UNAUTHORIZED_HANDLER": True}),
        ("refused", (PROTECTED, LOG_IN, PROTECTED), {"LOGIN_VIEW": None}),
        ("nowhere", (PROTECTED,), {"LOGIN_VIEW": "no.such.view"}),
        ("guests", (PROTECTED, LOG_IN), {"GUESTS": True}),
        ("inactive", (Action(do="deactivate_account", account="ada"), LOG_IN, PROTECTED), {}),
        ("deactivated", (LOG_IN, Action(do="deactivate_account", account="ada"), PROTECTED, PROTECTED), {}),
        ("deleted", (LOG_IN, Action(do="delete_account", account="ada"), PROTECTED), {}),
        ("another-client", (LOG_IN, ANOTHER_CLIENT, PROTECTED), {}),
        ("another-client-strong", (LOG_IN, ANOTHER_CLIENT, PROTECTED), {"SESSION_PROTECTION": "strong"}),
        ("restarted", (LOG_IN, Action(do="restart_app", secret_key="new"), PROTECTED, LOG_IN), {}),
        ("tampered", (LOG_IN, Action(do="tamper_with_cookie", cookie="session", how="payload"), PROTECTED), {}),
        ("head", (Action(do="send", page="protected", method="HEAD"), LOG_IN), {}),
        ("options", (LOG_IN, Action(do="send", page="protected", method="OPTIONS")), {}),
    )
]

SCENARIOS = [*map(scenario, scenario_names("flask")), *OF_MY_OWN]


def both_runs(chosen: Scenario) -> tuple[Trace, Trace]:
    """Return the run as the app announces it and as it is observed with its announcements muted."""
    return performed(replace(chosen, observed=False)), performed(replace(chosen, observed=True))


def told(trace: Trace) -> list[tuple[str, StageFacts, Mapping[str, Plain], str, int | None]]:
    """Return what the witnesses must agree on: stages, their order, their facts and the variables."""
    return [(step.stage, step.facts, step.variables, step.browser, step.request) for step in table(trace).steps]


@pytest.mark.parametrize("chosen", SCENARIOS, ids=lambda chosen: chosen.name)
def test_announced_and_observed_stages_facts_and_variables_are_equal(chosen: Scenario) -> None:
    announced, observed = both_runs(chosen)

    assert told(observed) == told(announced)
    assert (announced.witness, observed.witness) == ("announced", "observed")
    assert not list(observed.of_kind("fault"))


@pytest.mark.parametrize("chosen", SCENARIOS, ids=lambda chosen: chosen.name)
def test_what_is_no_stage_is_recorded_alike(chosen: Scenario) -> None:
    """Requests, answers, signals, pages and cookies do not depend on who tells of the stages."""
    announced, observed = (
        [(event.kind, event.name, event.facts) for event in run.events if event.kind not in {"stage", "observed"}]
        for run in both_runs(chosen)
    )
    assert observed == announced
