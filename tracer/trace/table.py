"""The execution table: its steps, derived from the events of a trace, and the requests that have no step.

A step begins at the start of its request when its stage is the first in that request, otherwise at its
announcement, or at the signal by which Flask-Login itself told of the same thing just before: ``user_logged_in``
is sent inside ``login_user()``, the app announces when it has returned. A step ends where the next begins. Requests
without a stage belong to the step before, and so do the actions that led to them. What happens before the first
step is the preface.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

from tracer.stages import BY_NAME, Tone, access_granted, redirected, refused, session_protected
from tracer.trace.events import FIRST_BROWSER, Event, Place, Trace
from tracer.trace.facts import ActionFacts, ExceptionFacts, PageFacts, RequestFacts, ResponseFacts, StageFacts
from tracer.trace.plain_values import Plain
from tracer.trace.variables import (
    BASIC,
    REMEMBER_COOKIE,
    BrowserState,
    remember_cookie_of,
    variable_names,
)
from tracer.trace.wording.contradictions import contradictions
from tracer.trace.wording.rows import Row, row_of, row_of_request
from tracer.trace.wording.scene import Scene, StageContext, next_of_person


@dataclass(frozen=True)
class Step:
    """One row of the execution table.

    Attributes:
        number: The position, from 1.
        stage: The name of the stage.
        occurrence: Its position among the steps of this stage, from 1.
        browser: Whose browser it concerns.
        request: The number of the request in which the stage was announced.
        row: The texts of the columns.
        facts: The facts of the announcement.
        place: Where in the code the stage was announced.
        variables: Every variable of this browser at the end of the step.
        changed: The names of the variables that this step changed.
        events: The events that belong to the step, in order.
        contradiction: What the recording says against the announcement; None where it bears it out.
        page_shown: The page to which it led the person, where no later step tells of that page.
    """

    number: int
    stage: str
    occurrence: int
    browser: str
    request: int | None
    row: Row
    facts: StageFacts
    place: Place | None
    variables: Mapping[str, Plain]
    changed: tuple[str, ...]
    events: tuple[Event, ...]
    contradiction: str | None = None
    page_shown: PageFacts | None = None

    @property
    def title(self) -> str:
        """The name of the stage in plain words; it says so where the stage was announced and did not happen."""
        title = BY_NAME[self.stage].title
        return title if self.contradiction is None else f"{title} (announced only)"

    def is_a(self, stage: str) -> bool:
        """Whether a stage happened in this step, and was not only announced."""
        return self.stage == stage and self.contradiction is None

    @property
    def tone(self) -> Tone:
        """How the step went, for the person who wanted to get in."""
        if self.contradiction is not None:
            return "bad"
        if self.stage == session_protected.name and not self.facts.user_id:
            # Nobody's login is in doubt, unless strong protection has just taken the user out.
            return "bad" if "session._user_id" in self.changed else "onward"
        return BY_NAME[self.stage].tone_of(self.facts.announced)


@dataclass(frozen=True)
class Table:
    """A whole execution table.

    Attributes:
        starts: The variables of each browser before the first step that it takes.
        preface: The events before the first step.
        steps: The rows.
        remember_cookie: What the remember cookie of the app is called.
    """

    starts: Mapping[str, Mapping[str, Plain]]
    preface: tuple[Event, ...]
    steps: tuple[Step, ...]
    remember_cookie: str = REMEMBER_COOKIE

    @property
    def start(self) -> Mapping[str, Plain]:
        """The variables before the first step, those of the browser that takes it."""
        return next(iter(self.starts.values()))

    @property
    def final(self) -> Mapping[str, Plain]:
        """The variables after the last step."""
        return self.steps[-1].variables if self.steps else self.start

    def variable_of(self, name: str) -> str:
        """Return the variable that is meant by a name.

        A remember cookie that is asked for by the name that Flask-Login gives it has the name that the app gives it.
        """
        return self.remember_cookie if name == REMEMBER_COOKIE and name not in self.start else name

    @cached_property
    def browsers(self) -> tuple[str, ...]:
        """The browsers that act, in the order in which they come; some of them may take no step."""
        acting = (
            event.browser
            for events in (self.preface, *(step.events for step in self.steps))
            for event in events
            if isinstance(event.facts, RequestFacts) or (isinstance(event.facts, ActionFacts) and event.facts.possible)
        )
        return tuple(dict.fromkeys(acting))


@dataclass(frozen=True)
class OtherRequest:
    """A request without a stage.

    Attributes:
        number: The number of the event with which it begins.
        request: Its number.
        after: The step to which it belongs; 0 before the first step.
        browser: Whose browser sent it.
        row: What the columns of the execution table say of it.
    """

    number: int
    request: int
    after: int
    browser: str
    row: Row


def steps(trace: Trace) -> tuple[Step, ...]:
    """Return the steps of a trace."""
    return table(trace).steps


def table(trace: Trace) -> Table:
    """Return the execution table of a trace. One pass: the cost grows in proportion to the events.

    It is made once and kept with the trace, as a cached property is: many ask for it, and a trace never changes.
    """
    kept: Table | None = vars(trace).get(_KEPT)
    if kept is None:
        kept = vars(trace)[_KEPT] = _made(trace)
    return kept


_KEPT = "_table"


def _made(trace: Trace) -> Table:
    maker = StepMaker(trace)
    preface, rows = maker.feed(trace.events)
    starts = maker.starts if rows else {FIRST_BROWSER: maker.values(FIRST_BROWSER)}
    return Table(starts, preface, rows, remember_cookie_of(trace))


def variables_before(rows: Table, step: Step) -> Mapping[str, Plain]:
    """Return the variables of the step's browser as they were before it."""
    earlier = [row for row in rows.steps[: step.number - 1] if row.browser == step.browser]
    return earlier[-1].variables if earlier else rows.starts[step.browser]


