"""The requests of one app that are being answered, and what the observer must remember of each."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

from flask import Flask, Request

from tracer import stages
from tracer.recording import request_record
from tracer.recording.events import is_anonymous
from tracer.recording.flask_adapter import FlaskAdapter
from tracer.stages import Announcement, Stage


class ObservationSink(Protocol):
    """Who takes what the observer sees. None of the methods raises."""

    def announce(
        self,
        stage: Stage,
        announced: Announcement,
        place: request_record.CodePlace | None,
        then: Stage | None = None,
        *,
        raised: bool = False,
    ) -> None:
        """Take a stage, and another one that happens at the same instant.

        Args:
            stage: The stage.
            announced: What is known with it.
            place: Where in the code it happens.
            then: The stage that happens at the same instant.
            raised: Whether an error turned the visitor away.
        """

    def observe(self, entry: request_record.Observed | request_record.CookieRejected) -> None:
        """Take a supporting fact."""

    def fault(self, where: str, error: Exception) -> None:
        """Note that the observer itself failed."""

    def not_observable(self, what: str, why: str) -> None:
        """Note that a part of the app cannot be observed."""


_FOUND = stages.SessionChecked(authenticated=True)


class RequestState:
    """What the observer must remember of a request while it is answered.

    Attributes:
        hook: The ``before_request`` hook that is running.
        leaving: Whether ``user_logged_out`` was sent and ``current_user`` has not switched yet.
        let_in_by_hook: Whether a hook asked for the login and let the request pass, before the view begins.
        stages: The names of the stages so far.
    """

    __slots__ = ("hook", "leaving", "let_in_by_hook", "stages")

    def __init__(self) -> None:
        self.hook: Any = None
        self.leaving = False
        self.let_in_by_hook = False
        self.stages: set[str] = set()

    @property
    def turned_away(self) -> bool:
        """Whether the visitor was turned away already."""
        return not self.stages.isdisjoint({"redirected", "refused"})


class OpenRequests:
    """The requests in progress of one app, and the way to tell what is seen of them.

    Args:
        app: The app that is observed.
        listening: Takes what is seen.

    Attributes:
        app: The app that is observed.
        overflowed: Where the observer ran out of stack, since the last request that ended.
    """

    def __init__(self, app: Flask, listening: ObservationSink) -> None:
        self.app = app
        self.overflowed: str | None = None
        self._listening = listening
        self._states: dict[int, RequestState] = {}

    def begin(self, request: Request) -> None:
        """Note that a request begins."""
        self._states[id(request)] = RequestState()

    def end(self, request: Request) -> bool:
        """Note that a request ends; tell whether it was in progress."""
        if self.overflowed is not None:
            where, self.overflowed = self.overflowed, None
            self.fault(where, RecursionError())
        return self._states.pop(id(request), None) is not None

    def forget_all(self) -> None:
        """Note that nobody observes any more: every wrapper that is still called goes straight through."""
        self._states.clear()

    @property
    def state(self) -> RequestState | None:
        """What is remembered of the request that is answered here and now; None when it is not observed."""
        # Nobody is in the list of states under the id of None.
        return self._states.get(id(FlaskAdapter.request()))

    def announce(
        self,
        stage: Stage,
        place: request_record.CodePlace | None,
        announced: Announcement = stages.NOTHING,
        *,
        raised: bool = False,
    ) -> None:
        """Tell of a stage; ``raised`` says that an error turned the visitor away."""
        state = self.state
        if state is not None:
            state.stages.add(stage.name)
            self._listening.announce(stage, announced, place, raised=raised)

    def let_in(self, state: RequestState, place: request_record.CodePlace | None, *, to_view: bool) -> None:
        """Tell that a guard found a user in the request that is answered here and now, and that the view begins."""
        state.stages.add(stages.session_checked.name)
        if to_view:
            state.stages.add(stages.access_granted.name)
        self._listening.announce(stages.session_checked, _FOUND, place, stages.access_granted if to_view else None)

    def observe(self, entry: request_record.Observed | request_record.CookieRejected) -> None:
        """Tell of a supporting fact."""
        self._listening.observe(entry)

    def fault(self, where: str, error: Exception) -> None:
        """Tell that the observer itself failed."""
        self._listening.fault(where, error)

    def not_observable(self, what: str, why: str) -> None:
        """Tell that a part of the app cannot be observed."""
        self._listening.not_observable(what, why)

    def user_is_anonymous(self) -> bool | None:
        """Tell whether the user that was loaded is anonymous; None while none was loaded. Never loads one."""
        return self.is_anonymous(FlaskAdapter.user_class())

    def is_anonymous(self, user_class: type | None) -> bool | None:
        """Tell whether a class is that of anonymous users; None where that cannot be told."""
        manager = getattr(self.app, "login_manager", None)
        return None if user_class is None or manager is None else is_anonymous(manager, user_class)


class _Listener(Protocol):
    open_requests: OpenRequests


_L = TypeVar("_L", bound=_Listener)
_P = ParamSpec("_P")
_R = TypeVar("_R")


def harmless(method: Callable[Concatenate[_L, _P], _R]) -> Callable[Concatenate[_L, _P], _R | None]:
    """Make a method of a listener fit to be called in the app's way: whatever fails in it becomes a fault event.

    Returns:
        The method, which returns None where it fails.
    """

    @wraps(method)
    def safe(listener: _L, /, *arguments: _P.args, **named: _P.kwargs) -> _R | None:
        try:
            return method(listener, *arguments, **named)
        except RecursionError:
            listener.open_requests.overflowed = method.__name__  # There is no stack left to do more than this.
            return None
        except Exception as error:  # noqa: BLE001 # the app must not notice
            listener.open_requests.fault(method.__name__, error)
            return None

    return safe


def turned_away_stage(status: int, location: str | None) -> tuple[Stage, Announcement]:
    """Return the stage of a visitor who is turned away, with what is announced."""
    if location is not None:
        return stages.redirected, stages.Redirected(status, location)
    return stages.refused, stages.Refused(status)
