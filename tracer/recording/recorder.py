"""The recorder: listens to an app while it answers, and keeps what it sees as bare tuples.

Rules that keep it harmless (each learned from an experiment, see docs/harmless.md):

* It never touches ``current_user``, never calls a method of the app's user objects, never loads a user.
* It reads the session behind the proxy, so that reading does not count as an access and adds no ``Vary``.
* It never raises into the app: a fault of its own becomes an event.
* Receivers are connected strongly (``weak=False``) and each to its own closure, so that disconnecting one
  recording leaves every other in place.
* A record is closed when the response is ready, never when the request is torn down: Quart tears down twice.
"""

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import CodeType
from typing import Any, Protocol

import blinker
import blinker.base
from flask_login import signals as login_signals

from tracer import stages
from tracer.recording import request_record
from tracer.recording.events import is_anonymous
from tracer.recording.module_names import is_of_demo_apps
from tracer.stages import Announcement, Stage
from tracer.trace.events import FIRST_BROWSER
from tracer.trace.facts import LOGIN_SIGNALS
from tracer.trace.plain_values import Plain, plain

BROWSER_KEY = "tracer.browser"
"""The key in the WSGI environment under which our own browser says whose it is. No app sees it in a request."""

_OURS = tuple(str(Path(__file__).resolve().parent.parent / package) for package in ("recording", "browser"))
_BLINKER = vars(blinker.base)
_SESSION_SCALARS = frozenset({str, bool, int, type(None)})


class Framework(Protocol):
    """What the recorder must know of a framework: its signals, and how to look at the request in progress."""

    started: blinker.NamedSignal
    finished: blinker.NamedSignal
    raised: blinker.NamedSignal
    flashed: blinker.NamedSignal
    torn_down: blinker.NamedSignal

    def request(self) -> Any | None:
        """Return the request in progress itself, or None outside of any."""

    def session(self) -> Any | None:
        """Return the session of the request in progress, without counting as an access to it."""

    def user_class(self) -> type | None:
        """Return the class of the user that was loaded, None while none was; never load one."""

    def environ(self, request: Any) -> Mapping[str, Any]:
        """Return the environment in which the server passed the request on."""

    def host(self, request: Any) -> str:
        """Return the host that was asked, with the port if it is not the usual one."""

    def client(self, request: Any) -> request_record.Client:
        """Return what the request says of who sends it."""


