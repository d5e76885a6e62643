"""Every event can be told in words, and so can the end of every run."""

from dataclasses import replace
from typing import get_args

import pytest

from tests.course import CHEAP, scenario
from tracer.recording.demo.flask_run import run_on_flask
from tracer.stages import CredentialsChecked, SessionChecked
from tracer.trace.app_facts import AppFacts
from tracer.trace.event_facts import Facts
from tracer.trace.events import Event, Kind, Trace
from tracer.trace.facts import (
    ActionFacts,
    CookiesFacts,
    ExceptionFacts,
    FaultFacts,
    FlashFacts,
    PageFacts,
    RequestFacts,
    ResponseFacts,
    SignalFacts,
    StageFacts,
)
from tracer.trace.observed_facts import FormFacts, LoginUserFacts, PasswordCheckFacts
from tracer.trace.table import other_requests, table
from tracer.trace.wording.endings import closing_words, warnings
from tracer.trace.wording.events import event_words

BARE: tuple[Facts, ...] = (
    ActionFacts(),
    RequestFacts("GET", "/"),
    StageFacts(SessionChecked()),
    SignalFacts(),
    PasswordCheckFacts(observable=False),
    FlashFacts(""),
    ExceptionFacts(""),
    ResponseFacts(200),
    PageFacts(page=None, path="/", status=200, heading="", asks_password=False),
    CookiesFacts(),
    FaultFacts("KeyError"),
)


@pytest.mark.parametrize("facts", BARE, ids=lambda facts: facts.kind)
def test_every_kind_of_event_has_words_even_when_little_is_known(facts: Facts) -> None:
    words = event_words(Event(1, "session_checked", facts))
    assert words.kind
    assert words.text


def test_no_kind_of_event_was_forgotten_here() -> None:
    assert [facts.kind for facts in BARE] == [*get_args(Kind)]


def test_the_decoded_cookie_and_its_attributes_are_told(login_flow: Trace) -> None:
    step = table(login_flow).steps[3]
    response = next(event_words(event) for event in step.events if event.kind == "response")
    details = dict(response.details)
    assert response.text == "302, Location /protected"
    assert details["Set-Cookie session"].startswith("holds ")
    assert '_user_id = "1"' in details["Set-Cookie session"]
    assert "httponly" in details["Set-Cookie session"].lower()


def test_nothing_in_a_list_is_told_as_none() -> None:
    assert event_words(Event(1, "form", FormFacts(()))).details == (("fields", "none"),)
    assert event_words(Event(1, "form", FormFacts(("name", "next")))).details == (("fields", "name, next"),)


def test_what_could_not_be_known_of_something_observed_is_not_told() -> None:
    unseen = event_words(Event(1, "password_check", PasswordCheckFacts(observable=False)))
    assert unseen.details == (("observable", "False"),)
    called = event_words(Event(1, "login_user", LoginUserFacts(user="User", result=True, raised=None)))
    assert called.details == (("user", "User"), ("result", "True"), ("raised", "None"))
    told = dict(event_words(Event(1, "app", AppFacts("shop"))).details)
    assert (told["name"], told["login_manager"], told["views"]) == ("shop", "None", "none")
    assert not {"user_loader", "login_view", "blueprint_login_views", "session_protection"} & told.keys()


def test_a_stage_tells_what_was_announced_with_it_and_what_else_the_app_said() -> None:
    facts = StageFacts(CredentialsChecked(valid=False), more={"method": "LDAP"})
    details = event_words(Event(1, "credentials_checked", facts)).details
    assert details == (("valid", "False"), ("method", "LDAP"), ("current_user", "not loaded"), ("Session", "empty"))
    silent = event_words(Event(1, "credentials_checked", StageFacts(CredentialsChecked()))).details
    assert "valid" not in dict(silent)


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
    fault = Event(trace.events[-1].number + 1, "message_flashed", FaultFacts("KeyError"))
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
        Event(1, "GET", RequestFacts("GET", "/"), 1),
        Event(2, "500", ResponseFacts(500), 1),
        Event(3, "GET", RequestFacts("GET", "/x"), 2),
    )
    trace = Trace(None, "app", events)
    found = other_requests(trace, table(trace))
    assert [(other.after, other.row.result) for other in found] == [(0, "500"), (0, "No response was recorded")]
