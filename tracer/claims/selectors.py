"""Selectors: how a lesson names a step, a request or an event of a trace, and how that one is found."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import chain
from typing import Annotated, TypeAlias, TypeVar

from tracer.claims.event_schema import REQUEST, facts_of_event, facts_of_stage, require_browser, require_fact
from tracer.errors import ClaimError, unknown
from tracer.stages import BY_NAME
from tracer.trace.event_facts import Facts, fact_at
from tracer.trace.events import Event, Trace
from tracer.trace.facts import RequestFacts
from tracer.trace.plain_values import as_expected, same_value
from tracer.trace.scenario import Value
from tracer.trace.table import Step, Table
from tracer.trace.wording.phrases import counted
from tracer.trace.wrong_values import Expected

_T = TypeVar("_T")


@dataclass(frozen=True, kw_only=True)
class StepSelector:
    """A step, named by its stage.

    Attributes:
        stage: The name of the stage.
        occurrence: Which of these steps, counted from 1; -1 is the last. It may be left out where there is only one.
        browser: Whose browser, where a scenario has several.
        when: Facts that the announcement must carry: ``{authenticated = false}``.

    Raises:
        ValueError: There is no stage of that name.
    """

    stage: str
    occurrence: int | None = None
    browser: str | None = None
    when: Mapping[str, Value] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.stage not in BY_NAME:
            raise ValueError(unknown("stage", self.stage, list(BY_NAME)))

    def __str__(self) -> str:
        return _words(f'step of the stage "{self.stage}"', self.when, self.browser)


@dataclass(frozen=True, kw_only=True)
class RequestSelector:
    """A request, named by the page it asked for.

    Attributes:
        page: The page, by what it is; or a path that begins with a slash.
        method: GET or POST, where both were sent to that page.
        occurrence: Which of these requests, counted from 1; -1 is the last. It may be left out where there is only one.
        browser: Whose browser, where a scenario has several.
        when: Facts that the request must carry: ``{session_cookie = true}``.
    """

    page: str
    method: str | None = None
    occurrence: int | None = None
    browser: str | None = None
    when: Mapping[str, Value] = field(default_factory=dict)

    def __str__(self) -> str:
        method = f"{self.method} " if self.method else ""
        page = self.page if self.page.startswith("/") else f"the {self.page} page"
        return _words(f"{method}request for {page}", self.when, self.browser)


@dataclass(frozen=True, kw_only=True)
class EventSelector:
    """An event, named by its kind and name.

    Attributes:
        kind: What the event tells of: ``signal``, ``flash``, ``response``, ...
        name: Which signal, which category of flash, which status.
        occurrence: Which of these events, counted from 1; -1 is the last. It may be left out where there is only one.
        browser: Whose browser, where a scenario has several.
        when: Facts that the event must carry, with dots into their depth: ``{"set_cookie.session.deleted" = true}``.
    """

    kind: str
    name: str | None = None
    occurrence: int | None = None
    browser: str | None = None
    when: Mapping[str, Value] = field(default_factory=dict)

    def __str__(self) -> str:
        return _words(f"event {self.kind}{f' {self.name}' if self.name else ''}", self.when, self.browser)


StepName: TypeAlias = Annotated[int | StepSelector, Expected("a step", 'write its number, or { stage = "logged_in" }')]
"""A step by its number or by its stage."""


def _words(what: str, when: Mapping[str, Value], browser: str | None) -> str:
    facts = ", ".join(f"{name} = {as_expected(value)}" for name, value in when.items())
    return what + (f" of browser {browser}" if browser else "") + (f" with {facts}" if facts else "")


def find_step(rows: Table, selector: StepName) -> Step:
    """Return the step that a selector names.

    Raises:
        ClaimError: There is no such step, or there are several.
    """
    if isinstance(selector, int):
        if not 1 <= selector <= len(rows.steps):
            raise ClaimError(f"there is no step {selector}; this run has {counted(len(rows.steps), 'step')}")
        return rows.steps[selector - 1]
    return _one(matching_steps(rows, selector), selector.occurrence, str(selector))


def numbers_of_steps(rows: Table, names: Iterable[StepName]) -> list[int]:
    """Return the numbers of the steps that are named; what this run does not have is left out."""
    found: list[int] = []
    for name in names:
        with suppress(ClaimError):
            found.append(find_step(rows, name).number)
    return found


def matching_steps(rows: Table, selector: StepSelector) -> list[Step]:
    """Return every step in which a stage happened, whatever the selector's occurrence.

    Raises:
        ClaimError: The selector asks for a fact that the stage never carries, or for a browser that does nothing.
    """
    require_browser(selector.browser, browsers_of(rows))
    of_stage = [step.facts for step in rows.steps if step.stage == selector.stage]
    for path in selector.when:
        require_fact(path, facts_of_stage(selector.stage), f"the stage {selector.stage}", of_stage)
    return [
        step
        for step in rows.steps
        if step.is_a(selector.stage) and selector.browser in {None, step.browser} and carries(step.facts, selector.when)
    ]


def find_request(trace: Trace, selector: RequestSelector) -> int:
    """Return the number of the request that a selector names.

    Raises:
        ClaimError: There is no such request, or there are several, or the app has no such page.
    """
    path = selector.page if selector.page.startswith("/") else trace.pages.get(selector.page)
    if path is None:
        raise ClaimError(unknown("page", selector.page, sorted(trace.pages)))
    for fact in selector.when:
        require_fact(fact, REQUEST, "a request")
    found = [
        event
        for event in trace.of_kind("request")
        if isinstance(event.facts, RequestFacts)
        and event.facts.path == path
        and selector.method in {None, event.facts.method}
        and selector.browser in {None, event.browser}
        and carries(event.facts, selector.when)
    ]
    return _one(found, selector.occurrence, str(selector)).request or 0


def find_event(events: Sequence[Event], selector: EventSelector) -> Event:
    """Return the event that a selector names, among the events given.

    Raises:
        ClaimError: There is no such event, or there are several.
    """
    return _one(matching_events(events, selector), selector.occurrence, str(selector))


def matching_events(events: Sequence[Event], selector: EventSelector) -> list[Event]:
    """Return every event of that kind and name, whatever the selector's occurrence.

    Raises:
        ClaimError: No event can have that kind, that name, or the facts that it must carry.
    """
    require_event_facts(events, selector, *selector.when)
    return [
        event
        for event in events
        if event.kind == selector.kind
        and selector.name in {None, event.name}
        and selector.browser in {None, event.browser}
        and carries(event.facts, selector.when)
    ]


def browsers_of(rows: Table) -> tuple[str, ...]:
    """Return whose browsers take part in a run, also those that take no step."""
    events = chain(rows.preface, *(step.events for step in rows.steps))
    return tuple(dict.fromkeys([*rows.starts, *(event.browser for event in events)]))


def require_event_facts(events: Sequence[Event], selector: EventSelector, *paths: str) -> None:
    """Refuse an event of no known kind or name, and facts that such an event never carries. Raises ClaimError."""
    shape = facts_of_event(selector.kind, selector.name)
    whose = f"the event {selector.kind}{f' {selector.name}' if selector.name else ''}"
    for path in paths:
        require_fact(path, shape, whose, (event.facts for event in events if event.kind == selector.kind))


def steps_of(events: Sequence[Event], rows: Table) -> tuple[int, ...]:
    """Return the numbers of the steps to which events belong."""
    numbers = {event.number for event in events}
    return tuple(step.number for step in rows.steps if any(event.number in numbers for event in step.events))


def carries(facts: Facts, when: Mapping[str, Value]) -> bool:
    """Tell whether facts are as a ``when`` asks: of a selector, or of a box or an arrow of a concept flow.

    Args:
        facts: The facts.
        when: The expected values by their paths, with dots into the depth; "None" means that there is no value.
    """
    return all(same_value(fact_at(facts, path), value) for path, value in when.items())


def _one(found: Sequence[_T], occurrence: int | None, what: str) -> _T:
    """Return the one that an occurrence picks, or raise ClaimError."""
    if occurrence is None:
        if len(found) == 1:
            return found[0]
        if found:
            raise ClaimError(
                f"this run has more than one {what} ({len(found)}); say which with occurrence = 1 to {len(found)}"
            )
        raise ClaimError(f"this run has no {what}")
    index = occurrence - 1 if occurrence > 0 else occurrence
    if occurrence == 0 or not -len(found) <= index < len(found):
        raise ClaimError(f"this run has no {what} number {occurrence}; it has {len(found)}")
    return found[index]
