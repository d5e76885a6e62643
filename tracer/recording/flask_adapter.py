"""Flask as the recorder sees it: its signals, its request in progress, and the way to an app in this process.

A request is looked at without touching it: nothing here counts as an access to the session or loads a user.
"""

from collections.abc import Callable, Mapping
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
from tracer.recording.recorder import BROWSER_KEY

# Since Flask 3.1.3 the attribute `session` of a request context marks the session as accessed, which adds
# `Vary: Cookie` to the response; the session itself lies in `_session`.
_session_of = attrgetter("_session" if isinstance(getattr(RequestContext, "session", None), property) else "session")

# What is behind the proxies, in the way that werkzeug documents: a recorder asks often, and each access through a proxy
# costs half a microsecond.
_request_context: Callable[[], RequestContext] = request_ctx._get_current_object  # type: ignore[attr-defined] # noqa: SLF001 # see above
_app_context: Callable[[], AppContext] = app_ctx._get_current_object  # type: ignore[attr-defined] # noqa: SLF001 # see above


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
        try:
            return _request_context().request
        except RuntimeError:
            return None

    @staticmethod
    def context() -> object:
        """Return the context of the request in progress; a copy of it is another one, with the same request."""
        try:
            return _request_context()
        except RuntimeError:
            return None

    @staticmethod
    def session() -> Any | None:
        """Return the session of the request in progress, without counting as an access to it."""
        try:
            return _session_of(_request_context())
        except RuntimeError:
            return None

    @staticmethod
    def user_class() -> type | None:
        """Return the class of the user that was loaded, None while none was; never load one (B13)."""
        try:
            held = vars(_app_context().g)
        except RuntimeError:
            return None
        return type(held["_login_user"]) if "_login_user" in held else None

    @staticmethod
    def serves(app: Flask) -> bool:
        """Tell whether what runs here and now runs for an app."""
        try:
            return _app_context().app is app
        except RuntimeError:
            return False

    @staticmethod
    def kept_user_class() -> type | None:
        """Return the class of a user who was on ``g`` before the request began (B13).

        A request context that was pushed inside of an application context of the same app has pushed none of its own.
        Where Flask has a single kind of context, every request has a ``g`` of its own.
        """
        pushed = getattr(_request_context(), "_cv_tokens", None)
        return FlaskAdapter.user_class() if pushed and pushed[-1][1] is None else None

    @staticmethod
    def environ(request: flask.Request) -> Mapping[str, Any]:
        """Return the WSGI environment of the request."""
        return request.environ

    @staticmethod
    def client(request: flask.Request) -> request_record.Client:
        """Return what the request says of who sends it."""
        asked = request.environ.get
        forwarded = asked("HTTP_X_FORWARDED_FOR")
        return request_record.Client(
            forwarded.partition(",")[0].strip() if forwarded else asked("REMOTE_ADDR"),
            asked("HTTP_USER_AGENT"),
            asked("HTTP_ACCEPT"),
            asked("HTTP_SEC_FETCH_SITE"),
            asked("HTTP_SEC_FETCH_MODE") or asked("HTTP_UPGRADE"),
            asked("HTTP_SEC_FETCH_DEST"),
            asked("HTTP_X_REQUESTED_WITH"),
            "HTTP_HX_REQUEST" in request.environ,
        )


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
