"""Saying why a cookie that was presented was not believed.

Flask answers a session cookie with a bad signature by an empty session and Flask-Login a remember cookie by no
user, both in silence. The cookie is verified once more, only when that has happened, and nothing of it is kept.
"""

from typing import Any

from flask_login.utils import decode_cookie
from itsdangerous import BadData, BadSignature, SignatureExpired

from tracer.recording.cookie_facts import fingerprints, session_content
from tracer.recording.request_record import CookieRejected

BAD_SIGNATURE = "bad signature"
EXPIRED = "expired"
MALFORMED = "malformed"
NOT_IN_THE_STORE = "not in the store"


def rejected_session_cookie(app: Any, value: str) -> CookieRejected | None:
    """Say why a session cookie led to an empty session; None when it was believed and is empty."""
    name = app.config["SESSION_COOKIE_NAME"]
    interface = app.session_interface
    content = session_content(interface, value)
    if not hasattr(interface, "get_signing_serializer"):
        return _rejected("session", name, NOT_IN_THE_STORE, None, value)
    serializer = interface.get_signing_serializer(app)
    if serializer is None:
        return None
    claimed = content.get("_user_id") if content is not None else None
    try:
        serializer.loads(value, max_age=int(app.permanent_session_lifetime.total_seconds()))
    except SignatureExpired:
        return _rejected("session", name, EXPIRED, claimed, value)
    except BadSignature:
        return _rejected("session", name, BAD_SIGNATURE if content is not None else MALFORMED, claimed, value)
    except BadData:
        return _rejected("session", name, MALFORMED, None, value)
    return None


def rejected_remember_cookie(app: Any, value: str) -> CookieRejected | None:
    """Say why a remember cookie brought nobody back; None when its signature is good. To be called in a request."""
    name = app.config.get("REMEMBER_COOKIE_NAME", "remember_token")
    claimed, separator, _ = value.rpartition("|")
    if not separator:
        return _rejected("remember", name, MALFORMED, None, value)
    try:
        believed = decode_cookie(value) is not None
    except TypeError:  # a signature that is not ASCII (B35)
        believed = False
    return None if believed else _rejected("remember", name, BAD_SIGNATURE, claimed, value)


def _rejected(role: str, name: str, why: str, user_id: object, value: str) -> CookieRejected:
    return CookieRejected(name, role, why, user_id, fingerprints(value))
