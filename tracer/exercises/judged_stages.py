"""The stages of a request as far as they count for a judge, in a form that two right apps have in common.

A guard may be a decorator, a function before each request, or a line in the view; a session may be emptied by
``logout_user`` or otherwise. What counts is who was asked, who was turned away and how, who saw a page, who is in.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from tracer import stages
from tracer.stages import Refused, SessionChecked
from tracer.trace.events import Event
from tracer.trace.facts import RequestFacts, ResponseFacts
from tracer.trace.table import Step

FIRST_REFUSAL, FIRST_CRASH = 400, 500
"""From here on an HTTP status says that the person is refused, and that the app has crashed."""

_FIRST_REDIRECT = 300

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
class RequestOfRun:
    """A request of a run, with what belongs to it.

    Attributes:
        asked: The request.
        answer: What was answered; None where the app has given no answer.
        steps: The steps in it.
        events: Everything that belongs to it.
    """

    asked: RequestFacts
    answer: ResponseFacts | None
    steps: tuple[Step, ...]
    events: tuple[Event, ...]

    @property
    def status(self) -> int:
        """The status of the answer; without one the app has crashed."""
        return self.answer.status if self.answer is not None else FIRST_CRASH

    @property
    def names(self) -> frozenset[str]:
        """The names of the stages in it."""
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
    def turns_stranger_away(self) -> bool:
        """Whether somebody was turned away because nobody is known."""
        return self.found_nobody or bool(self.names & _AWAY and not self.of_user)

    @property
    def found_nobody(self) -> bool:
        """Whether a guard asked, and found nobody."""
        return any(step.facts.announced == SessionChecked(authenticated=False) for step in self.steps)


def marks_of(request: RequestOfRun, closed: Collection[str], *, at_door: bool) -> Iterator[Mark]:
    """Yield the stages of a request that count, each once.

    Args:
        request: The request.
        closed: The paths at which the app turns strangers away.
        at_door: Whether it is about the way in or out itself: what is asked there of somebody who is in is a matter of
            taste.
    """
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


def _counts(step: Step, request: RequestOfRun) -> bool:
    """Tell whether a stage says anything of who may do what."""
    if step.stage == stages.session_protected.name:
        # Flask-Login doubts every session that no login has written: one that holds a message for a stranger, or whose
        # user a remember cookie brought back, which is not fresh.
        session = request.asked.session or {}
        written = session.get("_id") is not None or session.get("_fresh") is not False
        return session.get("_user_id") is not None and written
    return step.stage not in _LEFT_OUT


def _of_user(request: RequestOfRun, marks: Sequence[Mark], closed: Collection[str]) -> list[Mark]:
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
    if request.status >= FIRST_CRASH:
        return [*rest, asked]
    if request.status >= FIRST_REFUSAL:
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
            refused = announced.status is not None and announced.status >= FIRST_REFUSAL
            return Mark(step.stage, "refused" if refused else "seen", step)
    # To confirm a login is to log in again.
    again = step.stage == stages.login_confirmed.name
    return Mark(stages.logged_in.name if again else step.stage, step=step)
