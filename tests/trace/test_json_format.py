"""A trace survives JSON, and whatever is no trace is refused with its place named."""

import json
from typing import Any

import pytest
from hypothesis import given

from tests import strategies
from tracer.errors import TraceFileError
from tracer.stages import NOTHING
from tracer.trace.events import Event, Trace
from tracer.trace.facts import ResponseFacts, StageFacts
from tracer.trace.files import loads
from tracer.trace.json_format import (
    FORMAT_VERSION,
    event_from_plain,
    event_to_plain,
    json_lines,
    trace_from_plain,
)
from tracer.trace.table import table


@given(strategies.events())
def test_an_event_survives_a_line_of_json(event: Event) -> None:
    line = json.dumps(event_to_plain(event))
    assert "\n" not in line
    assert event_from_plain(json.loads(line)) == event


@given(strategies.traces())
def test_a_trace_survives_json(trace: Trace) -> None:
    text = "\n".join(json_lines(trace))
    assert loads(text) == trace
    assert [step["number"] for step in json.loads(text)["steps"]] == [step.number for step in table(trace).steps]


def plain_trace(**changes: Any) -> dict[str, Any]:
    trace = Trace(
        None, "flask", (Event(1, "logged_in", StageFacts(NOTHING)), Event(2, "200", ResponseFacts(200), request=1))
    )
    return {**json.loads("\n".join(json_lines(trace))), **changes}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"format": "something-else"}, 'it lacks "format": "login-flow-trace"'),
        ({"format_version": FORMAT_VERSION + 1}, "a newer version of the tracer"),
        ({"format_version": 0}, "no format_version 0"),
        ({"format_version": True}, "no format_version true"),
        ({"format_version": "1"}, 'no format_version "1"'),
        ({"app": 7}, "damaged at app: a text is expected"),
        ({"witness": "hearsay"}, "damaged at witness: one of announced, observed"),
        ({"events": {}}, "damaged at events: a list is expected"),
        ({"surprise": 1}, "damaged at surprise: there is no such key. Save the trace again"),
        ({"versons": {}}, 'damaged at versons: there is no such key; did you mean "versions"? Save the trace again'),
        ({"scenario": {}}, "damaged at scenario.title: the key is missing; at scenario.actions: the key is missing"),
        ({"pages": {"home": 1}}, "damaged at pages"),
    ],
)
def test_what_does_not_fit_is_refused_and_named(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(TraceFileError) as caught:
        trace_from_plain(plain_trace(**changes))
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("number", 1, "events[1]: the events must be numbered upwards"),
        ("number", 2.0, "events[1].number: a whole number"),
        ("kind", "rumour", "events[1].kind: one of action, request"),
        ("facts", [], "events[1].facts: a table of keys and values is expected"),
        ("place", {"file": "a.py", "line": "1", "function": "f"}, "events[1].place.line: a whole number"),
        ("request", 0, "events[1].request: a whole number from 1"),
    ],
)
def test_a_damaged_event_is_named_by_its_place(key: str, value: object, message: str) -> None:
    trace = plain_trace()
    trace["events"][1][key] = value
    with pytest.raises(TraceFileError) as caught:
        trace_from_plain(trace)
    assert message in str(caught.value)


def test_everything_that_is_damaged_is_named_at_once() -> None:
    trace = plain_trace(app=7)
    trace["events"][0] |= {"name": "teleported", "request": "1"}
    del trace["events"][1]["browser"]
    with pytest.raises(TraceFileError) as caught:
        trace_from_plain(trace)
    places = ("at app: ", "at events[0].request: ", "at events[1].browser: the key is missing")
    assert all(place in str(caught.value) for place in places)


def test_an_unknown_stage_is_refused() -> None:
    trace = plain_trace()
    trace["events"][0]["name"] = "teleported"
    with pytest.raises(TraceFileError, match="teleported"):
        trace_from_plain(trace)


def test_facts_without_end_are_refused() -> None:
    trace = plain_trace()
    nested: dict[str, Any] = {}
    for _ in range(50):
        nested = {"deeper": nested}
    trace["events"][0]["facts"] = nested
    with pytest.raises(TraceFileError, match="nested too deeply"):
        trace_from_plain(trace)


def test_the_derived_steps_are_there_for_other_readers_and_never_trusted() -> None:
    trace = plain_trace(steps="whatever", start=None)
    assert trace_from_plain(trace) == trace_from_plain(plain_trace())
