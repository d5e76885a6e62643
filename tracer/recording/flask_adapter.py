"""Flask as the recorder sees it: its signals, its request in progress, and the way to an app in this process.

A request is looked at without touching it: nothing here counts as an access to the session or loads a user.
"""

from collections.abc import Callable
from contextvars import ContextVar
from functools import partial
from http import HTTPStatus
from operator import attrgetter
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit, urlunsplit

import flask
from flask import Flask, signals
from flask.ctx import AppContext, RequestContext
from flask.globals import app_ctx, request_ctx
from werkzeug.datastructures import ImmutableMultiDict, MultiDict
from werkzeug.test import Client, EnvironBuilder

from tracer.browser.http import Transport, WebRequest, WebResponse
from tracer.errors import AppError
from tracer.recording import request_record
from tracer.recording.forwarding import FORWARDING, forwarded_of
from tracer.recording.raised_errors import app_place_of_error
from tracer.recording.recorder import BROWSER_KEY
from tracer.recording.sent_location import sent_headers

# Since Flask 3.1.3 the attribute `session` of a request context marks the session as accessed, which adds
# `Vary: Cookie` to the response; the session itself lies in `_session`.
_session_of = attrgetter("_session" if isinstance(getattr(RequestContext, "session", None), property) else "session")


def _behind(proxy: Any, variable: str) -> Callable[[], Any]:
    """Return what tells the context in progress, None where there is none.

    A recorder asks twenty times in a request. Through a proxy each costs half a microsecond, and from the variable in
    which Flask keeps it a tenth of that; a Flask without such a variable is asked in the way that werkzeug documents.
    """
    held = getattr(flask.globals, variable, None)
    if isinstance(held, ContextVar):
        return partial(held.get, None)

    def ask() -> Any:
        try:
            return proxy._get_current_object()  # noqa: SLF001 # see above
        except RuntimeError:
            return None

    return ask


request_context: Callable[[], RequestContext | None] = _behind(request_ctx, "_cv_request")
_app_context: Callable[[], AppContext | None] = _behind(app_ctx, "_cv_app")


_NOT_LOADED = object()
_USUAL_PORTS = (":80", ":443")


class FlaskAdapter:
    """Flask's signals and its request in progress."""

    started = signals.request_started
    finished = signals.request_finished
    raised = signals.got_request_exception
    flashed = signals.message_flashed
    torn_down = signals.request_tearing_down

    @staticmethod
    def request() -> flask.Request | None:
        """Return the request in progress itself, or None outside of any."""
        context = request_context()
        return None if context is None else context.request

    @staticmethod
    def context() -> object:
        """Return the context of the request in progress; a copy of it is another one, with the same request."""
        return request_context()

    @staticmethod
    def session() -> Any | None:
        """Return the session of the request in progress, without counting as an access to it."""
        context = request_context()
        return None if context is None else _session_of(context)

    @staticmethod
    def user_class() -> type | None:
        """Return the class of the user that was loaded, None while none was; never load one (B13)."""
        context = _app_context()
        if context is None:
            return None
        user = vars(context.g).get("_login_user", _NOT_LOADED)
        return None if user is _NOT_LOADED else type(user)

    @staticmethod
    def serves(app: Flask) -> bool:
        """Tell whether what runs here and now runs for an app."""
        context = _app_context()
        return context is not None and context.app is app

    @staticmethod
    def headers_of(response: flask.Response) -> tuple[tuple[str, str], ...]:
        """Return the headers of an answer as they leave the app."""
        headers = tuple(response.headers)
        return sent_headers(headers) if "Location" in response.headers else headers

    @staticmethod
    def begin() -> request_record.RequestRecord | None:
        """Return a record of the request in progress, when the app begins to answer; None outside of any."""
        context = request_context()
        if context is None:
            return None
        request, session = context.request, _session_of(context)
        asked = request.environ.get
        cookies = vars(request).get("cookies")  # where werkzeug keeps them: its property costs ten times as much
        if cookies is None:
            cookies = request.cookies
        host: str | None = asked("HTTP_HOST")  # mostly what ``request.host`` makes of it
        pushed = getattr(context, "_cv_tokens", None)
        arrived = (
            request.method,
            request.path,
            request.query_string,
            request.scheme,
            request.host if not host or host.endswith(_USUAL_PORTS) else host,
            request.url_rule,
            cookies if type(cookies) is ImmutableMultiDict else request_record.cookie_prints(cookies),
            tuple(map(asked, _HEADERS)),
            request_record.session_items(session),
            # ``g`` belongs to the application context. A request context that was pushed inside of one of the same app
            # has pushed none of its own. Where Flask has a single kind of context, every request has its own ``g``.
            FlaskAdapter.user_class() if pushed and pushed[-1][1] is None else None,
        )
        return request_record.RequestRecord(
            asked(BROWSER_KEY), request_record.new_entry(_Arrived, arrived), id(context), request, session
        )


