"""What claims may name is what recordings hold: the vocabulary and the recorder do not part."""

from collections.abc import Iterator
from dataclasses import replace
from typing import get_args

import pytest

from tests.course import app_of, performed, scenario
from tracer.claims.event_schema import facts_of_event, require_fact
from tracer.errors import ClaimError
from tracer.recording.header_redaction import SHOWN_HEADERS
from tracer.stages import NOTHING
from tracer.trace.event_facts import fact_at, facts_to_plain
from tracer.trace.events import Event, Kind, Trace
from tracer.trace.facts import HEADERS, StageFacts
from tracer.trace.plain_values import Plain


def runs() -> Iterator[Trace]:
    """Yield runs in which much happens, each also as an observer sees it."""
    for name in ("login-flow", "wrong-password", "full-cart"):
        for observed in (False, True):
            yield performed(replace(scenario(name), observed=observed), app_of(name))


@pytest.fixture(scope="module")
def events() -> list[Event]:
    return [event for trace in runs() for event in trace.events]


def paths_in(value: Plain, path: str) -> Iterator[str]:
    """Yield the path to each fact, also to those that lie deeper."""
    yield path
    for name, inner in value.items() if isinstance(value, dict) else ():
        # A name with a dot in it cannot be named by a path.
        if "." not in name:
            yield from paths_in(inner, f"{path}.{name}")


def test_every_recorded_fact_may_be_named_also_what_lies_deeper(events: list[Event]) -> None:
    for event in events:
        shape = facts_of_event(event.kind, event.name)
        for name, value in facts_to_plain(event.facts).items():
            for path in paths_in(value, name):
                require_fact(path, shape, f"{event.kind} {event.name}")


def test_a_fact_is_found_where_its_path_leads(events: list[Event]) -> None:
    for event in events:
        plain = facts_to_plain(event.facts)
        for name, value in plain.items():
            assert fact_at(event.facts, name) == value
            for path in paths_in(value, name):
                *way, last = path.split(".")
                found: Plain = plain
                for key in [*way, last]:
                    found = found[key] if isinstance(found, dict) else None
                assert fact_at(event.facts, path) == found


def test_only_headers_that_may_be_recorded_are_recorded() -> None:
    assert {header.lower() for header in HEADERS} == {*SHOWN_HEADERS, "location"}


@pytest.mark.parametrize("kind", get_args(Kind))
def test_every_kind_of_event_has_its_facts(kind: Kind) -> None:
    assert facts_of_event(kind, None)


def test_what_an_app_announces_besides_is_known() -> None:
    announced = StageFacts(NOTHING, more={"colour": {"red": True}})
    require_fact("colour.red", {"shape": {}}, "it", [announced])
    with pytest.raises(ClaimError, match='it has no fact "colour"; there are shape'):
        require_fact("colour.red", {"shape": {}}, "it", [StageFacts(NOTHING)])


def test_a_misspelt_header_is_refused_in_a_condition_too() -> None:
    with pytest.raises(ClaimError, match='did you mean "Location"'):
        require_fact("headers.Locaton", facts_of_event("response", None), "the event response")
    require_fact("headers.Location", facts_of_event("response", None), "the event response")
