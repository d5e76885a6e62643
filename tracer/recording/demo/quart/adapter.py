"""How to look at a request in progress of a Quart app without touching it.

Import this only in a process of its own and after ``quart_flask_patch``.
"""

from collections.abc import Mapping
from types import NoneType
from typing import Any

import quart
from flask_login import utils
from quart import signals
from quart.globals import app_ctx, request_ctx

from tracer.recording import request_record


class QuartAdapter:
    """Quart's signals and its request in progress."""

    started = signals.request_started
    finished = signals.request_finished
    raised = signals.got_request_exception
    flashed = signals.message_flashed
    torn_down = signals.request_tearing_down

    @staticmethod
    def request() -> quart.Request | None:
        """Return the request in progress itself, or None outside of any.

        A guarded async view runs in a copy of the context, but with the very same request.
        """
        return request_ctx.request if request_ctx else None

    @staticmethod
    def context() -> object:
        """Return the context of the request in progress; a copy of it is another one, with the same request."""
        return request_ctx._get_current_object() if request_ctx else None  # type: ignore[attr-defined] # noqa: SLF001 # a proxy

    @staticmethod
    def session() -> Any | None:
        """Return the session of the request in progress, without counting as an access to it."""
        return request_ctx.session if request_ctx else None

    @staticmethod
    def user_class() -> type | None:
        """Return the class of the user that was loaded, None while none was; never load one (B13).

        Where Flask-Login sees no request, because it looks for one of Flask's, ``current_user`` is None, even if a user
        was loaded (B14); then this is the class of None.
        """
        if not app_ctx:
            return None
        if not utils.has_request_context():
            return NoneType
        held = vars(app_ctx.g)
        return type(held["_login_user"]) if "_login_user" in held else None

    @staticmethod
    def kept_user_class() -> type | None:
        """Return None: every request of Quart has an application context of its own."""
        return None

    @staticmethod
    def environ(request: quart.Request) -> Mapping[str, Any]:
        """Return the ASGI scope of the request."""
        return request.scope

    @staticmethod
    def host(request: quart.Request) -> str:
        """Return the host that was asked."""
        return request.host

    @staticmethod
    def client(request: quart.Request) -> request_record.Client:
        """Return what the request says of who sends it."""
        asked = request.headers.get
        forwarded = asked("X-Forwarded-For")
        return request_record.Client(
            forwarded.partition(",")[0].strip() if forwarded else request.remote_addr,
            asked("User-Agent"),
            asked("Accept"),
            asked("Sec-Fetch-Site"),
            asked("Sec-Fetch-Mode"),
            asked("Sec-Fetch-Dest"),
            asked("X-Requested-With"),
            "HX-Request" in request.headers,
        )
