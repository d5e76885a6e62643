"""The cookies of one browser: Set-Cookie headers taken apart, and cookies kept as RFC 6265 and today's browsers do.

Werkzeug's test client ignores Secure, SameSite, sizes and expiry, and the standard library's jar asks the real
clock and knows no SameSite: neither shows what a browser really does with a cookie. On 200
Set-Cookie lines this one does what Chromium does (``tests/browser/test_cookie_jars.py``).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Literal
from urllib.parse import SplitResult

from tracer.urls import lies_below

_SECONDS = re.compile(r"-?[0-9]+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_ESCAPED = re.compile(rb"\\([0-3][0-7]{2}|.)")
_SAME_SITE = frozenset({"strict", "lax", "none"})

_MOST_SECONDS = 400 * 24 * 3600
"""Browsers keep no cookie for longer, whatever Max-Age says."""

LARGEST = 4096
"""The size of name and value together, in bytes, above which browsers refuse a cookie."""

CookieOutcome = Literal[
    "stored",
    "deleted",
    "refused: needs https",
    "refused: SameSite=None needs Secure",
    "refused: too large",
    "refused: other host",
    "refused: top-level domain",
    "refused: control character",
    "refused: Partitioned needs Secure",
    "refused: __Secure- needs Secure",
    "refused: __Host- needs Secure, Path=/ and no Domain",
]
"""What a browser does with a Set-Cookie header."""


@dataclass(frozen=True)
class SetCookie:
    """One Set-Cookie header, taken apart.

    Attributes:
        name: The cookie's name; "" where the line has no ``=`` before its first ``;``.
        value: Its value as it stands in the line and as it is sent back, with the quotes that may be around it.
        attributes: The attributes by their lower-case names; one without a value has "".
    """

    name: str
    value: str
    attributes: Mapping[str, str] = field(default_factory=dict)

    def expires_at(self, now: datetime) -> datetime | None:
        """Return when the cookie ends: Max-Age wins over Expires; None for a cookie of the browser session."""
        max_age = self.attributes.get("max-age", "")
        if _SECONDS.fullmatch(max_age):
            if max_age.startswith("-") or not max_age.strip("0"):
                return datetime.min.replace(tzinfo=UTC)
            seconds = int(max_age) if len(max_age) <= len(str(_MOST_SECONDS)) else _MOST_SECONDS
            return datetime.fromtimestamp(now.timestamp() + seconds, UTC)
        if expires := self.attributes.get("expires"):
            try:
                moment = parsedate_to_datetime(expires)
            except (ValueError, OverflowError):
                return None
            return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return None

    def deletes(self, now: datetime) -> bool:
        """Tell whether this header asks the browser to throw the cookie away: its end has passed."""
        end = self.expires_at(now)
        return end is not None and end <= now


def parse_set_cookie(header: str) -> SetCookie | None:
    """Return the header taken apart, or None for one that lacks name and value and is ignored (RFC 6265bis, 5.6)."""
    pair, *attributes = header.split(";")
    name, separator, value = pair.partition("=")
    if not separator:
        name, value = "", pair
    if not name.strip() and not value.strip():
        return None
    parsed: dict[str, str] = {}
    for attribute in attributes:
        key, _, content = attribute.partition("=")
        if key.strip():
            parsed[key.strip().lower()] = content.strip()
    return SetCookie(name.strip(), value.strip(), parsed)


def unquoted(value: str) -> str:
    """Return the value of a cookie as a server reads it when it comes back.

    Browsers send back what they were given (RFC 6265, 5.2); Werkzeug and ``http.cookies`` put quotes around a value in
    which something needs them, and take them and the escapes off again.
    """
    if len(value) < len('""') or not value.startswith('"') or not value.endswith('"'):
        return value
    return _ESCAPED.sub(_unescaped, value[1:-1].encode()).decode(errors="replace")


def _unescaped(found: re.Match[bytes]) -> bytes:
    return found[1] if len(found[1]) == 1 else int(found[1], 8).to_bytes(1, "big")


@dataclass(frozen=True)
class Cookie:
    """A cookie that the browser holds.

    Attributes:
        name: Its name.
        value: Its value.
        host: The host that set it, or its Domain attribute.
        host_only: Whether it goes back to that very host only.
        path: The path below which it goes back.
        secure: Whether it goes back over HTTPS only.
        same_site: When it goes along with requests that another site caused.
        expires: When it ends; None for a cookie that ends with the browser.
    """

    name: str
    value: str
    host: str
    host_only: bool
    path: str
    secure: bool
    same_site: str
    expires: datetime | None

    def goes_to(self, url: SplitResult, *, cross_site: bool, method: str) -> bool:
        """Tell whether the browser sends this cookie with a request (RFC 6265, 5.4; SameSite as in 6265bis)."""
        host = url.hostname or ""
        if host != self.host and (self.host_only or not host.endswith("." + self.host)):
            return False
        if self.secure and url.scheme != "https":
            return False
        if cross_site and (self.same_site == "strict" or (self.same_site == "lax" and method != "GET")):
            return False
        return lies_below(url.path or "/", self.path)


class CookieJar:
    """The cookies that one browser holds."""

    def __init__(self) -> None:
        self._cookies: dict[tuple[str, str, str], Cookie] = {}

    def __iter__(self) -> Iterator[Cookie]:
        return iter(self._cookies.values())

    def take(self, header: SetCookie, url: SplitResult, now: datetime) -> CookieOutcome:
        """Do what a browser does with a Set-Cookie header of a response from ``url``."""
        if refusal := _refusal(header, url):
            return refusal
        attributes = header.attributes
        host = url.hostname or ""
        domain = _domain(header)
        path = _path(header, url)
        key = (header.name, domain or host, path)
        if header.deletes(now):
            self._cookies.pop(key, None)
            return "deleted"
        same_site = attributes.get("samesite", "").lower()
        self._cookies[key] = Cookie(
            header.name,
            header.value,
            domain or host,
            not domain,
            path,
            "secure" in attributes,
            same_site if same_site in _SAME_SITE else "lax",  # today's browsers' default
            header.expires_at(now),
        )
        return "stored"

    def expire(self, now: datetime) -> tuple[str, ...]:
        """Throw away what has ended by now, and return the names."""
        return self._drop([cookie for cookie in self if cookie.expires is not None and cookie.expires <= now])

    def close(self) -> tuple[str, ...]:
        """Throw away the cookies that end with the browser, and return the names."""
        return self._drop([cookie for cookie in self if cookie.expires is None])

    def header_for(self, url: SplitResult, *, cross_site: bool = False, method: str = "GET") -> str:
        """Return the Cookie header of a request, longest paths first; "" when no cookie goes along."""
        going = [cookie for cookie in self if cookie.goes_to(url, cross_site=cross_site, method=method)]
        going.sort(key=lambda cookie: -len(cookie.path))
        return "; ".join(f"{cookie.name}={cookie.value}" if cookie.name else cookie.value for cookie in going)

    def find(self, name: str) -> Cookie | None:
        """Return the cookie of that name, or None."""
        return next((cookie for cookie in self if cookie.name == name), None)

    def put(self, cookie: Cookie) -> None:
        """Put a cookie in by hand, in the place of one of the same name, host and path."""
        self._cookies[cookie.name, cookie.host, cookie.path] = cookie

    def throw_away(self, name: str) -> None:
        """Throw every cookie of that name away, as a person does in the browser's settings."""
        self._drop([cookie for cookie in self if cookie.name == name])

    def values(self) -> Mapping[str, str]:
        """Return the values by the cookies' names."""
        return {cookie.name: cookie.value for cookie in self}

    def _drop(self, cookies: list[Cookie]) -> tuple[str, ...]:
        for cookie in cookies:
            del self._cookies[cookie.name, cookie.host, cookie.path]
        return tuple(cookie.name for cookie in cookies)


