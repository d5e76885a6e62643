"""The recorder: listens to an app while it answers, and keeps what it sees as bare tuples.

Rules that keep it harmless (each learned from an experiment, see docs/harmless.md):

* It never touches ``current_user``, never calls a method of the app's user objects, never loads a user.
* It reads the session behind the proxy, so that reading does not count as an access and adds no ``Vary``.
* It never raises into the app: a fault of its own becomes an event.
* Receivers are connected strongly (``weak=False``) and each to its own closure, so that disconnecting one
  recording leaves every other in place.
* A record is closed when the response is ready. A request that is torn down without one is closed then, in its own
  context only: Quart tears down a copy of it before the response.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Protocol

import blinker
import blinker.base
from flask_login import signals as login_signals

from tracer import stages
from tracer.recording import request_record
from tracer.recording.events import is_anonymous
from tracer.recording.process_lock import PROCESS_LOCK
from tracer.recording.raised_errors import cause_of_error, message_of, place_of_error
from tracer.stages import Stage
from tracer.trace.events import FIRST_BROWSER
from tracer.trace.facts import LOGIN_SIGNALS
from tracer.trace.plain_values import plain

BROWSER_KEY = "tracer.browser"
"""The key in the WSGI environment under which our own browser says whose it is. No app sees it in a request."""

_BLINKER = vars(blinker.base)


class Framework(Protocol):
    """What the recorder must know of a framework: its signals, and how to look at the request in progress."""

    started: blinker.NamedSignal
    finished: blinker.NamedSignal
    raised: blinker.NamedSignal
    flashed: blinker.NamedSignal
    torn_down: blinker.NamedSignal

    def request(self) -> Any | None:
        """Return the request in progress itself, or None outside of any."""

    def context(self) -> object:
        """Return the context of the request in progress; a copy of it is another one, with the same request."""

    def headers_of(self, response: Any) -> tuple[tuple[str, str], ...]:
        """Return the headers of an answer as they leave the app."""

    def begin(self) -> request_record.RequestRecord | None:
        """Return a record of the request in progress, when the app begins to answer; None outside of any.

        Where our own browser says under ``BROWSER_KEY`` whose it is, the record knows.
        """

    def session(self) -> Any | None:
        """Return the session of the request in progress, without counting as an access to it."""

    def user_class(self) -> type | None:
        """Return the class of the user that was loaded, None while none was; never load one."""


class Observing(Protocol):
    """Sees what an app does not announce. Attached to one app, it tells the recorder."""

    heard: frozenset[str]
    """The signals of Flask-Login's own that it wants to hear of."""

    def attach(self) -> bool:
        """Begin to observe. Tell whether the recorder hears from it where a request begins and ends."""

    def detach(self) -> None:
        """Stop observing and leave nothing behind."""

    def request_began(self, opened: request_record.RequestRecord) -> None:
        """A request is about to be answered; its session is open. What is seen of it is added to its entries."""

    def request_ended(self, opened: request_record.RequestRecord) -> None:
        """The answer is ready, or there will be none."""

    def signal_sent(self, name: str) -> None:
        """Flask-Login has sent a signal of its own."""


