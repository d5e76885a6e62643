"""The Flask side of the recorder: how to look at a request in progress without touching it."""

from collections.abc import Callable, Mapping
from operator import attrgetter
from typing import Any

import flask
from flask import signals
from flask.ctx import AppContext, RequestContext
from flask.globals import app_ctx, request_ctx

from tracer.recording import record

# Since Flask 3.1.3 the attribute `session` of a request context marks the session as accessed, which adds
# `Vary: Cookie` to the response; the session itself lies in `_session`.
_session_of = attrgetter("_session" if isinstance(getattr(RequestContext, "session", None), property) else "session")

# What is behind the proxies, in the way that werkzeug documents: a recorder asks often, and each access through a proxy
# costs half a microsecond.
_request_context: Callable[[], RequestContext] = request_ctx._get_current_object  # type: ignore[attr-defined] # noqa: SLF001 # see above
_app_context: Callable[[], AppContext] = app_ctx._get_current_object  # type: ignore[attr-defined] # noqa: SLF001 # see above


class FlaskSide:
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
    def environ(request: flask.Request) -> Mapping[str, Any]:
        """Return the WSGI environment of the request."""
        return request.environ

    @staticmethod
    def client(request: flask.Request) -> record.Client:
        """Return what the request says of who sends it."""
        asked = request.environ.get
        forwarded = asked("HTTP_X_FORWARDED_FOR")
        return record.Client(
            forwarded.partition(",")[0].strip() if forwarded else asked("REMOTE_ADDR"),
            asked("HTTP_USER_AGENT"),
            asked("HTTP_ACCEPT"),
            asked("HTTP_SEC_FETCH_SITE"),
        )
