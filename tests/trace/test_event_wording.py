"""Every event can be told in words, and so can the end of every run."""

from dataclasses import replace
from typing import get_args

import pytest

from tests.course import CHEAP, scenario
from tracer.recording.demo.flask_run import run_on_flask
from tracer.trace.events import Event, Kind, Trace
from tracer.trace.table import other_requests, table
from tracer.trace.wording.endings import closing_words, warnings
from tracer.trace.wording.events import event_words


@pytest.mark.parametrize("kind", get_args(Kind))
def test_every_kind_of_event_has_words_even_without_facts(kind: Kind) -> None:
    words = event_words(Event(1, kind, "logged_in"))
    assert words.kind
    assert words.text


def test_the_decoded_cookie_and_its_attributes_are_told(login_flow: Trace) -> None:
    step = table(login_flow).steps[3]
    response = next(event_words(event) for event in step.events if event.kind == "response")
    details = dict(response.details)
    assert response.text == "302, Location /protected"
    assert details["Set-Cookie session"].startswith("holds ")
    assert "_user_id = 1" in details["Set-Cookie session"]
    assert "httponly" in details["Set-Cookie session"].lower()


def test_nothing_in_a_list_is_told_as_none() -> None:
    assert event_words(Event(1, "observed", "form", {"fields": []})).details == (("fields", "none"),)
    assert event_words(Event(1, "observed", "form", {"fields": ["name"]})).details == (("fields", "name"),)


def test_the_place_in_the_code_is_told(login_flow: Trace) -> None:
    step = table(login_flow).steps[3]
    stage = next(event_words(event) for event in step.events if event.kind == "stage")
    assert "demo_app/flask_app/authentication.py:" in dict(stage.details)["Announced at"]


def test_the_closing_line_is_read_from_the_run(login_flow: Trace) -> None:
    assert closing_words(login_flow, table(login_flow)) == (
        "The run ends after 9 steps and 8 requests. The user sees “Log in” at /login, nobody is logged in, "
        "and the browser holds no session cookie."
    )
    cut = tuple(event for event in login_flow.events if event.request is None or event.request <= 4)
    logged_in = replace(login_flow, events=cut)
    assert "User(1) is logged in, and the browser holds a session cookie." in closing_words(logged_in, table(logged_in))


def test_what_was_not_possible_and_what_failed_is_said() -> None:
    trace = run_on_flask(scenario("wrong-password"), settings={"PASSWORD_HASH_METHOD": CHEAP})
    fault = Event(trace.events[-1].number + 1, "fault", "message_flashed", {"error": "KeyError"})
    told = list(warnings(replace(trace, events=(*trace.events, fault))))
    assert told[0].startswith("Not possible: User clicks logout, for the page shows no button")
    assert told[1] == "Recorder failed at message_flashed (KeyError); the app went on."


def test_requests_without_a_stage_stand_behind_the_step_to_which_they_belong(login_flow: Trace) -> None:
    others = other_requests(login_flow, table(login_flow))
    assert [(other.after, other.row.action, other.row.result) for other in others] == [
        (2, "Browser follows the redirect to the login page", "200: “Log in”"),
        (7, "Browser follows the redirect to the home page", "200: “Welcome”"),
        (9, "Browser follows the redirect to the login page", "200: “Log in”"),
    ]
    staged = {step.request for step in table(login_flow).steps}
    everything = {event.request for event in login_flow.of_kind("request")}
    assert {other.request for other in others} == everything - staged


def test_requests_before_the_first_step_are_listed_too() -> None:
    events = (
        Event(1, "request", "GET", {"path": "/", "method": "GET"}, 1),
        Event(2, "response", "500", {"status": 500}, 1),
        Event(3, "request", "GET", {"path": "/x", "method": "GET"}, 2),
    )
    trace = Trace(None, "app", events)
    found = other_requests(trace, table(trace))
    assert [(other.after, other.row.result) for other in found] == [(0, "500"), (0, "No response was recorded")]
