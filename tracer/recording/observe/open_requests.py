"""The requests of one app that are being answered, and what the observer must remember of each."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

from flask import Flask

from tracer import stages
from tracer.recording import request_record
from tracer.recording.events import is_anonymous
from tracer.recording.flask_adapter import FlaskAdapter, request_context
from tracer.recording.request_record import RequestRecord, StageAnnounced, new_entry, session_items
from tracer.stages import Announcement, Stage


class ObservationSink(Protocol):
    """Who takes where requests begin and end, and what belongs to no request that the observer follows.

    Attributes:
        open: The requests that are being answered, by the identity of the context and by that of the request.
    """

    open: dict[int, RequestRecord]

    def request_started(self) -> None:
        """A request is about to be answered."""

    def request_finished(self, response: Any) -> None:
        """The answer of a request is ready."""

    def request_failed(self) -> None:
        """A request has no answer yet."""

    def heard_by_signal(self, name: str, *, heard: bool) -> None:
        """Hear a signal of Flask-Login's own where it is sent; or not, for the observer tells of it."""

    def observe(self, entry: request_record.Observed) -> None:
        """Take a supporting fact."""

    def fault(self, where: str, error: Exception) -> None:
        """Note that the observer itself failed."""

    def not_observable(self, what: str, why: str) -> None:
        """Note that a part of the app cannot be observed."""


_loaded_class = FlaskAdapter.user_class
_CHECKED, _GRANTED = stages.session_checked, stages.access_granted
_CHECKED_NAME, _BOTH_NAMES = (_CHECKED.name,), (_CHECKED.name, _GRANTED.name)
_FOUND = stages.SessionChecked(authenticated=True)


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
        self._open_by = listening.open.get

    def tell_overflow(self) -> None:
        """Tell where the observer ran out of stack in the request that ends."""
        if self.overflowed is not None:
            where, self.overflowed = self.overflowed, None
            self.fault(where, RecursionError())

    def state(self) -> RequestRecord | None:
        """Return the record of the request that is answered here and now; None when it is not observed."""
        return self._open_by(id(request_context())) or self._state_in_copy()

    def _state_in_copy(self) -> RequestRecord | None:
        """Return the same in a copy of the context, as for a thread: it has the same request."""
        context = request_context()
        return None if context is None else self._open_by(id(context.request))

    @staticmethod
    def announce(
        state: RequestRecord,
        stage: Stage,
        place: request_record.CodePlace | None,
        announced: Announcement = stages.NOTHING,
        *,
        raised: bool = False,
    ) -> None:
        """Tell of a stage of the request that is answered here and now.

        Args:
            state: The record of the request.
            stage: The stage.
            place: Where in the code it happens.
            announced: What is known with it.
            raised: Whether an error turned the visitor away.
        """
        state.stages += (stage.name,)
        user_class, items = _loaded_class(), session_items(state.session)
        state.entries.append(StageAnnounced(stage, announced, place, user_class, items, raised))

    @staticmethod
    def let_in(state: RequestRecord, place: request_record.CodePlace | None, *, to_view: bool) -> None:
        """Tell that a guard found a user in the request that is answered here and now, and that the view begins."""
        user_class, items = _loaded_class(), session_items(state.session)
        state.stages += _BOTH_NAMES if to_view else _CHECKED_NAME
        add = state.entries.append
        add(new_entry(StageAnnounced, (_CHECKED, _FOUND, place, user_class, items, False)))
        if to_view:
            add(new_entry(StageAnnounced, (_GRANTED, stages.NOTHING, place, user_class, items, False)))

    def heard_by_signal(self, name: str, *, heard: bool) -> None:
        """Let a signal of Flask-Login's own be heard where it is sent; or not, for it is told without."""
        self._listening.heard_by_signal(name, heard=heard)

    def observe_outside(self, entry: request_record.Observed) -> None:
        """Tell of a supporting fact where no request is being answered."""
        self._listening.observe(entry)

    def fault(self, where: str, error: Exception) -> None:
        """Tell that the observer itself failed."""
        self._listening.fault(where, error)

    def not_observable(self, what: str, why: str) -> None:
        """Tell that a part of the app cannot be observed."""
        self._listening.not_observable(what, why)

    def user_is_anonymous(self) -> bool | None:
        """Tell whether the user that was loaded is anonymous; None while none was loaded. Never loads one."""
        return self.is_anonymous(_loaded_class())

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

    def failed(listener: _L, error: Exception) -> None:
        if isinstance(error, RecursionError):
            listener.open_requests.overflowed = method.__name__  # There is no stack left to do more than this.
        else:
            listener.open_requests.fault(method.__name__, error)

    @wraps(method)
    def safe(listener: _L, /, *arguments: _P.args, **named: _P.kwargs) -> _R | None:
        try:
            return method(listener, *arguments, **named)
        except Exception as error:  # noqa: BLE001 # the app must not notice
            failed(listener, error)
            return None

    return safe


def turned_away_stage(status: int, location: str | None) -> tuple[Stage, Announcement]:
    """Return the stage of a visitor who is turned away, with what is announced."""
    if location is not None:
        return stages.redirected, stages.Redirected(status, location)
    return stages.refused, stages.Refused(status)
