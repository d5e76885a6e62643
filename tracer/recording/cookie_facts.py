"""What may be known of an app's cookies: names, contents, attributes, and whether the app issued one that it gets."""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

from itsdangerous import BadData, URLSafeTimedSerializer

from tracer.browser.cookies import LARGEST, SetCookie, unquoted
from tracer.recording.redaction import Redaction
from tracer.recording.url_rules import UrlRules
from tracer.trace.facts import COOKIE_ATTRIBUTES, SetCookieFacts
from tracer.trace.plain_values import HIDDEN, Plain

_WITHOUT_VALUE = frozenset({"httponly", "partitioned", "secure"})
_SAME_SITE = frozenset({"lax", "none", "strict"})
_OWN_PATHS = ("APPLICATION_ROOT", "SESSION_COOKIE_PATH", "REMEMBER_COOKIE_PATH")
_OWN_DOMAINS = ("SESSION_COOKIE_DOMAIN", "REMEMBER_COOKIE_DOMAIN")

MOST = 10_000
"""At most this many cookies are remembered; the oldest are forgotten first."""

_SEPARATORS = ".|"
_NO_VALUE = hash("")


class CookieFacts:
    """What may be known of the cookies of one app.

    Args:
        app: The app; its configuration names the cookies, and its session interface reads them.
        redaction: Decides what of each value may be known.

    Attributes:
        issued: The cookies that the app has issued, as fingerprints.
    """

    def __init__(self, app: Any, redaction: Redaction) -> None:
        self._app = app
        self._redaction = redaction
        self._rules = UrlRules(app)
        self.issued = IssuedCookies()
        self._set_names: OrderedDict[str, bool] = OrderedDict()
        self._attributes: Mapping[str, Callable[[str, str], Plain]] = {
            "domain": self._domain,
            "expires": lambda date, _: date if _is_date(date) else HIDDEN,
            "max-age": lambda seconds, _: seconds if seconds.lstrip("-").isdigit() else HIDDEN,
            "path": self._path,
            "samesite": lambda mode, _: mode if mode.lower() in _SAME_SITE else HIDDEN,
        }

    @property
    def session_name(self) -> str:
        """The name of the session cookie."""
        return str(self._app.config["SESSION_COOKIE_NAME"])

    @property
    def remember_name(self) -> str:
        """The name of the remember cookie."""
        return str(self._app.config.get("REMEMBER_COOKIE_NAME", "remember_token"))

    def name(self, name: str) -> str:
        """Return the name of a cookie; an app or a sender may have put anything there."""
        return name if name in {self.session_name, self.remember_name} else self._redaction.name(name)

    def names(self, names: Iterable[str]) -> tuple[str, ...]:
        """Return the names of several cookies."""
        return tuple(self.name(name) for name in names)

    def presented(self, cookies: Iterable[tuple[str, int]]) -> tuple[str, ...]:
        """Return the names of the cookies that came with a request.

        A server takes a word alone (``Cookie: token``) for the name of a cookie without a value, and it may be a
        secret. So the name of an empty cookie is shown only where the app has set one of that name.

        Args:
            cookies: The names, each with the fingerprint of its value.
        """
        known = {self.session_name, self.remember_name, *self._set_names}
        hidden = self._redaction.hidden_name
        shown = (self.name(name) if value != _NO_VALUE or name in known else hidden(name) for name, value in cookies)
        return tuple(dict.fromkeys(shown))

    def set_by(self, cookies: Iterable[SetCookie], host: str, now: datetime) -> dict[str, SetCookieFacts]:
        """Return the cookies that an answer sets, by their names.

        Args:
            cookies: The cookies.
            host: The host that was asked.
            now: When the answer was given: whether a cookie is deleted is judged by it.
        """
        facts = {}
        for cookie in cookies:
            self._set_names[cookie.name] = True
            facts[self.name(cookie.name)] = self._set(cookie, host, now)
        while len(self._set_names) > MOST:
            self._set_names.popitem(last=False)
        return facts

    def _set(self, cookie: SetCookie, host: str, now: datetime) -> SetCookieFacts:
        deleted = cookie.deletes(now)
        read = unquoted(cookie.value)  # as the app reads it when it comes back
        if not deleted:
            self.issued.add(read)
        content = None
        if cookie.name == self.session_name and not deleted:
            content = session_content(self._app.session_interface, read)
        value = self._redaction.cookie_value(cookie.name, read, content, self.remember_name)
        attributes: dict[str, Plain] = {
            name: self._attribute(name, text, host)
            for name, text in cookie.attributes.items()
            if name in COOKIE_ATTRIBUTES
        }
        too_large = len(cookie.name) + len(cookie.value) > LARGEST
        return SetCookieFacts(deleted, None if deleted else value, attributes, too_large)

    def _attribute(self, name: str, text: str, host: str) -> Plain:
        if not text or self._redaction.show_values:
            return text or True
        return True if name in _WITHOUT_VALUE else self._attributes[name](text, host)

    def _path(self, path: str, _host: str) -> Plain:
        """Return a path as far as the app's rules or its configuration know it."""
        if path in self._configured(_OWN_PATHS):
            return path
        return self._rules.folder_of(path) or HIDDEN

    def _domain(self, domain: str, host: str) -> Plain:
        """Return a domain that the configuration names, or that the app belongs to."""
        bare, asked = domain.lstrip(".").lower(), host.partition(":")[0].lower()
        belongs = asked == bare or asked.endswith(f".{bare}")
        return domain if belongs or domain in self._configured(_OWN_DOMAINS) else HIDDEN

    def _configured(self, names: Iterable[str]) -> set[object]:
        return {value for name in names if isinstance(value := self._app.config.get(name), str)}


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


def fingerprints(value: str) -> tuple[int, ...]:
    """Return the fingerprint of a whole cookie, then those of what it says and of its signature.

    Signed session cookies are ``payload.timestamp.signature``, remember cookies ``id|signature``.
    """
    separator = next((mark for mark in _SEPARATORS if mark in value.lstrip(".")), None)
    if separator is None:
        return (hash(value),)
    said, _, signature = value.rpartition(separator)
    if separator == ".":
        said = said.rpartition(separator)[0]
    return hash(value), hash(said), hash(signature)


class IssuedCookies:
    """The cookies that an app has issued while it was recorded."""

    def __init__(self) -> None:
        self._prints: OrderedDict[int, bool] = OrderedDict()

    @property
    def prints(self) -> Mapping[int, bool]:
        """The fingerprints, and of each whether it is that of a whole cookie."""
        return self._prints

    @prints.setter
    def prints(self, prints: Mapping[int, bool]) -> None:
        self._prints = OrderedDict(prints)

    def add(self, value: str) -> None:
        """Note a cookie that the app sets."""
        whole, *parts = fingerprints(value)
        for fingerprint in parts:
            self._prints.setdefault(fingerprint, False)
        self._prints[whole] = True
        while len(self._prints) > MOST:
            self._prints.popitem(last=False)

    def origin(self, prints: tuple[int, ...]) -> str:
        """Tell where a presented cookie comes from: ``this app``, ``altered`` or ``elsewhere``.

        Args:
            prints: The fingerprints of the presented cookie.
        """
        whole, *parts = prints
        if self._prints.get(whole):
            return "this app"
        return "altered" if any(part in self._prints for part in parts) else "elsewhere"


def _is_date(text: str) -> bool:
    try:
        parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return False
    return True
