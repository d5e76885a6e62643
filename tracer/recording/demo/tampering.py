"""What somebody can do to a cookie in a browser of their own: change it, replace it, or sign another one.

A cookie belongs to the person at the browser. Only its signature keeps its content honest, and only the secret key
makes signatures.
"""

import hmac
from collections.abc import Callable, Mapping
from hashlib import sha512
from types import SimpleNamespace
from typing import Any

from tracer.browser.site import CookieKind, Tamper
from tracer.recording.cookie_facts import session_content
from tracer.trace.scenario import Tampering

OWN_KEY = "a key that somebody made up at home"
"""With this key an attacker signs who does not know the app's."""


def tampering_with(app: Callable[[], Any]) -> Tamper:
    """Return what changes the cookies of an app.

    Args:
        app: Gives the app that is running. How it writes its cookies is public; its own key is used for
            ``leaked key`` only.
    """

    def tamper(value: str, how: Tampering, changes: Mapping[str, str], kind: CookieKind) -> str:
        return _tampered(value, how, changes, kind, app())

    return tamper


def _tampered(value: str, how: Tampering, changes: Mapping[str, str], kind: CookieKind, app: Any) -> str:
    if how == "garbage":
        return "this-is-no-cookie"
    if how == "signature":
        return _with_other_signature(value)
    if how == "non-ascii":
        return value[:-1] + "é"
    key = str(app.secret_key) if how == "leaked key" else OWN_KEY
    make = _other_session if kind == "session" else _other_remember_cookie
    return make(value, changes, key, app.session_interface, sign=how != "payload")


def _other_session(value: str, changes: Mapping[str, str], key: str, interface: Any, *, sign: bool) -> str:
    content = {**(session_content(interface, value) or {}), **changes}
    forger = SimpleNamespace(secret_key=key, config={"SECRET_KEY_FALLBACKS": None})
    serializer = interface.get_signing_serializer(forger)
    if sign:
        return str(serializer.dumps(content))
    return ".".join([serializer.dump_payload(content).decode(), *value.rsplit(".", 2)[1:]])


def _other_remember_cookie(value: str, changes: Mapping[str, str], key: str, _interface: Any, *, sign: bool) -> str:
    user_id, _, signature = value.rpartition("|")
    user_id = changes.get("user_id", user_id)
    return f"{user_id}|{_digest(user_id, key) if sign else signature}"


def _with_other_signature(value: str) -> str:
    """Return a value whose signature differs in one character, in its middle: the last one carries spare bits."""
    start = max(value.rfind("."), value.rfind("|")) + 1
    place = start + (len(value) - start) // 2
    return value[:place] + ("A" if value[place] != "A" else "B") + value[place + 1 :]


def _digest(user_id: str, key: str) -> str:
    """Return the signature of a remember cookie, as flask_login.utils.encode_cookie makes it (B125)."""
    return hmac.new(key.encode("latin1"), user_id.encode(), sha512).hexdigest()