def _domain(header: SetCookie) -> str:
    """Return the domain that a cookie names, without the one dot that may stand before it; "" for none."""
    return header.attributes.get("domain", "").removeprefix(".").lower()


def _path(header: SetCookie, url: SplitResult) -> str:
    """Return the path of a cookie; where it names none, the folder of the page (RFC 6265, 5.1.4)."""
    path = header.attributes.get("path", "")
    return path if path.startswith("/") else url.path.rpartition("/")[0] or "/"


def _refusal(header: SetCookie, url: SplitResult) -> CookieOutcome | None:
    """Return why a browser does not take a cookie (RFC 6265bis, 5.6 and 5.7); None where it does."""
    attributes = header.attributes
    if _CONTROL.search(header.name + header.value):
        return "refused: control character"
    if len(header.name) + len(header.value) > LARGEST:
        return "refused: too large"
    if refusal := _refusal_of_domain(header, url.hostname or ""):
        return refusal
    if "secure" in attributes and url.scheme != "https":
        return "refused: needs https"
    return _refusal_without_secure(header) or _refusal_of_host_prefix(header)


def _refusal_of_domain(header: SetCookie, host: str) -> CookieOutcome | None:
    """Return why a host may not set a cookie for the domain that it names; None where it may."""
    if not header.attributes.get("domain"):
        return None
    domain = _domain(header)
    if host == domain:
        return None
    if not domain or not host.endswith(f".{domain}") or host.rpartition(".")[2].isdecimal():
        return "refused: other host"  # an address such as 127.0.0.1 has no domain above it
    return None if "." in domain else "refused: top-level domain"


def _refusal_without_secure(header: SetCookie) -> CookieOutcome | None:
    """Return what a cookie says that only a Secure one may say; None where it says nothing of the kind."""
    if "secure" in header.attributes:
        return None
    if header.attributes.get("samesite", "").lower() == "none":
        return "refused: SameSite=None needs Secure"
    if "partitioned" in header.attributes:
        return "refused: Partitioned needs Secure"
    return "refused: __Secure- needs Secure" if header.name.lower().startswith("__secure-") else None


def _refusal_of_host_prefix(header: SetCookie) -> CookieOutcome | None:
    """Return why a cookie may not call itself one of this host alone; None where it may, or does not."""
    if not header.name.lower().startswith("__host-"):
        return None
    attributes = header.attributes
    if "secure" in attributes and attributes.get("path") == "/" and not attributes.get("domain"):
        return None
    return "refused: __Host- needs Secure, Path=/ and no Domain"
