"""A run as a judge reads it: what came of each action of the scenario, in a form that two right apps have in common.

Two apps may both be right and still differ in much: one shows the login form again where the other redirects to it, one
flashes a message and the other does not, one asks by a decorator who is there and the other in the view. So a run is
read action by action, and of each is kept: the stages that tell who may do what, how it ended, and who the person at
the browser is afterwards.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from tracer import stages
from tracer.exercises.exercise import Exercise
from tracer.exercises.judged_stages import FIRST_CRASH, FIRST_REFUSAL, Mark, RequestOfRun, marks_of
from tracer.exercises.named_headers import Exchange, HeaderRead, header_read
from tracer.stages import CredentialsChecked
from tracer.trace.events import Event, Trace
from tracer.trace.facts import LOOKED_FOR, ActionFacts, PageFacts, RequestFacts, ResponseFacts, SignalFacts
from tracer.trace.observed_facts import UserLoaderFacts
from tracer.trace.table import Step, table
from tracer.trace.variables import SET, BrowserState, remember_cookie_of

Ending: TypeAlias = Literal["seen", "redirected", "refused", "crashed", "left", "circle", "nothing"]
"""How an action ended: a page is seen, the browser is sent elsewhere (and does not go there), an error 4xx, an error
500, on another site, in redirects without an end, without any answer."""


@dataclass(frozen=True)
class ActionResult:
    """What came of one action.

    Attributes:
        do: The verb of the action.
        page: The page on which it was done.
        login: Whether it is an attempt to log in.
        at_door: Whether it is about the way in or out itself: what is asked there of somebody who is in, and where that
            person is sent, is a matter of taste.
        possible: Whether it could be done.
        marks: The stages that count, in order.
        checked: What a check of the password said; None where none was seen.
        ending: How it ended.
        asks_password: Whether the page that is seen asks for a password.
        person: Who is logged in at this browser then: a number for each, in the order in which they come; None for
            nobody.
        remembered: Whether the browser holds a cookie by which it is remembered.
        mistaken: Whether somebody else was found than the session names, or than has just logged in.
        named: Whose names stand in the heading of the page that is seen.
        account: Which account has logged in at this browser; None where none has.
        by_post: Whether something was sent by POST, and so does not stand in an address.
        headers: What the headers say that the fault is about.
        signals: The signals that are compared, as far as they were sent in requests without a stage.
        step: The last step until then; None before the first.
    """

    do: str
    page: str | None
    login: bool
    at_door: bool
    possible: bool
    marks: tuple[Mark, ...]
    checked: bool | None
    ending: Ending
    asks_password: bool
    person: int | None
    remembered: bool
    mistaken: bool
    named: frozenset[str]
    account: str | None
    by_post: bool
    headers: Mapping[str, HeaderRead]
    signals: frozenset[str]
    step: Step | None

    @property
    def logged_in(self) -> bool:
        """Whether somebody was logged in by it."""
        return any(mark.stage == stages.logged_in.name for mark in self.marks)

    @property
    def logged_out(self) -> bool:
        """Whether somebody was logged out by it."""
        return any(mark.stage == stages.logged_out.name for mark in self.marks)


def action_results(exercise: Exercise, traces: Mapping[str, Trace]) -> dict[str, tuple[ActionResult, ...]]:
    """Return the runs of one app as a judge reads them, by scenario.

    Args:
        exercise: Says what is compared.
        traces: The traces by scenario.
    """
    accounts: dict[str, str] = {}
    runs = {name: _Run(exercise, trace, accounts) for name, trace in traces.items()}
    closed = frozenset().union(*(run.closed for run in runs.values()))
    return {name: tuple(run.results(closed)) for name, run in runs.items()}


class _Run:
    """One run, taken apart into actions and requests.

    Args:
        exercise: Says what is compared.
        trace: The trace.
        accounts: As whom the app has logged in each account so far, in all its runs: the accounts by the ids.
    """

    def __init__(self, exercise: Exercise, trace: Trace, accounts: dict[str, str]) -> None:
        self._exercise = exercise
        self._account_of_id = accounts
        self._remember = remember_cookie_of(trace)
        self._groups = [*_by_action(trace.events)]
        self._steps: dict[int, Step] = {}
        self._last_step: dict[int, Step] = {}
        for step in table(trace).steps:
            for event in step.events:
                self._last_step[event.number] = step
                if event.facts is step.facts:
                    self._steps[event.number] = step
        self._states: dict[str, BrowserState] = {}
        self._people: dict[str, int] = {}
        self._accounts: dict[str, str] = {}

    @property
    def closed(self) -> frozenset[str]:
        """The paths at which strangers were turned away."""
        return frozenset(
            request.asked.path
            for group in self._groups
            for request in self._requests(group)
            if request.turns_stranger_away
        )

    def results(self, closed: Collection[str]) -> Iterator[ActionResult]:
        """Yield what came of each action."""
        last: Step | None = None
        for group in self._groups:
            for event in group:
                self._states.setdefault(event.browser, BrowserState()).feed(event)
                last = self._last_step.get(event.number, last)
            done = [event for event in group if isinstance(event.facts, ActionFacts)]
            if done:
                yield self._result(done, group, closed, last)

    def _result(
        self, done: Sequence[Event], group: Sequence[Event], closed: Collection[str], last: Step | None
    ) -> ActionResult:
        facts = done[0].facts
        assert isinstance(facts, ActionFacts)  # noqa: S101 # see ``results``
        verb, browser = done[0].name, done[0].browser
        requests = [*self._requests(group)]
        exchanges: list[Exchange] = [(request.asked, request.answer) for request in requests]
        page = next((each.facts for each in reversed(group) if isinstance(each.facts, PageFacts)), None)
        state = self._states[browser]
        at_door = facts.page == "logout" or (facts.page == "login" and verb == "visit")
        marks = tuple(mark for request in requests for mark in marks_of(request, closed, at_door=at_door))
        mistaken = False
        if facts.account is not None and any(mark.stage == stages.logged_in.name for mark in marks):
            self._accounts[browser] = facts.account
            named = state.session.get("_user_id")
            mistaken = named is not None and facts.account != self._account_of_id.setdefault(str(named), facts.account)
        found = [each for request in requests for event in request.events if (each := _checked(event)) is not None]
        return ActionResult(
            do=verb,
            page=facts.page,
            login=facts.password is not None or (verb == "send" and facts.page == "login" and facts.method == "POST"),
            at_door=at_door,
            possible=all(each.facts.possible for each in done if isinstance(each.facts, ActionFacts)),
            marks=marks,
            checked=any(found) if found else None,
            ending=_ending(page, exchanges),
            asks_password=page is not None and page.asks_password,
            person=self._person(state),
            remembered=state.values([self._remember])[self._remember] == SET,
            mistaken=mistaken or any(_found_somebody_else(event) for event in group),
            named=self._named(page),
            account=self._accounts.get(browser),
            by_post=any(request.asked.method == "POST" for request in requests),
            headers={name: header_read(name, exchanges, self._remember) for name in self._exercise.headers},
            signals=frozenset(_signals(requests)) & {*self._exercise.signals},
            step=last,
        )

    def _requests(self, group: Sequence[Event]) -> Iterator[RequestOfRun]:
        """Yield the requests of an action."""
        numbers = dict.fromkeys(event.request for event in group if isinstance(event.facts, RequestFacts))
        for number in numbers:
            events = tuple(event for event in group if event.request == number)
            asked = next(event.facts for event in events if isinstance(event.facts, RequestFacts))
            answer = next((event.facts for event in events if isinstance(event.facts, ResponseFacts)), None)
            steps = tuple(self._steps[event.number] for event in events if event.number in self._steps)
            yield RequestOfRun(asked, answer, steps, events)

    def _person(self, state: BrowserState) -> int | None:
        """Return a number for whom the session of a browser names, as far as the browser still has it."""
        named = state.session.get("_user_id")
        if named is None or state.values(["session_cookie"])["session_cookie"] != SET:
            return None
        return self._people.setdefault(str(named), len(self._people) + 1)

    def _named(self, page: PageFacts | None) -> frozenset[str]:
        words = set(re.findall(r"\w+", page.heading.casefold())) if page is not None else set()
        names = {
            key: {key.casefold(), visitor.name.partition("@")[0].casefold()}
            for key, visitor in self._exercise.accounts.items()
        }
        return frozenset(key for key, called in names.items() if called & words)


def _by_action(events: Iterable[Event]) -> Iterator[list[Event]]:
    """Yield the events of each action; first those before any."""
    group: list[Event] = []
    looked_for = False
    for event in events:
        facts = event.facts
        # A form that the page does not have is looked for first, and then the action is noted once more.
        again = event.name == "submit" and isinstance(facts, ActionFacts) and not facts.possible
        if isinstance(facts, ActionFacts) and not (again and group) and not looked_for:
            yield group
            group = []
        if isinstance(facts, ActionFacts):
            looked_for = facts.how == LOOKED_FOR  # What was found, or done without it, comes as an action too.
        group.append(event)
    yield group


def _checked(event: Event) -> bool | None:
    announced = getattr(event.facts, "announced", None)
    return announced.valid is True if isinstance(announced, CredentialsChecked) else None


def _found_somebody_else(event: Event) -> bool:
    facts = event.facts
    if not isinstance(facts, UserLoaderFacts) or facts.found is None or facts.found.id is None:
        return False
    return str(facts.found.id) != str(facts.id)


def _signals(requests: Iterable[RequestOfRun]) -> Iterator[str]:
    for request in requests:
        if not request.steps:
            yield from (event.name for event in request.events if isinstance(event.facts, SignalFacts))


def _ending(page: PageFacts | None, exchanges: Sequence[Exchange]) -> Ending:
    """Return how an action ended: with the page that is seen, or else with the last answer."""
    if page is None:
        return _ending_of_answers(exchanges)
    if page.left_for is not None:
        return "left"
    return "circle" if page.redirect_loop is not None else _ending_by(page.status)


def _ending_of_answers(exchanges: Sequence[Exchange]) -> Ending:
    answers = [answer for _, answer in exchanges if answer is not None]
    if not exchanges:
        return "nothing"
    if len(answers) < len(exchanges):
        return "crashed"
    return "redirected" if any(answer.location for answer in answers) else _ending_by(answers[-1].status)


def _ending_by(status: int) -> Ending:
    if status >= FIRST_CRASH:
        return "crashed"
    if status >= FIRST_REFUSAL:
        return "refused"
    return "seen"
