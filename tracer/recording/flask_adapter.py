"""Flask as the recorder sees it: its signals, its request in progress, and the way to an app in this process.

A request is looked at without touching it: nothing here counts as an access to the session or loads a user.
"""

from collections.abc import Callable
from contextvars import ContextVar
from functools import partial
from operator import attrgetter
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import flask
from flask import Flask, signals
from flask.ctx import AppContext, RequestContext
from flask.globals import app_ctx, request_ctx
from werkzeug.test import Client, EnvironBuilder

from tracer.browser.http import Transport, WebRequest, WebResponse
from tracer.recording import request_record
from tracer.recording.forwarding import forwarded_of
from tracer.recording.recorder import BROWSER_KEY

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
        held = vars(context.g)
        return type(held["_login_user"]) if "_login_user" in held else None

    @staticmethod
    def serves(app: Flask) -> bool:
        """Tell whether what runs here and now runs for an app."""
        context = _app_context()
        return context is not None and context.app is app

    @staticmethod
    def browser(request: flask.Request) -> str | None:
        """Return whose browser sends the request, where our own browser says so."""
        return request.environ.get(BROWSER_KEY)

    @staticmethod
    def begun(request: flask.Request) -> request_record.RequestBegun:
        """Return what is known of the request in progress when the app begins to answer it."""
        environ = request.environ
        asked, rule = environ.get, request.url_rule
        host: str | None = asked("HTTP_HOST")  # mostly what ``request.host`` makes of it
        forwarded_for = asked("HTTP_X_FORWARDED_FOR")
        client = request_record.Client(
            forwarded_for.partition(",")[0].strip() if forwarded_for else asked("REMOTE_ADDR"),
            asked("HTTP_USER_AGENT"),
            asked("HTTP_ACCEPT"),
            asked("HTTP_SEC_FETCH_SITE"),
            asked("HTTP_SEC_FETCH_MODE") or asked("HTTP_UPGRADE"),
            asked("HTTP_SEC_FETCH_DEST"),
            asked("HTTP_X_REQUESTED_WITH"),
            "HTTP_HX_REQUEST" in environ,
        )
        return request_record.RequestBegun(
            request.method,
            request.path,
            request.query_string.decode("latin-1"),
            request.scheme,
            request.host if not host or host.endswith(_USUAL_PORTS) else host,
            rule.endpoint if rule else None,
            rule.rule if rule else None,
            request_record.cookie_prints(request.cookies),
            client,
            request_record.session_items(FlaskAdapter.session()),
            asked("CONTENT_TYPE"),
            forwarded_of(environ),
            _kept_user_class(),
        )


def _kept_user_class() -> type | None:
    """Return the class of a user who was on ``g`` before the request began; None where there was none (B13).

    ``g`` belongs to the application context. A request context that was pushed inside of one of the same app has pushed
    none of its own. Where Flask has a single kind of context, every request has a ``g`` of its own.
    """
    pushed = getattr(request_context(), "_cv_tokens", None)
    return FlaskAdapter.user_class() if pushed and pushed[-1][1] is None else None


def flask_transport(app: Flask) -> Transport:
    """Return a transport that hands requests to a Flask app in this process."""
    client = Client(app, use_cookies=False)

    def send(request: WebRequest) -> WebResponse:
        parts = urlsplit(request.url)
        builder = EnvironBuilder(
            path=urlunsplit(("", "", parts.path, parts.query, "")),
            base_url=f"{parts.scheme}://{parts.netloc}",
            method=request.method,
            headers=list(request.headers.items()),
            data=dict(request.form) if request.form is not None else None,
            environ_base={"REMOTE_ADDR": request.address, BROWSER_KEY: request.browser},
        )
        # A static file stays open until its response is closed.
        with client.open(builder) as response:
            return WebResponse(response.status_code, tuple(response.headers.items()), response.get_data(as_text=True))

    return send
