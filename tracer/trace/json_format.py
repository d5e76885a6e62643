"""A Trace as JSON, and back.

A trace is one JSON object::

    {"format": "login-flow-trace", "format_version": 1,
     "app": ..., "witness": ..., "versions": {...}, "pages": {...}, "scenario": {...},
     "events": [...], "start": {...}, "steps": [...]}

``events`` are the facts. ``start`` (the variables before the first step) and ``steps`` are derived from them and stand
there for other readers only: reading derives them again and never trusts what it finds there. docs/trace-format.md
explains every key.

An event as a plain dict (``event_to_plain``, ``event_from_plain``) is also one line of every live stream.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Annotated, Any

from tracer.command_line import command_line
from tracer.errors import TraceFileError
from tracer.trace.event_facts import facts_from_plain, facts_to_plain
from tracer.trace.events import Event, Kind, Place, Trace, Witness
from tracer.trace.former_names import FORMER_APP, content_of_today
from tracer.trace.plain_values import Plain
from tracer.trace.scenario import Action, Scenario
from tracer.trace.table import Step, table
from tracer.trace.validation import Count, ReadBy, read
from tracer.trace.wording.phrases import sentence
from tracer.trace.wrong_values import WrongValueError, wrong

FORMAT = "login-flow-trace"
"""Says that a JSON object is a trace."""

FORMAT_VERSION = 1
"""The version of the format that is written and read."""

SAVE_AGAIN = f"Save the trace again with: {command_line('run-scenario', '--save', 'FILE')}"
"""The remedy for a trace that cannot be read."""


def event_to_plain(event: Event) -> dict[str, Plain]:
    """Return an event as a dict that JSON can hold; ``event_from_plain`` gives the event back."""
    return {
        "number": event.number,
        "kind": event.kind,
        "name": event.name,
        "facts": facts_to_plain(event.facts),
        "request": event.request,
        "browser": event.browser,
        "place": _place_to_plain(event.place),
    }


def _place_to_plain(place: Place | None) -> Plain:
    return None if place is None else {"file": place.file, "line": place.line, "function": place.function}


def json_lines(trace: Trace) -> Iterator[str]:
    """Yield the lines of the JSON of a trace: each event and each step on a line of its own."""
    rows = table(trace)
    yield "{"
    for key, value in head_to_plain(trace).items():
        yield f" {_json(key)}: {_json(value)},"
    yield from _list_lines("events", map(event_to_plain, trace.events))
    yield f' "start": {_json(dict(rows.start))},'
    yield from _list_lines("steps", map(_step_to_plain, rows.steps), last=True)
    yield "}"


def _json(value: Plain) -> str:
    # ASCII only, so that a stream of any encoding can carry it; NaN is no JSON and no plain value.
    return json.dumps(value, ensure_ascii=True, allow_nan=False)


def _list_lines(key: str, items: Iterator[dict[str, Plain]], *, last: bool = False) -> Iterator[str]:
    end = " ]" if last else " ],"
    line = None
    yield f" {_json(key)}: ["
    for item in items:
        if line is not None:
            yield f"{line},"
        line = f"  {_json(item)}"
    if line is not None:
        yield line
    yield end


def head_to_plain(trace: Trace) -> dict[str, Plain]:
    """Return what stands in a saved trace before its events."""
    return {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "app": trace.app,
        "witness": trace.witness,
        "versions": dict(trace.versions),
        "pages": dict(trace.pages),
        "scenario": scenario_to_plain(trace.scenario) if trace.scenario else None,
    }


def scenario_to_plain(scenario: Scenario) -> dict[str, Plain]:
    """Return a scenario as a dict that JSON can hold; ``scenario_from_plain`` gives the scenario back."""
    return {
        "name": scenario.name,
        "title": scenario.title,
        "actions": [_action_to_plain(action) for action in scenario.actions],
        "settings": {name: _copied(value) for name, value in scenario.settings.items()},
        "app": scenario.app,
        "observed": scenario.observed,
    }


def _action_to_plain(action: Action) -> dict[str, Plain]:
    fields = {name: getattr(action, name) for name in Action.__dataclass_fields__}
    return {name: _copied(value) for name, value in fields.items() if value is not None}


def _copied(value: Any) -> Plain:
    """Return a value of a scenario with JSON's own containers."""
    if isinstance(value, Mapping):
        return {str(key): _copied(item) for key, item in value.items()}
    return [_copied(item) for item in value] if isinstance(value, (list, tuple)) else value


