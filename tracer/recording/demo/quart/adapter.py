"""How to look at a request in progress of a Quart app without touching it.

Import this only in a process of its own and after ``quart_flask_patch``.
"""

from types import NoneType
from typing import Any

import quart
from flask_login import utils
from quart import signals
from quart.globals import app_ctx, request_ctx

from tracer.recording import request_record
from tracer.recording.recorder import BROWSER_KEY


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
    def headers_of(response: quart.Response) -> tuple[tuple[str, str], ...]:
        """Return the headers of an answer as they leave the app: Quart sends them as they were written."""
        return tuple(response.headers)

    @staticmethod
    def begin() -> request_record.RequestRecord | None:
        """Return a record of the request in progress, when the app begins to answer; None outside of any."""
        request = QuartAdapter.request()
        if request is None:
            return None
        said = request.scope.get(BROWSER_KEY)
        browser = said if isinstance(said, str) else None
        context, session = QuartAdapter.context(), QuartAdapter.session()
        return request_record.RequestRecord(browser, _begun(request, session), id(context), request, session)


def _begun(request: quart.Request, session: object) -> request_record.RequestBegun:
    """Every request of Quart has an application context of its own, so no user is kept on ``g``."""
    asked, rule = request.headers.get, request.url_rule
    forwarded_for = asked("X-Forwarded-For")
    client = request_record.Client(
        forwarded_for.partition(",")[0].strip() if forwarded_for else request.remote_addr,
        asked("User-Agent"),
        asked("Accept"),
        asked("Sec-Fetch-Site"),
        asked("Sec-Fetch-Mode"),
        asked("Sec-Fetch-Dest"),
        asked("X-Requested-With"),
        "HX-Request" in request.headers,
    )
    return request_record.RequestBegun(
        request.method,
        request.path,
        request.query_string.decode("latin-1"),
        request.scheme,
        request.host,
        rule.endpoint if rule else None,
        rule.rule if rule else None,
        request_record.cookie_prints(request.cookies),
        client,
        request_record.session_items(session),
        asked("Content-Type"),
    )
