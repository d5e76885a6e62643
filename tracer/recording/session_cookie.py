"""Looking into a signed session cookie: anybody can read it, only the app can write it."""

from collections.abc import Mapping
from typing import Any

from itsdangerous import BadData, URLSafeTimedSerializer


def session_content(session_interface: Any, value: str) -> Mapping[str, object] | None:
    """Return what a session cookie says, without checking its signature.

    Only a cookie of the framework's own signed kind can be read; the cookie of a server-side session is a key to
    a store, and a secret as a whole. A compressed cookie begins with a dot, so it is split from the right.

    Args:
        session_interface: The app's session interface.
        value: The cookie as it stands in the header.

    Returns:
        The content, or None when the cookie is not of that kind.
    """
    if not hasattr(session_interface, "get_signing_serializer"):
        return None
    serializer = URLSafeTimedSerializer("unused: nothing is verified", serializer=session_interface.serializer)
    try:
        content = serializer.load_payload(value.rsplit(".", 2)[0].encode())
    except (BadData, ValueError):
        return None
    return content if isinstance(content, dict) else None
