"""Reading a trace at the place to which a claim points."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from tracer.claims.claim import Claim
from tracer.claims.event_schema import (
    REQUEST_AND_RESPONSE,
    RESPONSE,
    SET_COOKIE,
    facts_of_step,
    require_browser,
    require_cookie,
    require_fact,
    require_header,
)
from tracer.claims.events_in_words import event_clause, event_fact_shown
from tracer.claims.evidence_in_words import Shown, Spot, request_in_words
from tracer.claims.readings_in_words import (
    column_shown,
    cookie_shown,
    header_shown,
    request_fact_shown,
    step_fact_shown,
    variable_shown,
)
from tracer.claims.selectors import (
    EventSelector,
    browsers_of,
    find_event,
    find_request,
    find_step,
    matching_events,
    require_event_facts,
    steps_of,
)
from tracer.errors import ClaimError, unknown
from tracer.trace.event_facts import fact_at
from tracer.trace.events import Event, Trace
from tracer.trace.facts import RequestFacts, ResponseFacts
from tracer.trace.plain_form import to_plain
from tracer.trace.plain_values import Plain, as_mapping, as_shown, as_text
from tracer.trace.table import Step, Table
from tracer.trace.variables import REMEMBER_COOKIE
from tracer.trace.wording.browsers import whose
from tracer.trace.wording.phrases import counted, steps_in_words
from tracer.trace.wording.rows import HEADINGS

_F = TypeVar("_F")


@dataclass(frozen=True)
class Reading:
    """A value and where it stood.

    Attributes:
        value: The value; None where nothing is.
        looked_at: Where it stood, in words: ``step 4, Result/Output``.
        steps: The numbers of the steps to which that place belongs.
        shown: What stands there, as a clause for learners.
    """

    value: Plain
    looked_at: str
    steps: tuple[int, ...]
    shown: Shown

    @property
    def words(self) -> str:
        """The value as a person would say it; nothing in a list is "none"."""
        if self.value in ([], {}):
            return "none"
        cookie = as_mapping(self.value)
        if not {"deleted", "value", "attributes"} <= set(cookie):
            return as_shown(self.value)
        if cookie["deleted"]:
            return "deletes the cookie"
        return f"sets the cookie, with {as_shown(cookie['value'])} ({as_text(cookie['attributes'])})"


@dataclass(frozen=True)
class Scope:
    """The part of a trace in which a claim looks: a step, a request with its response, or everything.

    Attributes:
        events: The events in it.
        words: What it is, as authors name it.
        steps: The numbers of its steps.
        spot: What it is, as learners are told.
    """

    events: Sequence[Event]
    words: str
    steps: tuple[int, ...]
    spot: Spot


def look_up(claim: Claim, trace: Trace, rows: Table) -> Reading:
    """Return the value at which a claim looks.

    Raises:
        ClaimError: The claim points at nothing, or at more than one thing.
    """
    scope = scope_of(claim, trace, rows)
    if claim.variable is not None:
        return _variable(claim, claim.variable, scope, rows)
    if claim.column is not None:
        text, heading = getattr(step_of(claim, rows).row, claim.column), HEADINGS[claim.column]
        shown = column_shown(scope.steps[0], heading, text)
        return Reading(text, f"{scope.words}, {heading}", scope.steps, shown)
    if claim.event is not None:
        if claim.absent:
            require_browser(claim.event.browser, browsers_of(rows))
        return _event(claim.event, claim.fact, scope, rows)
    if claim.header is not None:
        require_header(claim.header)
        headers = _response(claim, scope, rows).headers
        value = next((text for name, text in headers.items() if name.lower() == claim.header.lower()), None)
        shown = header_shown(scope.spot, claim.header, value)
        return Reading(value, f"{scope.words}, header {claim.header}", scope.steps, shown)
    if claim.cookie is not None:
        return _cookie(claim, claim.cookie, scope, trace, rows)
    path = claim.fact or ""
    value = _fact(claim, path, scope, rows)
    told = step_fact_shown(scope.steps[0], path, value) if claim.step is not None else None
    return Reading(value, f"{scope.words}, {path}", scope.steps, told or request_fact_shown(scope.spot, path, value))


def scope_of(claim: Claim, trace: Trace, rows: Table) -> Scope:
    """Return the part of the trace in which a claim looks. Raises ClaimError as ``look_up`` does."""
    if claim.step is not None:
        step = step_of(claim, rows)
        return Scope(step.events, f"step {step.number}", (step.number,), Spot(f"step {step.number}"))
    if claim.request is not None:
        number = find_request(trace, claim.request)
        events = [event for event in trace.events if event.request == number]
        asked, facts = next((one, one.facts) for one in events if isinstance(one.facts, RequestFacts))
        spot = Spot(request_in_words(number, facts, whose(rows, asked.browser)), is_request=True)
        return Scope(events, f"the {claim.request}", steps_of(events, rows), spot)
    return Scope(trace.events, "the whole run", (), Spot())


def step_of(claim: Claim, rows: Table) -> Step:
    """Return the step that a claim names. Raises ClaimError as ``look_up`` does."""
    if claim.step is None:
        raise ClaimError("the claim names no step")
    return find_step(rows, claim.step)


def require_variable(name: str, rows: Table) -> None:
    """Refuse a name that can be no variable; a session key or a remember cookie that the run never had is None."""
    if name not in rows.start and not name.startswith("session.") and name != rows.remember_cookie:
        raise ClaimError(unknown("variable", name, [*rows.start]))


def _variable(claim: Claim, name: str, scope: Scope, rows: Table) -> Reading:
    require_variable(name, rows)
    if claim.step is None:
        last, value = (len(rows.steps),) if rows.steps else (), rows.final.get(name)
        return Reading(value, f"{name} at the end", last, variable_shown(name, value, _at_the_end(last)))
    value = step_of(claim, rows).variables.get(name)
    shown = variable_shown(name, value, f"after {scope.words}")
    return Reading(value, f"{name} after {scope.words}", scope.steps, shown)


def _at_the_end(last: Sequence[int]) -> str:
    return f"at the end (after {steps_in_words(last)})" if last else "at the end"


def _event(selector: EventSelector, fact: str | None, scope: Scope, rows: Table) -> Reading:
    if fact is None:
        found = matching_events(scope.events, selector)
        number = counted(len(found), "time") if found else None
        clause = event_clause(selector, len(found), scope.spot.within)
        return Reading(number, f"{scope.words}, {selector}", steps_of(found, rows), Shown(clause, "whole"))
    require_event_facts(scope.events, selector, fact)
    event = find_event(scope.events, selector)
    value, steps = fact_at(event.facts, fact), steps_of([event], rows)
    where = scope.spot.within if scope.spot.name or not steps else f"in {steps_in_words(steps)}"
    shown = event_fact_shown(event, fact, value, where)
    return Reading(value, f"{scope.words}, {selector}, {fact}", steps, shown)


def _cookie(claim: Claim, name: str, scope: Scope, trace: Trace, rows: Table) -> Reading:
    require_cookie(name, _cookie_names(trace))
    if claim.fact:
        require_fact(claim.fact, SET_COOKIE, "a Set-Cookie")
    cookie = _response(claim, scope, rows).set_cookie.get(name)
    value = None
    if cookie is not None:
        value = fact_at(cookie, claim.fact) if claim.fact else to_plain(cookie)
    part = f", {claim.fact}" if claim.fact else ""
    shown = cookie_shown(scope.spot, name, claim.fact or "", cookie, value)
    return Reading(value, f"{scope.words}, Set-Cookie {name}{part}", scope.steps, shown)


def _cookie_names(trace: Trace) -> Iterator[str]:
    """Yield the names of the cookies that the app of a run has, also of those that this run never needed."""
    yield from ("session", REMEMBER_COOKIE)
    settings = trace.scenario.settings if trace.scenario else {}
    yield from (str(settings[name]) for name in ("SESSION_COOKIE_NAME", "REMEMBER_COOKIE_NAME") if name in settings)
    for event in trace.events:
        if isinstance(event.facts, ResponseFacts):
            yield from event.facts.set_cookie
        elif isinstance(event.facts, RequestFacts):
            yield from event.facts.cookies


def _response(claim: Claim, scope: Scope, rows: Table) -> ResponseFacts:
    """Return the facts of the response to the step's own request, or to the named request."""
    if claim.step is None:
        response = _first(scope, ResponseFacts)
        if response is None:
            raise ClaimError(f"{scope.words} has no response")
        return response
    step = step_of(claim, rows)
    for row in rows.steps[step.number - 1 :]:
        for event in row.events:
            if isinstance(event.facts, ResponseFacts) and event.request == step.request:
                if row is step:
                    return event.facts
                raise ClaimError(f"no response leaves in step {step.number}; it leaves in step {row.number}")
    raise ClaimError(f"no response leaves in step {step.number}")


def _fact(claim: Claim, path: str, scope: Scope, rows: Table) -> Plain:
    """Return a fact of a step's stage, or of a request and its response together."""
    if claim.step is not None:
        step = step_of(claim, rows)
        require_fact(path, facts_of_step(step.stage), f"the stage {step.stage}", (step.facts,))
        own = {
            "stage": step.stage,
            **({"function": step.place.function, "file": step.place.file} if step.place else {}),
        }
        return own[path] if path in own else fact_at(step.facts, path)
    require_fact(path, REQUEST_AND_RESPONSE, "a request with its response")
    request, response = _first(scope, RequestFacts), _first(scope, ResponseFacts)
    key, _, deeper = path.partition(".")
    if key == "session_before":
        path, response = f"session.{deeper}" if deeper else "session", None
    facts = response if response is not None and key in RESPONSE else request
    return None if facts is None else fact_at(facts, path)


def _first(scope: Scope, kind: type[_F]) -> _F | None:
    """Return the first facts of a class in a scope; None where there are none."""
    return next((event.facts for event in scope.events if isinstance(event.facts, kind)), None)
