"""What a trace may know: every value is shown, named or hidden according to the place it was found in.

Values are redacted by place, never by searching a text for something that looks like a secret: a password is never
read at all, the value of a cookie is taken apart by its format, a session is shown key by key. So no view can
forget to hide something, and no clever password slips through. Names are redacted by their look, for they are what
makes a trace readable, and a library may still put a token into one.
"""

import re
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from typing import TypeAlias
from urllib.parse import urlsplit
from uuid import UUID

from tracer.recording.header_redaction import SHOWN_HEADERS
from tracer.recording.plausible_names import (
    HTTP_METHODS,
    NAMELESS,
    OTHER,
    SCHEMES,
    arguments_of,
    looks_like_host,
    names_of_fields,
    shown_name,
)
from tracer.recording.url_rules import NO_RULE
from tracer.trace.plain_values import HIDDEN, Plain, plain
from tracer.urls import host_of

MOST_NUMBERED = 10_000
"""At most this many users, clients and addresses are told apart; the oldest are forgotten first."""

LIBRARY_KEYS = frozenset({"_fresh", "_permanent", "_remember", "_remember_seconds"})
"""Session keys whose values Flask and Flask-Login write themselves: never anything personal."""

SECRET_KEYS = frozenset({"_id", "csrf_token", "_csrf_token"})
"""Session keys whose values are secrets even in the demo app."""

_OWN_KEYS = LIBRARY_KEYS | SECRET_KEYS | {"_user_id", "_flashes", "next"}
"""Session keys that Flask, Flask-Login and Flask-WTF choose."""

_SHOWN_QUERY = frozenset({"next", "username"})
"""Query arguments of the demo app whose values are shown. Of a foreign app only where ``next`` leads is shown."""

_NAMES_A_SECRET = re.compile(r"pass|pw|pin|secret|token|code|state|key|sig|otp|ticket|session|auth|cred", re.IGNORECASE)
"""An argument of an address with such a name is never shown: an app that sends a login on by GET has secrets there."""

_MOST_HEADERS = 200
"""So many headers that may be shown as they are are remembered: most answers of an app have the same ones."""

_AS_BROWSERS_READ = str.maketrans({"\\": "/", "\t": None, "\n": None, "\r": None})


Numbers: TypeAlias = Mapping[str, Mapping[object, int]]
"""The numbers that stand for values that are not shown, by the kinds of the values."""


_EMPTY_HOST = re.compile(r"(?:[^:/?#]*:)?(?P<slashes>//+)")
"""The slashes of an address, up to the host or the path behind them."""