def other_requests(trace: Trace, rows: Table) -> tuple[OtherRequest, ...]:
    """Return the requests without a stage, in order."""
    return tuple(_found(trace, rows))


class StepMaker:
    """Makes steps of events, all at once or request by request while an app is being watched.

    Args:
        trace: Whose steps they are; it knows the names of the pages. Its events are not looked at.
        names: The variables of every step; when left out, those that were met so far.

    Attributes:
        starts: The variables of each browser before the first step that it takes.
    """

    def __init__(self, trace: Trace, names: Sequence[str] = BASIC) -> None:
        self._trace = trace
        self._names = dict.fromkeys(names)
        self._browsers: dict[str, _Browser] = {}
        self._with_deleted: set[str] = set()  # the browsers that have something to forget when a step begins
        self._occurrences: Counter[str] = Counter()
        self._lost: frozenset[int] = frozenset()
        self.starts: dict[str, Mapping[str, Plain]] = {}

    def feed(self, events: Sequence[Event]) -> tuple[tuple[Event, ...], tuple[Step, ...]]:
        """Return the steps of the next events: whole requests, and what came before and after them.

        Returns:
            The events before the first of these steps, which belong to the step before, and the steps.
        """
        self._names.update(dict.fromkeys(variable_names(events)))
        before, *groups = _grouped(tuple(events))
        self._lost = _last_of_lost(events)
        self._take(before)
        doubts = contradictions(events) if self._trace.witness == "announced" else {}
        pages = _pages_shown(groups)
        return tuple(before), tuple(self._step(*group, page, doubts) for group, page in zip(groups, pages, strict=True))

    def values(self, browser: str) -> Mapping[str, Plain]:
        """Return the variables of a browser now."""
        return self._known(browser).state.values(self._names)

    def _step(
        self,
        events: Sequence[Event],
        stage: Event,
        facts: StageFacts,
        page: PageFacts | None,
        doubts: Mapping[int, str],
    ) -> Step:
        browser = self._known(stage.browser)
        before = browser.state.values(self._names)
        self.starts.setdefault(stage.browser, before)
        for name in self._with_deleted:
            self._known(name).state.begin_step()
        self._with_deleted.clear()
        doubt = doubts.get(stage.number)
        until = events.index(stage)
        self._take(events[:until])
        self._feed(browser, stage, believed=doubt is None)
        row = row_of(Scene(stage, events, browser.context, self._trace, page), facts, doubt)
        self._take(events[until + 1 :])
        after = browser.state.values(self._names)
        self._occurrences[stage.name] += 1
        return Step(
            self._occurrences.total(),
            stage.name,
            self._occurrences[stage.name],
            stage.browser,
            stage.request,
            row,
            facts,
            stage.place,
            after,
            tuple(name for name in self._names if after[name] != before[name]),
            tuple(events),
            doubt,
            page,
        )

    def _known(self, browser: str) -> "_Browser":
        if browser not in self._browsers:
            self._browsers[browser] = _Browser(BrowserState(), StageContext())
        return self._browsers[browser]

    def _feed(self, browser: "_Browser", event: Event, *, believed: bool = True) -> None:
        browser.state.feed(event, believed=believed)
        browser.context.feed(event)
        if event.number in self._lost:
            browser.state.lose_exchange()

    def _take(self, events: Sequence[Event]) -> None:
        for event in events:
            browser = self._known(event.browser)
            self._feed(browser, event)
            if browser.state.deleted:
                self._with_deleted.add(event.browser)