_HEADERS = (
    *("REMOTE_ADDR", "HTTP_USER_AGENT", "HTTP_ACCEPT", "HTTP_SEC_FETCH_SITE", "HTTP_SEC_FETCH_MODE", "HTTP_UPGRADE"),
    *("HTTP_SEC_FETCH_DEST", "HTTP_X_REQUESTED_WITH", "HTTP_HX_REQUEST", "CONTENT_TYPE", *FORWARDING),
)
"""What of the WSGI environment is kept."""


class _Arrived(NamedTuple):
    """A request as it arrived.

    Attributes:
        method: Its method.
        path: The path that it asks for.
        query: The query, as it came.
        scheme: ``http`` or ``https``, as the app knows it.
        host: The host that was asked, with the port if it is not the usual one.
        rule: The rule that it matches.
        cookies: The cookies that it carries, as they are where nobody can change them.
        headers: What it says under ``_HEADERS``.
        session: What its session holds.
        kept_user: The class of a user who was on ``g`` before it began; None where there was none (B13).
    """

    method: str
    path: str
    query: bytes
    scheme: str
    host: str
    rule: Any
    cookies: ImmutableMultiDict[str, str] | request_record.CookiePrints
    headers: tuple[Any, ...]
    session: request_record.SessionItems
    kept_user: type | None

    def begun(self) -> request_record.RequestBegun:
        """Return what is known of the request when the app begins to answer it."""
        headers = {name: value for name, value in zip(_HEADERS, self.headers, strict=True) if value is not None}
        asked, forwarded_for = headers.get, headers.get("HTTP_X_FORWARDED_FOR")
        client = request_record.Client(
            forwarded_for.partition(",")[0].strip() if forwarded_for else asked("REMOTE_ADDR"),
            asked("HTTP_USER_AGENT"),
            asked("HTTP_ACCEPT"),
            asked("HTTP_SEC_FETCH_SITE"),
            asked("HTTP_SEC_FETCH_MODE") or asked("HTTP_UPGRADE"),
            asked("HTTP_SEC_FETCH_DEST"),
            asked("HTTP_X_REQUESTED_WITH"),
            "HTTP_HX_REQUEST" in headers,
        )
        return request_record.RequestBegun(
            self.method,
            self.path,
            self.query.decode("latin-1"),
            self.scheme,
            self.host,
            self.rule.endpoint if self.rule else None,
            self.rule.rule if self.rule else None,
            self.cookies if isinstance(self.cookies, tuple) else request_record.cookie_prints(self.cookies),
            client,
            self.session,
            asked("CONTENT_TYPE"),
            forwarded_of(headers),
            self.kept_user,
        )


def flask_transport(app: Flask, *, foreign: bool = False) -> Transport:
    """Return a transport that hands requests to a Flask app in this process.

    Args:
        app: The app.
        foreign: Whether it is somebody's own. What comes through Flask when such an app raises, as in testing mode, is
            answered by an error 500, as servers do it. What it raises where Flask does not see it, in its middleware or
            while an answer is sent, is in no trace: the transport raises AppError then. For a demo app the transport
            raises whatever the app does.
    """
    client = Client(app, use_cookies=False)

    def send(request: WebRequest) -> WebResponse:
        parts = urlsplit(request.url)
        builder = EnvironBuilder(
            path=urlunsplit(("", "", parts.path, parts.query, "")),
            base_url=f"{parts.scheme}://{parts.netloc}",
            method=request.method,
            headers=list(request.headers.items()),
            data=MultiDict(request.form) if request.form is not None else None,
            environ_base={"REMOTE_ADDR": request.address, BROWSER_KEY: request.browser},
        )
        seen: list[BaseException] = []

        def note(_sender: Flask, exception: BaseException, **_more: Any) -> None:
            seen.append(exception)

        try:
            # A static file stays open until its response is closed.
            with signals.got_request_exception.connected_to(note, app), client.open(builder) as response:
                body = response.get_data().decode("utf-8", "replace")
                return WebResponse(response.status_code, tuple(response.headers.items()), body)
        except Exception as error:
            if not foreign:
                raise
            if not any(error is each for each in seen):
                raise AppError(_raised_outside(error)) from error
        except SystemExit:  # the recorder has seen it
            if not foreign:
                raise
        return WebResponse(HTTPStatus.INTERNAL_SERVER_ERROR, (), "")

    return send


def _raised_outside(error: Exception) -> str:
    place = app_place_of_error(error)
    where = f", at {Path(place.code.co_filename).name}:{place.line} in {place.code.co_name}()" if place else ""
    return (
        f"The app raised {type(error).__name__}{where}, where Flask does not see it: in what wraps app.wsgi_app, or "
        "while the answer was sent. Browsers get no answer then. Mend it first."
    )
