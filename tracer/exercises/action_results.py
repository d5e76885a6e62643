"""A run as a judge reads it: what came of each action of the scenario, in a form that two right apps have in common.

Two apps may both be right and still differ in much: one shows the login form again where the other redirects to it, one
flashes a message and the other does not, one asks by a decorator who is there and the other in the view. So a run is
read action by action, and of each is kept: the stages that tell who may do what, how it ended, and who the person at
the browser is afterwards.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from tracer import stages
from tracer.exercises.exercise import Exercise
from tracer.exercises.named_headers import Exchange, HeaderRead, header_read
from tracer.stages import CredentialsChecked, Refused, SessionChecked
from tracer.trace.app_facts import AppFacts
from tracer.trace.events import Event, Trace
from tracer.trace.facts import ActionFacts, PageFacts, RequestFacts, ResponseFacts, SignalFacts
from tracer.trace.observed_facts import UserLoaderFacts
from tracer.trace.table import Step, table
from tracer.trace.variables import REMEMBER_COOKIE, SET, BrowserState

Ending: TypeAlias = Literal["seen", "redirected", "refused", "crashed", "left", "circle", "nothing"]
"""How an action ended: a page is seen, the browser is sent elsewhere (and does not go there), an error 4xx, an error
500, on another site, in redirects without an end, without any answer."""

_FIRST_REDIRECT, _FIRST_REFUSAL, _FIRST_CRASH = 300, 400, 500

_LEFT_OUT = frozenset({stages.credentials_checked.name, stages.login_refused.name, stages.fresh_login_required.name})
"""What right apps do or do not do on their way: a password may be checked in many ways, whoever is not active may be
turned away before ``login_user`` refuses, a view may ask by itself for a fresh login. What comes of it is compared."""

_AWAY = frozenset({stages.redirected.name, stages.refused.name})

_GUARD = frozenset({stages.session_checked.name, stages.access_granted.name, *_AWAY})
"""What a guard does."""


@dataclass(frozen=True)
class Mark:
    """A stage as far as it counts.

    Attributes:
        stage: The name of the stage.
        value: What came out, where that counts: of a check what it found, of a refusal how it ended.
        step: The step of the run; None where the run shows it otherwise.
    """

    stage: str
    value: bool | str | None = None
    step: Step | None = field(default=None, compare=False)


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
        named: Whose names stand in the heading of the page that is seen, besides that of the person who logged in.
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


@dataclass(frozen=True)
class _Request:
    """A request with what belongs to it."""

    asked: RequestFacts
    answer: ResponseFacts | None
    steps: tuple[Step, ...]
    events: tuple[Event, ...]

    @property
    def status(self) -> int:
        return self.answer.status if self.answer is not None else _FIRST_CRASH

    @property
    def names(self) -> frozenset[str]:
        return frozenset(step.stage for step in self.steps)

    @property
    def of_user(self) -> bool:
        """Whether it is known who asks: the session, a remember cookie or the request itself says it."""
        brought = {stages.remembered.name, stages.identified_by_request.name} & self.names
        return bool(brought) or (self.asked.session or {}).get("_user_id") is not None

    @property
    def empties_session(self) -> bool:
        """Whether the session named somebody before, and names nobody afterwards."""
        before, after = self.asked.session or {}, self.answer.session if self.answer is not None else None
        return before.get("_user_id") is not None and after is not None and after.get("_user_id") is None

    @property
    def found_nobody(self) -> bool:
        return any(step.facts.announced == SessionChecked(authenticated=False) for step in self.steps)


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
        described = [event.facts.remembering for event in trace.events if isinstance(event.facts, AppFacts)]
        self._remember = next((each.cookie for each in described if each is not None), REMEMBER_COOKIE)
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
            if request.found_nobody or (request.names & _AWAY and not request.of_user)
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
        marks = tuple(mark for request in requests for mark in _marks(request, closed, at_door=at_door))
        mistaken = False
        if facts.account is not None and any(mark.stage == stages.logged_in.name for mark in marks):
            self._accounts[browser] = facts.account
            known = self._account_of_id.setdefault(str(state.session.get("_user_id")), facts.account)
            mistaken = known != facts.account
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
            named=self._named(page) - {self._accounts.get(browser)},
            by_post=any(request.asked.method == "POST" for request in requests),
            headers={name: header_read(name, exchanges) for name in self._exercise.headers},
            signals=frozenset(_signals(requests)) & {*self._exercise.signals},
            step=last,
        )

    def _requests(self, group: Sequence[Event]) -> Iterator[_Request]:
        """Yield the requests of an action."""
        numbers = dict.fromkeys(event.request for event in group if isinstance(event.facts, RequestFacts))
        for number in numbers:
            events = tuple(event for event in group if event.request == number)
            asked = next(event.facts for event in events if isinstance(event.facts, RequestFacts))
            answer = next((event.facts for event in events if isinstance(event.facts, ResponseFacts)), None)
            steps = tuple(self._steps[event.number] for event in events if event.number in self._steps)
            yield _Request(asked, answer, steps, events)

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
    for event in events:
        facts = event.facts
        # A form that the page does not have is looked for first, and then the action is noted once more.
        again = event.name == "submit" and isinstance(facts, ActionFacts) and not facts.possible
        if isinstance(facts, ActionFacts) and not (again and group):
            yield group
            group = []
        group.append(event)
    yield group


def _marks(request: _Request, closed: Collection[str], *, at_door: bool) -> Iterator[Mark]:
    """Yield the stages of a request that count, each once."""
    marks = [_mark(step) for step in request.steps if _counts(step, request)]
    if request.empties_session and not {stages.logged_out.name, stages.session_protected.name} & request.names:
        marks.append(Mark(stages.logged_out.name))  # by whatever means
    names = {mark.stage for mark in marks}
    if stages.logged_out.name in names:
        # Whether a logout asks first who is there is nobody's concern.
        entered = {Mark(stages.session_checked.name, value=True), Mark(stages.access_granted.name)}
        marks = [mark for mark in marks if mark not in entered]
    elif stages.logged_in.name in names:
        pass
    elif names & _AWAY and not request.of_user:
        away = next(mark for mark in marks if mark.stage in _AWAY)
        rest = [mark for mark in marks if mark.stage not in {*_AWAY, stages.session_checked.name}]
        asked = next((mark for mark in marks if mark.stage == stages.session_checked.name), None)
        marks = [*rest, asked or Mark(stages.session_checked.name, value=False, step=away.step), away]
    elif not request.found_nobody:
        of_user = _of_user(request, marks, closed)
        marks = [mark for mark in of_user if mark.stage not in _GUARD] if at_door else of_user
    yield from dict.fromkeys(marks)


def _counts(step: Step, request: _Request) -> bool:
    """Tell whether a stage says anything of who may do what."""
    if step.stage == stages.session_protected.name:
        # Flask-Login doubts every session that no login has written: one that holds a message for a stranger, or whose
        # user a remember cookie brought back.
        session = request.asked.session or {}
        return session.get("_id") is not None
    return step.stage not in _LEFT_OUT


def _of_user(request: _Request, marks: Sequence[Mark], closed: Collection[str]) -> list[Mark]:
    """Return the stages of a request whose guard, if there is one, has found somebody.

    The guard may stand before the view or in it, and the view may turn away whom the guard let pass: what counts is who
    sees the page.
    """
    told = [mark for mark in marks if mark.stage in _GUARD]
    rest = [mark for mark in marks if mark.stage not in _GUARD]
    if not told and not (request.of_user and request.asked.path in closed):
        return [*marks]
    step = told[-1].step if told else None
    asked = Mark(stages.session_checked.name, value=True, step=told[0].step if told else None)
    if request.status >= _FIRST_CRASH:
        return [*rest, asked]
    if request.status >= _FIRST_REFUSAL:
        return [*rest, asked, Mark(stages.refused.name, "refused", step)]
    if request.status >= _FIRST_REDIRECT:
        return [*rest, asked, Mark(stages.redirected.name, step=step)]
    if any(mark.stage == stages.refused.name for mark in told):
        return [*rest, asked, Mark(stages.refused.name, "seen", step)]
    return [*rest, asked, Mark(stages.access_granted.name, step=step)]


def _mark(step: Step) -> Mark:
    announced = step.facts.announced
    match announced:
        case SessionChecked():
            return Mark(step.stage, announced.authenticated is True, step)
        case Refused():
            refused = announced.status is not None and announced.status >= _FIRST_REFUSAL
            return Mark(step.stage, "refused" if refused else "seen", step)
    # To confirm a login is to log in again.
    again = step.stage == stages.login_confirmed.name
    return Mark(stages.logged_in.name if again else step.stage, step=step)


def _checked(event: Event) -> bool | None:
    announced = getattr(event.facts, "announced", None)
    return announced.valid is True if isinstance(announced, CredentialsChecked) else None


def _found_somebody_else(event: Event) -> bool:
    facts = event.facts
    if not isinstance(facts, UserLoaderFacts) or facts.found is None or facts.found.id is None:
        return False
    return str(facts.found.id) != str(facts.id)


def _signals(requests: Iterable[_Request]) -> Iterator[str]:
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
    if status >= _FIRST_CRASH:
        return "crashed"
    if status >= _FIRST_REFUSAL:
        return "refused"
    return "seen"
