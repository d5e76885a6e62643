"""What claims may name is what recordings hold: the vocabulary and the recorder do not part."""

from collections.abc import Iterator
from dataclasses import replace
from typing import get_args

import pytest

from tests.course import app_of, performed, scenario
from tracer.claims import event_schema
from tracer.claims.event_schema import Shape, facts_of_event, require_fact
from tracer.errors import ClaimError
from tracer.recording.cookie_facts import SHOWN_ATTRIBUTES
from tracer.recording.header_redaction import SHOWN_HEADERS
from tracer.recording.recorder import LOGIN_SIGNALS
from tracer.trace.events import Event, Kind, Trace
from tracer.trace.plain_values import as_mapping


def runs() -> Iterator[Trace]:
    """Yield runs in which much happens, each also as an observer sees it."""
    for name in ("login-flow", "wrong-password", "full-cart"):
        for observed in (False, True):
            yield performed(replace(scenario(name), observed=observed), app_of(name))


@pytest.fixture(scope="module")
def events() -> list[Event]:
    return [event for trace in runs() for event in trace.events]


def test_every_recorded_fact_may_be_named(events: list[Event]) -> None:
    for event in events:
        shape = facts_of_event(event.kind, event.name)
        for fact in event.facts:
            require_fact(fact, shape, f"{event.kind} {event.name}")


def test_what_lies_deeper_may_be_named_too(events: list[Event]) -> None:
    for event in events:
        for name, fact in event.facts.items():
            if name in {"client", "current_user", "set_cookie"}:
                for inner in as_mapping(fact):
                    require_fact(f"{name}.{inner}", facts_of_event(event.kind, event.name), event.kind)
        if event.kind == "response":
            for cookie in as_mapping(event.facts["set_cookie"]).values():
                for part in as_mapping(cookie):
                    require_fact(part, event_schema.SET_COOKIE, "a cookie")
                for attribute in as_mapping(as_mapping(cookie)["attributes"]):
                    require_fact(f"attributes.{attribute}", event_schema.SET_COOKIE, "a cookie")


def test_the_fixed_lists_are_those_of_the_recorder() -> None:
    attributes: Shape = event_schema.SET_COOKIE["attributes"]
    assert {header.lower() for header in event_schema.HEADERS} == {*SHOWN_HEADERS, "location"}
    assert set(attributes) == SHOWN_ATTRIBUTES
    assert set(event_schema.SIGNALS) == set(LOGIN_SIGNALS)


@pytest.mark.parametrize("kind", get_args(Kind))
def test_every_kind_of_event_has_its_facts(kind: Kind) -> None:
    assert facts_of_event(kind, None) or kind == "observed"


def test_what_is_recorded_is_known_even_if_nobody_has_thought_of_it() -> None:
    require_fact("colour.red", {"shape": {}}, "it", [{"colour": {"red": True}}])
    with pytest.raises(ClaimError, match='it has no fact "colour"; there are shape'):
        require_fact("colour.red", {"shape": {}}, "it", [{}])


def test_a_misspelt_header_is_refused_in_a_condition_too() -> None:
    with pytest.raises(ClaimError, match='did you mean "Location"'):
        require_fact("headers.Locaton", facts_of_event("response", None), "the event response")
    require_fact("headers.Location", facts_of_event("response", None), "the event response")
