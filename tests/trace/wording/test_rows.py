"""What the results say is held against the events of their steps: over every scenario of the course."""

import re
from collections.abc import Mapping

import pytest

from tests.course import app_of, performed, scenario, scenario_names
from tracer.trace.events import Event
from tracer.trace.facts import RequestFacts, ResponseFacts, SetCookieFacts, StageFacts
from tracer.trace.plain_values import Plain
from tracer.trace.table import Step, table

LOGIN_KEYS = ("_user_id", "_fresh", "_id")
ABOUT_THE_SESSION = ("logged_in", "login_refused", "logged_out", "login_confirmed", "session_protected", "remembered")
SAYS_NO_CHANGE = re.compile(r"Nothing to clear|nothing was written|was fresh already|stays not fresh")


def _before(step: Step, events: tuple[Event, ...]) -> Mapping[str, Plain]:
    """Return what the session of the step's request held before its stage, read from the events alone."""
    held: Mapping[str, Plain] = {}
    for event in events:
        if event.request != step.request:
            continue
        if event.facts is step.facts:
            break
        if isinstance(event.facts, RequestFacts | StageFacts):
            held = event.facts.session or {}
    return held


def _session_cookie(step: Step, events: tuple[Event, ...]) -> SetCookieFacts | None:
    """Return what the response that belongs to the step says of the session cookie."""
    begun = next(event.facts for event in events if event.request == step.request)
    assert isinstance(begun, RequestFacts)
    for event in step.events:
        if isinstance(event.facts, ResponseFacts) and event.request == step.request:
            return event.facts.set_cookie.get(begun.session_cookie_name)
    return None


@pytest.mark.parametrize("name", scenario_names())
def test_no_row_hides_a_change_and_none_makes_one_up(name: str) -> None:
    trace = performed(scenario(name), app_of(name))
    for step in table(trace).steps:
        if step.stage not in ABOUT_THE_SESSION:
            continue
        before, after = _before(step, trace.events), step.facts.session or {}
        changed = [key for key in LOGIN_KEYS if before.get(key) != after.get(key)]
        cookie = _session_cookie(step, trace.events)
        result = step.row.result
        where = f"{name}, step {step.number}: {result}"
        if SAYS_NO_CHANGE.search(result):
            assert not changed, where
            assert step.stage != "logged_out" or cookie is None, where
        elif "no cookie sent" in result:
            assert cookie is None, where
            assert changed, where
        else:
            assert changed or cookie is not None, where
        if "cookie deleted" in result:
            assert cookie is not None, where
            assert cookie.deleted, where
        if re.search(r"cookie set\b|the cookie stays|sent again|Session cookie sent", result):
            assert cookie is not None, where
            assert not cookie.deleted, where
        if re.search(r"is gone from the session|Session cleared|is taken out of the session", result):
            assert before.get("_user_id") is not None, where
            assert after.get("_user_id") is None, where
        if "fresh again" in result:
            assert before.get("_fresh") is not True, where
            assert after.get("_fresh") is True, where


def test_a_logout_and_a_login_in_one_request_are_both_told() -> None:
    trace = performed(scenario("switched-in-one-request"), app_of("switched-in-one-request"))
    told = {step.stage: step for step in table(trace).steps if step.number > 2}
    assert told["logged_out"].row.result == "The user is gone from the session"
    assert told["logged_out"].variables["session._user_id"] is None
    assert told["logged_in"].row.result == "Session cookie set"


def test_a_text_that_looks_like_nothing_stands_in_quotes() -> None:
    trace = performed(scenario("unsaved-user"), app_of("unsaved-user"))
    login = next(step for step in table(trace).steps if step.stage == "logged_in")
    assert login.row.input.startswith('Unsaved object with id "None"')
    check = next(step for step in table(trace).steps if step.stage == "session_checked")
    assert check.row.input == 'Request with session cookie (user "None")'