_ADDRESS = re.compile(r"(?:[0-9]{1,3}(?:\.[0-9]{1,3}){3}|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{0,5})?")
"""An address in numbers, with or without a port."""


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
        self._harmless_headers: set[tuple[str, str]] = set()
        self._latest_user: tuple[str, Plain] | None = None

    @property
    def numbers(self) -> Numbers:
        """The numbers that were given so far."""
        return self._numbers

    @numbers.setter
    def numbers(self, numbers: Numbers) -> None:
        self._numbers = {kind: OrderedDict(given) for kind, given in numbers.items()}
        self._latest_user = None

    def session(self, items: Iterable[tuple[object, object]]) -> dict[str, Plain]:
        """Return the content of a session, key by key."""
        return {self._session_key(key): self._session_value(str(key), value) for key, value in items}

    def _session_key(self, key: object) -> str:
        return key if type(key) is str and key in _OWN_KEYS else self.name(str(key))

    def name(self, name: str) -> str:
        """Return a name as far as a programmer seems to have chosen it.

        What chance has made of it, and for a foreign app a text that has not the form of a name, is replaced by ``…1``,
        ``…2``: equal texts by equal ones.
        """
        return shown_name(name, self.hidden_name, any_form=self.show_values)

    def hidden_name(self, name: str) -> str:
        """Return what stands for a name that is not shown."""
        return f"{NAMELESS}{str(self.number('name', name)).rpartition('#')[2]}"

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
        latest = self._latest_user  # a request asks several times for the same one
        if latest is not None and type(value) is str and value == latest[0]:
            return latest[1]
        key = str(plain_key(value))
        shown = str(self.number("User", key)).replace(" ", "")
        self._latest_user = key, shown
        return shown

    def fields(self, names: Iterable[str]) -> list[str]:
        """Return the names of the fields of a form; for a body that is no form what stands for that."""
        return [name if name == NAMELESS else self.name(name) for name in names_of_fields(names)]

    def query(self, query: str) -> dict[str, Plain]:
        """Return the arguments of a query: all names, and the values that may be shown."""
        return {
            name if name == NAMELESS else self.name(name): self._argument(name, value)
            for name, value in arguments_of(query)
        }

    def _argument(self, name: str, value: str) -> Plain:
        if self.show_values:
            return value if name in _SHOWN_QUERY else HIDDEN
        return self.location(value) if name == "next" else HIDDEN

    def location(self, url: str) -> str:
        """Return where a redirect leads: for a foreign app the host, the URL rule, and the query's names.

        The address is read as browsers read it: a backslash counts as a slash, tabs and line breaks as nothing, and the
        host may stand behind more than two slashes. All of them are kept, also where no host follows.
        """
        address = url.strip().translate(_AS_BROWSERS_READ)
        try:
            parts = urlsplit(address)
        except ValueError:
            return HIDDEN
        if parts.scheme and parts.scheme not in SCHEMES:
            return HIDDEN
        netloc, path, slashes = parts.netloc, parts.path, "//" if parts.netloc else ""
        if not netloc and (found := _EMPTY_HOST.match(address)) is not None:
            slashes, path = found["slashes"], path.lstrip("/")
            if host_of(address):
                netloc, slash, rest = path.partition("/")
                path = slash + rest
        host = netloc.rpartition("@")[2]
        scheme = f"{parts.scheme}:" if parts.scheme else ""
        query = self._query_of_location(parts.query)
        shown = (self.host(host) if host else "") + self._path(path, at_host=bool(host))
        return f"{scheme}{slashes}{shown}{f'?{query}' if query else ''}"

    def _query_of_location(self, query: str) -> str:
        """Return the names of a query, and the values that may be shown; a password is none of them."""
        arguments = {}
        parts = [part for part in query.split("&") if part]
        for part, (name, _) in zip(parts, arguments_of(query), strict=True):
            as_it_stands = part.partition("=")[2]
            shown = as_it_stands if self.show_values and not _NAMES_A_SECRET.search(name) else NAMELESS
            arguments[name] = NAMELESS if name == NAMELESS else f"{self.name(name)}={shown}"
        return "&".join(arguments.values())

    def _path(self, path: str, *, at_host: bool) -> str:
        if self.show_values:
            return path
        rule = self._rule_of(path) if path else ""
        return "/…" if rule == NO_RULE and at_host else self.rule(rule)

    def rule(self, rule: str) -> str:
        """Return a URL rule; a part that chance has made is replaced."""
        return rule if self.show_values else shown_name(rule, self.hidden_name, any_form=True)

    def host(self, host: str) -> str:
        """Return a host as it was asked for; a text that is not a host is replaced."""
        if self.show_values or _ADDRESS.fullmatch(host):
            return host
        if not looks_like_host(host):
            return NAMELESS
        name, colon, port = host.partition(":")
        return shown_name(name, self.hidden_name, any_form=True) + colon + port

    def scheme(self, scheme: str) -> str:
        """Return the scheme of a request, which a proxy may have made up."""
        return scheme if self.show_values or scheme in SCHEMES else OTHER

    def method(self, method: str) -> str:
        """Return the method of a request, for which a client may send any word."""
        return method if self.show_values or method in HTTP_METHODS else OTHER

    def category(self, category: str) -> str:
        """Return the category of a flashed message; who confuses the arguments has the message there."""
        return self.name(category)

    def text(self, text: str) -> str:
        """Return a text that the app wrote (a flash, an exception's message)."""
        return text if self.show_values else HIDDEN

    def headers(self, headers: Iterable[tuple[str, str]]) -> dict[str, Plain]:
        """Return the response headers that may be shown, and of each what may be known."""
        shown: dict[str, Plain] = {}
        for name, value in headers:
            key = name.lower()
            if key == "location":
                shown[name] = self.location(value)
            elif (known := SHOWN_HEADERS.get(key)) is not None:
                if not self.show_values and (key, value) not in self._harmless_headers:
                    shown[name] = known(value)
                    if shown[name] == value and len(self._harmless_headers) < _MOST_HEADERS:
                        self._harmless_headers.add((key, value))
                else:
                    shown[name] = value
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