def _step_to_plain(step: Step) -> dict[str, Plain]:
    return {
        "number": step.number,
        "stage": step.stage,
        "occurrence": step.occurrence,
        "browser": step.browser,
        "request": step.request,
        "action": step.row.action,
        "input": step.row.input,
        "check": step.row.check,
        "result": step.row.result,
        "place": _place_to_plain(step.place),
        "variables": dict(step.variables),
        "changed": list(step.changed),
        "events": [event.number for event in step.events],
        **({"contradiction": step.contradiction} if step.contradiction is not None else {}),
    }


def event_from_plain(value: Plain) -> Event:
    """Return the event that ``event_to_plain`` made this dict of.

    Raises:
        TraceFileError: The dict is not that of an event.
    """
    try:
        return _event(value)
    except WrongValueError as error:
        raise _refused("this is not an event", error) from None


def scenario_from_plain(value: Plain) -> Scenario:
    """Return the scenario that ``scenario_to_plain`` made this dict of.

    Raises:
        TraceFileError: The dict is not that of a scenario.
    """
    try:
        return read(Scenario, value)
    except WrongValueError as error:
        raise _refused("this is not a scenario", error) from None


def trace_from_plain(value: Plain) -> Trace:
    """Return the trace whose JSON was parsed to this dict.

    Raises:
        TraceFileError: The dict is not that of a trace in a version that can be read.
    """
    if not isinstance(value, dict) or value.get("format") != FORMAT:
        raise TraceFileError(f'this is not a saved trace: it lacks "format": "{FORMAT}". {SAVE_AGAIN}')
    version = value.get("format_version")
    if type(version) is int and version > FORMAT_VERSION:
        raise TraceFileError(
            f"the trace was saved by a newer version of the tracer (format_version {version}; this one reads "
            f"{FORMAT_VERSION}). Update the tracer: pip install --upgrade login-flow-tracer"
        )
    if type(version) is not int or version != FORMAT_VERSION:
        raise TraceFileError(
            f"there is no format_version {json.dumps(version)} of saved traces (this tracer reads {FORMAT_VERSION}). "
            f"{SAVE_AGAIN}"
        )
    if value.get("app") == FORMER_APP:
        value = content_of_today(value)
    try:
        return _trace(read(_SavedTrace, value))
    except WrongValueError as error:
        raise _refused("the saved trace is damaged", error) from None


def _refused(what: str, wrong_values: WrongValueError) -> TraceFileError:
    where = " " if wrong_values.problems[0].place else ": "
    return TraceFileError(f"{sentence(f'{what}{where}{wrong_values}', capital=False)} {SAVE_AGAIN}")


@dataclass(frozen=True)
class _SavedEvent:
    """What a file holds of an event, key by key; ``kind`` and ``name`` say which facts it can have."""

    number: Count
    kind: Kind
    name: str
    facts: Mapping[str, Plain]
    request: Count | None
    browser: str
    place: Place | None


def _event(value: Plain) -> Event:
    saved = read(_SavedEvent, value)
    facts = facts_from_plain(saved.kind, saved.name, dict(saved.facts))
    return Event(saved.number, saved.name, facts, saved.request, saved.browser, saved.place)


def _passed_over(_: Plain) -> None:
    """Read nothing: what is derived is derived again."""


@dataclass(frozen=True)
class _SavedTrace:
    """What a file holds, key by key."""

    format: str
    format_version: Count
    app: str
    witness: Witness
    versions: Mapping[str, str]
    pages: Mapping[str, str]
    scenario: Scenario | None
    events: tuple[Annotated[Event, ReadBy(_event)], ...]
    start: Annotated[None, ReadBy(_passed_over)]
    steps: Annotated[None, ReadBy(_passed_over)]


def _trace(saved: _SavedTrace) -> Trace:
    for index, (before, event) in enumerate(pairwise(saved.events), start=1):
        if event.number <= before.number:
            message = f"the events must be numbered upwards, but {event.number} follows {before.number}"
            raise wrong(message, "events", index)
    return Trace(saved.scenario, saved.app, saved.events, saved.witness, saved.versions, saved.pages)