class Recorder:
    """Listens to the signals of an app, and hands over a record of each request.

    Args:
        app: The app to listen to.
        take: Takes each record when its response is ready, and each of what happened outside of a request.
        framework: The framework's signals and the way to its request in progress.
        make_observer: Makes the observer that tells of the stages instead of the app; the app's own announcements
            are then not listened to. None for an app that announces its stages.

    Attributes:
        open: The requests that are being answered, by the identity of the context and by that of the request.
    """

    def __init__(
        self,
        app: Any,
        take: Callable[[request_record.RequestRecord], None],
        framework: Framework,
        *,
        make_observer: "Callable[[Any, Recorder], Observing] | None" = None,
    ) -> None:
        self._app = app
        self._take = take
        self._framework = framework
        self.open: dict[int, request_record.RequestRecord] = {}
        self._observer = make_observer(app, self) if make_observer is not None else None
        self._is_listening = False
        self._hears_of_ends = False
        self._overflowed: str | None = None
        self._connected: list[tuple[blinker.Signal, Callable[..., None]]] = []
        self._hears_login_signals: dict[str, Callable[..., None]] = {}

    def connect(self) -> None:
        """Begin to listen. Where that fails, nothing is left of it."""
        with PROCESS_LOCK:
            try:
                self._connect()
            except BaseException:
                self.disconnect()
                raise

    def _connect(self) -> None:
        framework = self._framework
        self._is_listening = True
        self._listen(framework.raised, "got_request_exception", self._on_exception)
        self._listen(framework.flashed, "message_flashed", self._on_flashed)
        for name in LOGIN_SIGNALS:
            self.heard_by_signal(name, heard=True)
        if self._observer is None or not self._observer.attach():
            self._listen(framework.started, "request_started", lambda _: self.request_started())
            self._listen_for_ends()
        if self._observer is not None:
            return
        for stage in stages.STAGES:
            self._listen(stage, stage.name, self._announced(stage))

    def heard_by_signal(self, name: str, *, heard: bool) -> None:
        """Hear a signal of Flask-Login's own where it is sent; or not, for the observer tells of it."""
        signal = getattr(login_signals, name)
        with PROCESS_LOCK:
            if heard and self._is_listening and name not in self._hears_login_signals:
                self._hears_login_signals[name] = self._listen(signal, name, self._login_signal(name))
            elif not heard and name in self._hears_login_signals:
                receiver = self._hears_login_signals.pop(name)
                self._connected.remove((signal, receiver))
                _disconnect(signal, receiver)

    def _listen_for_ends(self) -> None:
        self._hears_of_ends = True
        self._listen(
            self._framework.finished, "request_finished", lambda facts: self.request_finished(facts["response"])
        )
        self._listen(self._framework.torn_down, "request_tearing_down", self._on_torn_down)

    def disconnect(self) -> None:
        """Stop listening and leave nothing behind: first nothing new arrives, then what was changed is put back."""
        with PROCESS_LOCK:
            self._is_listening = self._hears_of_ends = False
            self._hears_login_signals.clear()
            while self._connected:
                _disconnect(*self._connected.pop())
            if self._observer is not None:
                self._observer.detach()
            self.open.clear()

    def request_started(self) -> None:
        """A request is about to be answered."""
        try:  # as in ``_taken``, with a call less in every request
            opened = self._framework.begin() if self._is_listening else None
            if opened is None:
                return
            self.open[id(opened.request)] = self.open[opened.context] = opened
            if self._observer is not None:
                self._observer.request_began(opened)
        except RecursionError:
            self._overflowed = "request_started"
        except Exception as error:  # noqa: BLE001 # as above
            self.fault("request_started", error)

    def request_finished(self, response: Any) -> None:
        """The answer of a request is ready."""
        try:  # as above
            opened = self.open.get(id(self._framework.request()))
            if opened is None:
                return
            if self._observer is not None:
                self._observer.request_ended(opened)
            headers = self._framework.headers_of(response)
            answered = response.status_code, headers, request_record.session_items(opened.session)
            opened.entries.append(request_record.new_entry(request_record.ResponseReady, answered))
            self._finish(opened)
        except RecursionError:
            self._overflowed = "request_finished"
        except Exception as error:  # noqa: BLE001 # as above
            self.fault("request_finished", error)

    def request_failed(self) -> None:
        """A request has no answer yet: from the first one on, signals tell what comes of those."""
        with PROCESS_LOCK:
            if self._is_listening and not self._hears_of_ends:
                self._listen_for_ends()

    def observe(self, entry: request_record.Observed) -> None:
        """Take a supporting fact that was observed where no request is being answered."""
        self._add(entry)

    def fault(self, where: str, error: Exception) -> None:
        """Note that the recorder itself, or its observer, failed."""
        self._add(request_record.RecorderFault(where, type(error).__name__))

    def not_observable(self, what: str, why: str) -> None:
        """Note that a part of the app cannot be observed; the app goes on without."""
        self._add(request_record.RecorderFault(what, why))

    def _listen(self, signal: blinker.Signal, name: str, take: Callable[[dict[str, Any]], None]) -> Callable[..., None]:
        def receiver(_sender: object, **facts: Any) -> None:
            self._taken(name, take, facts)

        signal.connect(receiver, sender=self._app, weak=False)
        self._connected.append((signal, receiver))
        return receiver

    def _taken(self, name: str, take: Callable[[dict[str, Any]], None], facts: dict[str, Any]) -> None:
        """Take what has happened; whatever fails in here must not reach the app."""
        try:
            take(facts)
        except RecursionError:
            self._overflowed = name
        except Exception as error:  # noqa: BLE001 # see above
            self.fault(name, error)

    def _add(self, entry: request_record.RecordEntry) -> None:
        request = self._framework.request()
        opened = self.open.get(id(request)) if request is not None else None
        if opened is not None:
            opened.entries.append(entry)
        elif self._is_listening:
            outside = request_record.RequestRecord(FIRST_BROWSER)
            outside.entries.append(entry)
            self._take(outside)

    def _on_torn_down(self, facts: dict[str, Any]) -> None:
        # Only a request that ended without an answer, its exception passed on to the server, is still open by now.
        opened = self.open.get(id(self._framework.request()))
        if opened is None or opened.context != id(self._framework.context()):
            return  # It is a copy of the context that ends, as for a thread or for an async view; the request goes on.
        error = facts.get("exc")
        if isinstance(error, BaseException) and not isinstance(error, Exception):
            self._on_exception({"exception": error})  # Flask sends no signal of SystemExit and the like.
        if self._observer is not None:
            self._observer.request_ended(opened)
        self._finish(opened)

    def _finish(self, opened: request_record.RequestRecord) -> None:
        """Hand over the record of a request that has ended."""
        self.open.pop(id(opened.request), None)
        self.open.pop(opened.context, None)
        opened.close()
        if self._overflowed is not None:
            where, self._overflowed = self._overflowed, None
            opened.entries.append(request_record.RecorderFault(where, RecursionError.__name__))
        if self._is_listening:
            self._take(opened)

    def _on_exception(self, facts: dict[str, Any]) -> None:
        error = facts["exception"]
        message = message_of(error)
        missing = self._is_missing_of_anonymous(error, message)
        manager = getattr(self._app, "login_manager", None)
        known = None if missing else cause_of_error(error, self._framework.session(), manager)
        place = place_of_error(error)
        self._add(request_record.ExceptionRaised(type(error).__name__, message, place, missing, known))

    def _is_missing_of_anonymous(self, error: BaseException, message: str) -> bool:
        """Tell whether a page asked the anonymous user for an attribute that only real users have."""
        manager = getattr(self._app, "login_manager", None)
        if manager is None:
            return False
        if isinstance(error, AttributeError):
            return is_anonymous(manager, type(error.obj))
        # In a template the missing attribute has become an undefined value; only the message names its owner.
        owner = getattr(manager.anonymous_user, "__name__", "")
        return type(error).__name__ == "UndefinedError" and f"{owner} object'" in message

    def _on_flashed(self, facts: dict[str, Any]) -> None:
        message = facts["message"]
        self._add(request_record.MessageFlashed(str(facts["category"]), message if type(message) is str else ""))

    def _login_signal(self, name: str) -> Callable[[dict[str, Any]], None]:
        observer = self._observer if self._observer is not None and name in self._observer.heard else None

        def take(facts: dict[str, Any]) -> None:
            self._add(request_record.SignalSent(name, type(facts["user"]) if "user" in facts else None))
            if observer is not None:
                observer.signal_sent(name)

        return take

    def _announced(self, stage: Stage) -> Callable[[dict[str, Any]], None]:
        def take(facts: dict[str, Any]) -> None:
            announced = {key: plain(value) for key, value in facts.items()}
            user_class, session = self._framework.user_class(), self._framework.session()
            items = request_record.session_items(session)
            self._add(request_record.StageAnnounced(stage, announced, _caller_of_signal(), user_class, items))

        return take


@contextmanager
def connected(recorder: Recorder) -> Iterator[None]:
    """Let a recorder listen while the block runs."""
    recorder.connect()
    try:
        yield
    finally:
        recorder.disconnect()


def _disconnect(signal: blinker.Signal, receiver: Callable[..., None]) -> None:
    """Disconnect from every sender: for a single one blinker would keep the receiver. It has this one sender only."""
    while True:
        try:
            signal.disconnect(receiver)
        except RuntimeError:
            continue  # Another thread has connected one of its own: blinker's books have grown while it read them.
        return


def _caller_of_signal() -> request_record.CodePlace | None:
    """Return where the signal that is being received was sent: the first frame above blinker's own."""
    frame = sys._getframe(1)  # noqa: SLF001 # inspect.currentframe is the same, with one call more
    while frame.f_globals is not _BLINKER and frame.f_back is not None:
        frame = frame.f_back
    while frame.f_globals is _BLINKER and frame.f_back is not None:
        frame = frame.f_back
    return request_record.CodePlace(frame.f_code, frame.f_lineno, frame.f_globals.get("__name__", ""))
