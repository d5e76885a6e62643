"""What a trace may know: every value is shown, named or hidden according to the place it was found in.

Redaction goes by place, never by searching a text for something that looks like a secret: a password is never
read at all, the value of a cookie is taken apart by its format, a session is shown key by key. So no view can
forget to hide something, and no clever password slips through.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from urllib.parse import parse_qsl, urlsplit
from uuid import UUID

from tracer.plain import HIDDEN, Plain, plain
from tracer.recording.url_rules import NO_RULE

MOST_NUMBERED = 10_000
"""So many users, clients and addresses are told apart; the oldest are forgotten first, so memory stays bounded."""

LIBRARY_KEYS = frozenset({"_fresh", "_permanent", "_remember", "_remember_seconds"})
"""Session keys whose values Flask and Flask-Login write themselves: never anything personal."""

SECRET_KEYS = frozenset({"_id", "csrf_token", "_csrf_token"})
"""Session keys whose values are secrets even in the demo app."""

SHOWN_QUERY = frozenset({"next", "username"})
"""Query arguments whose values are shown when values are shown at all."""

SHOWN_HEADERS = frozenset({"allow", "cache-control", "content-type", "location", "vary", "www-authenticate"})
"""Response headers that may stand in a trace. Set-Cookie is taken apart instead."""

SHOWN_ATTRIBUTES = frozenset({"domain", "expires", "httponly", "max-age", "partitioned", "path", "samesite", "secure"})
"""Attributes of a Set-Cookie header; what else stands there is not a standard attribute."""

_AS_BROWSERS_READ = str.maketrans({"\\": "/", "\t": None, "\n": None, "\r": None})


class Redaction:
    """Makes the values of one recording plain and safe.

    Args:
        show_values: True for the demo app, whose data is made for learning: values are shown, secrets are not.
            False for a foreign app: only what the libraries themselves write is shown; everything else is
            named by its key and type, users and client identifiers by a number.
        rule_of: Tells to which URL rule of a foreign app a path belongs; the path itself is not shown.
    """

    def __init__(self, *, show_values: bool, rule_of: Callable[[str], str] = lambda _: NO_RULE) -> None:
        self.show_values = show_values
        self._rule_of = rule_of
        self._numbers: dict[str, OrderedDict[object, int]] = {}

    def session(self, items: Iterable[tuple[object, object]]) -> dict[str, Plain]:
        """Return the content of a session, key by key."""
        return {str(key): self._session_value(str(key), value) for key, value in items}

    def _session_value(self, key: str, value: object) -> Plain:
        if key == "_id":
            return self.identifier(value)
        if key == "_user_id":
            return self.user_id(value)
        if key in SECRET_KEYS:
            return HIDDEN
        if key in LIBRARY_KEYS or self.show_values:
            return plain(value)
        return f"<{type(value).__name__}>"

    def identifier(self, value: object) -> str:
        """Return a number for a client identifier (``_id``): equal identifiers have equal numbers."""
        return str(self.number("client", value))

    def number(self, kind: str, value: object) -> str | None:
        """Return a number for a value that is not shown: equal values have equal numbers; None for None."""
        if value is None:
            return None
        numbers = self._numbers.setdefault(kind, OrderedDict())
        key = plain_key(value)
        if key not in numbers:
            numbers[key] = next(reversed(numbers.values()), 0) + 1
            if len(numbers) > MOST_NUMBERED:
                numbers.popitem(last=False)
        return f"{kind} #{numbers[key]}"

    def user_id(self, value: object) -> Plain:
        """Return the id of a user, or for a foreign app a number that stands for it."""
        if self.show_values or value is None:
            return plain(value)
        return str(self.number("User", str(plain_key(value)))).replace(" ", "")

    def query(self, query: str) -> dict[str, Plain]:
        """Return the arguments of a query: all names, and the values that may be shown."""
        arguments: dict[str, Plain] = {}
        for name, value in parse_qsl(query, keep_blank_values=True):
            if name not in SHOWN_QUERY:
                arguments[name] = HIDDEN
            else:
                arguments[name] = value if self.show_values else self.location(value)
        return arguments

    def location(self, url: str) -> str:
        """Return where a redirect leads: for a foreign app the host, the URL rule, and the query's names.

        The address is read as browsers read it: a backslash counts as a slash, tabs and line breaks as nothing.
        """
        if self.show_values:
            return url
        try:
            parts = urlsplit(url.strip().translate(_AS_BROWSERS_READ))
        except ValueError:
            return HIDDEN
        names = "&".join(f"{name}=…" for name, _ in parse_qsl(parts.query, keep_blank_values=True))
        host = parts.netloc.rpartition("@")[2]
        path = self._path(parts.path, at_host=bool(host))
        scheme = f"{parts.scheme}:" if parts.scheme else ""
        return scheme + (f"//{host}" if host else "") + path + (f"?{names}" if names else "")

    def _path(self, path: str, *, at_host: bool) -> str:
        rule = self._rule_of(path) if path else ""
        return "/…" if rule == NO_RULE and at_host else rule

    def text(self, text: str) -> str:
        """Return a text that the app wrote (a flash, an exception's message)."""
        return text if self.show_values else HIDDEN

    def headers(self, headers: Iterable[tuple[str, str]]) -> dict[str, Plain]:
        """Return the response headers that may be shown."""
        shown: dict[str, Plain] = {}
        for name, value in headers:
            key = name.lower()
            if key in SHOWN_HEADERS:
                shown[name] = self.location(value) if key == "location" else value
        return shown

    def cookie_value(self, name: str, value: str, content: Mapping[str, object] | None, remember: str) -> Plain:
        """Return what may be known of a cookie's value.

        Args:
            name: The cookie's name.
            value: What the browser was given, as it stands in the header.
            content: The decoded session when this is a signed session cookie, otherwise None.
            remember: The name of the remember cookie.
        """
        if content is not None:
            return self.session(content.items())
        if name == remember and "|" in value:
            return {"user_id": self.user_id(value.rsplit("|", 1)[0]), "signature": HIDDEN}
        return HIDDEN


def plain_key(value: object) -> object:
    """Return something hashable that stands for a value without calling its methods."""
    return value if type(value) in (str, int, bytes, UUID) else f"<{type(value).__name__}>"