class Observing(Protocol):
    """Sees what an app does not announce. Attached to one app, it tells the recorder."""

    def attach(self) -> None:
        """Begin to observe."""

    def detach(self) -> None:
        """Stop observing and leave nothing behind."""

    def request_began(self, request: Any) -> None:
        """A request is about to be answered; its session is open."""

    def request_ended(self, request: Any) -> None:
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
        self._observer = make_observer(app, self) if make_observer is not None else None
        self._open: dict[int, request_record.RequestRecord] = {}
        self._connected: list[tuple[blinker.Signal, Callable[..., None]]] = []

    def connect(self) -> None:
        """Begin to listen."""
        framework = self._framework
        self._listen(framework.started, "request_started", self._on_started)
        self._listen(framework.finished, "request_finished", self._on_finished)
        self._listen(framework.raised, "got_request_exception", self._on_exception)
        self._listen(framework.flashed, "message_flashed", self._on_flashed)
        self._listen(framework.torn_down, "request_tearing_down", self._on_torn_down)
        for name in LOGIN_SIGNALS:
            self._listen(getattr(login_signals, name), name, self._login_signal(name))
        if self._observer is not None:
            self._observer.attach()
            return
        for stage in stages.STAGES:
            self._listen(stage, stage.name, self._announced(stage))

    def disconnect(self) -> None:
        """Stop listening and leave nothing behind."""
        if self._observer is not None:
            self._observer.detach()
        for signal, receiver in self._connected:
            # From every sender: for a single one blinker would keep the receiver. It has this one sender only.
            signal.disconnect(receiver)
        self._connected.clear()
        self._open.clear()

    def announce(
        self, stage: Stage, announced: Announcement, place: request_record.CodePlace | None, then: Stage | None = None
    ) -> None:
        """Take a stage that was observed rather than announced, and another one that happens at the same instant."""
        try:
            told = self._add_stage(stage, announced, place)
            if then is not None:
                self._add(told._replace(stage=then, announced=stages.NOTHING))
        except RecursionError:
            raise  # The app has run out of stack, and would have without us; hiding that would change what it does.
        except Exception as error:  # noqa: BLE001 # whatever fails in here must not reach the app
            self.fault(stage.name, error)

    def observe(self, entry: request_record.Observed | request_record.CookieRejected) -> None:
        """Take a supporting fact that was observed."""
        try:
            self._add(entry)
        except RecursionError:
            raise  # As above.
        except Exception as error:  # noqa: BLE001 # as above
            self.fault("observe", error)

    def fault(self, where: str, error: Exception) -> None:
        """Note that the recorder itself, or its observer, failed."""
        if isinstance(error, RecursionError):
            return  # The app has used up the stack; it is about to raise the same by itself.
        self._add(request_record.RecorderFault(where, type(error).__name__))

    def _listen(self, signal: blinker.Signal, name: str, take: Callable[[dict[str, Any]], None]) -> None:
        def receiver(_sender: object, **facts: Any) -> None:
            try:
                take(facts)
            except RecursionError:
                raise  # As above.
            except Exception as error:  # noqa: BLE001 # whatever fails in here must not reach the app
                self.fault(name, error)

        signal.connect(receiver, sender=self._app, weak=False)
        self._connected.append((signal, receiver))

    def _add(self, entry: request_record.RecordEntry) -> None:
        request = self._framework.request()
        opened = self._open.get(id(request)) if request is not None else None
        if opened is not None:
            opened.entries.append(entry)
        else:
            outside = request_record.RequestRecord(FIRST_BROWSER, outside=True)
            outside.entries.append(entry)
            self._take(outside)

    def _on_started(self, _facts: dict[str, Any]) -> None:
        framework = self._framework
        request = framework.request()
        if request is None:
            return
        opened = request_record.RequestRecord(framework.environ(request).get(BROWSER_KEY))
        self._open[id(request)] = opened
        rule = request.url_rule
        opened.entries.append(
            request_record.RequestBegun(
                request.method,
                request.path,
                request.query_string.decode("latin-1"),
                request.scheme,
                framework.host(request),
                rule.endpoint if rule else None,
                rule.rule if rule else None,
                tuple([(name, hash(value)) for name, value in request.cookies.items()]),
                framework.client(request),
                self._session_items(),
            )
        )
        if self._observer is not None:
            self._observer.request_began(request)

    def _on_finished(self, facts: dict[str, Any]) -> None:
        request = self._framework.request()
        if self._observer is not None:
            self._observer.request_ended(request)
        opened = self._open.pop(id(request), None)
        if opened is None:
            return
        response = facts["response"]
        opened.entries.append(
            request_record.ResponseReady(response.status_code, tuple(response.headers), self._session_items())
        )
        self._take(opened)

    def _on_torn_down(self, _facts: dict[str, Any]) -> None:
        # Only a request whose exception was passed on to the server has no finished response by now.
        request = self._framework.request()
        opened = self._open.get(id(request))
        if opened is not None and any(isinstance(entry, request_record.ExceptionRaised) for entry in opened.entries):
            if self._observer is not None:
                self._observer.request_ended(request)
            self._open.pop(id(request))
            self._take(opened)

    def _on_exception(self, facts: dict[str, Any]) -> None:
        error = facts["exception"]
        message = error.args[0] if error.args and type(error.args[0]) is str else ""
        missing = self._is_missing_of_anonymous(error, message)
        self._add(request_record.ExceptionRaised(type(error).__name__, message, _place_of_error(error), missing))

    def _is_missing_of_anonymous(self, error: Exception, message: str) -> bool:
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
        def take(facts: dict[str, Any]) -> None:
            self._add(request_record.SignalSent(name, type(facts["user"]) if "user" in facts else None))
            if self._observer is not None:
                self._observer.signal_sent(name)

        return take

    def _announced(self, stage: Stage) -> Callable[[dict[str, Any]], None]:
        def take(facts: dict[str, Any]) -> None:
            self._add_stage(stage, {key: plain(value) for key, value in facts.items()}, _caller_of_signal())

        return take

    def _add_stage(
        self, stage: Stage, announced: Announcement | Mapping[str, Plain], place: request_record.CodePlace | None
    ) -> request_record.StageAnnounced:
        user_class = self._framework.user_class()
        told = request_record.StageAnnounced(stage, announced, place, user_class, self._session_items())
        self._add(told)
        return told

    def _session_items(self) -> request_record.SessionItems:
        session = self._framework.session()
        if not isinstance(session, dict):
            return None
        # A list is made faster than a generator is run.
        return tuple(
            [(key, value if type(value) in _SESSION_SCALARS else plain(value)) for key, value in dict.items(session)]
        )


@contextmanager
def connected(recorder: Recorder) -> Iterator[None]:
    """Let a recorder listen while the block runs."""
    recorder.connect()
    try:
        yield
    finally:
        recorder.disconnect()


def _caller_of_signal() -> request_record.CodePlace | None:
    """Return where the signal that is being received was sent: the first frame above blinker's own."""
    frame = sys._getframe(1)  # noqa: SLF001 # inspect.currentframe is the same, with one call more
    while frame.f_globals is not _BLINKER and frame.f_back is not None:
        frame = frame.f_back
    while frame.f_globals is _BLINKER and frame.f_back is not None:
        frame = frame.f_back
    return request_record.CodePlace(frame.f_code, frame.f_lineno, frame.f_globals.get("__name__", ""))


def _place_of_error(error: BaseException) -> request_record.CodePlace | None:
    """Return the innermost place of a traceback that does not lie in an installed library."""
    place = None
    traceback = error.__traceback__
    while traceback is not None:
        code, module = traceback.tb_frame.f_code, traceback.tb_frame.f_globals.get("__name__", "")
        if place is None or is_of_demo_apps(module) or not _is_installed(code):
            place = request_record.CodePlace(code, traceback.tb_lineno, module)
        traceback = traceback.tb_next
    return place


def _is_installed(code: CodeType) -> bool:
    """Tell whether code belongs to the tracer or to an installed library."""
    return code.co_filename.startswith(_OURS) or "site-packages" in code.co_filename