@dataclass(frozen=True)
class _Browser:
    """What is known of one browser while the events are gone through: its variables, and what led to the present."""

    state: BrowserState
    context: StageContext


_Group: TypeAlias = tuple[list[Event], Event, StageFacts]
"""The events of a step, the one among them that announces its stage, and the facts of that one."""


def _grouped(events: tuple[Event, ...]) -> tuple[list[Event], *tuple[_Group, ...]]:
    """Return the preface, then for each step its events with its stage."""
    staged = {event.request for event in events if event.kind == "stage" and event.request is not None}
    preface: list[Event] = []
    groups: list[tuple[list[Event], Event | None]] = []
    current = preface
    pending: list[Event] = []
    for event in events:
        if event.kind == "request" and event.request in staged:
            current = [*pending]
            pending = []
            groups.append((current, None))
        elif event.kind == "stage":
            if not groups or groups[-1][1] is not None:
                current = _own_signal_onwards(event, current)
                groups.append((current, None))
            groups[-1] = (current, event)
        if event.kind in {"action", "cookies"} and event.request is None:
            pending.append(event)
            continue
        current.extend(pending)
        pending = []
        current.append(event)
    current.extend(pending)
    return preface, *(
        (members, stage, stage.facts)
        for members, stage in groups
        if stage is not None and isinstance(stage.facts, StageFacts)
    )


def _last_of_lost(events: Sequence[Event]) -> frozenset[int]:
    """Return the numbers of the events that end the requests which raised and have no answer with a session.

    An answer that Flask could not finish takes no cookie along: the session was not written.
    """
    raised = {event.request for event in events if isinstance(event.facts, ExceptionFacts)}
    lost = raised - {event.request for event in events if isinstance(event.facts, ResponseFacts)} - {None}
    return frozenset({event.request: event.number for event in events if event.request in lost}.values())


_TELLING_OF_PAGES = frozenset({redirected.name, access_granted.name, refused.name})
"""The stages whose rows say what the person sees in the end."""


def _pages_shown(groups: Sequence[_Group]) -> list[PageFacts | None]:
    """Return for each step the page that its row tells of.

    It may come after later steps: a login form that keeps a token in the session of a guest makes Flask-Login compare
    the client. Where the row of one of these tells of the page, or another browser acts in between, it is None.
    """
    shown: list[PageFacts | None] = []
    later: ActionFacts | PageFacts | None = (
        None  # what the person sees or does next, as far as no later row tells of it
    )
    browser: str | None = None
    for events, stage, _ in reversed(groups):
        if stage.browser != browser:
            later, browser = None, stage.browser
        following = next_of_person(events, stage.number) or later
        shown.append(following if isinstance(following, PageFacts) else None)
        later = None if stage.name in _TELLING_OF_PAGES else next_of_person(events) or later
    shown.reverse()
    return shown


def _own_signal_onwards(stage: Event, before: list[Event]) -> list[Event]:
    """Take out of the step before what belongs to this stage: from Flask-Login's own signal of it onwards."""
    for index in range(len(before) - 1, -1, -1):
        event = before[index]
        if event.kind == "stage" or event.request != stage.request:
            break
        if event.kind == "signal" and event.name == BY_NAME[stage.name].login_signal:
            own = before[index:]
            del before[index:]
            return own
    return []


def _found(trace: Trace, rows: Table) -> Iterator[OtherRequest]:
    staged = {event.request for event in trace.of_kind("stage")}
    step_of = {event.number: step.number for step in rows.steps for event in step.events}
    events_of: dict[int | None, list[Event]] = {}
    for event in trace.events:
        events_of.setdefault(event.request, []).append(event)
    contexts: dict[str, StageContext] = {}
    for event in trace.events:
        context = contexts.setdefault(event.browser, StageContext())
        context.feed(event)
        if event.kind == "request" and event.request is not None and event.request not in staged:
            row = row_of_request(event, events_of[event.request], context, trace)
            yield OtherRequest(event.number, event.request, step_of.get(event.number, 0), event.browser, row)
