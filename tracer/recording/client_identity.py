"""Telling browsers apart by what they send anyway: the cookies that they were given, their address, their name.

No cookie of ours is set. Where a request could come from two browsers, that is said and not guessed in silence.
"""

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from string import ascii_uppercase
from typing import NamedTuple
from urllib.parse import urlsplit

from tracer.browser.cookies import SetCookie, unquoted
from tracer.recording import request_record
from tracer.urls import lies_below

MOST_BROWSERS = 200
"""At most this many browsers are told apart; the one that was not seen for longest is forgotten first."""

_MOST_COOKIES = 100
"""At most this many values of cookies are remembered of each browser, as fingerprints."""


class Recognised(NamedTuple):
    """Whose request it is.

    Attributes:
        name: The name of the browser: ``A``, ``B``, ...
        sure: False when another browser could have sent the request as well.
    """

    name: str
    sure: bool


class _Held(NamedTuple):
    """A cookie that a browser was given, as far as it matters for where it is sent back.

    Attributes:
        cookie: The cookie as it was set.
        host: The host that set it, without its port; "" where that is not known.
        since: When the answer was ready.
        ends: When it ends by itself; None where it ends with the browser.
    """

    cookie: SetCookie
    host: str
    since: int
    ends: datetime | None

    def goes_to(self, request: request_record.RequestBegun, now: datetime | None) -> bool:
        """Tell whether a browser would send it along with a request (RFC 6265, 5.4).

        Secure does not count: browsers make exceptions for this machine, and test clients ignore it.
        """
        attributes, host = self.cookie.attributes, host_without_port(request.host)
        domain = attributes.get("domain", "").lstrip(".").lower()
        at_home = host == domain or host.endswith(f".{domain}") if domain else self.host in {"", host}
        path = attributes.get("path", "")
        inside = not path.startswith("/") or lies_below(request.path, path)
        over = now is not None and self.ends is not None and self.ends <= now
        return at_home and inside and not over


def host_without_port(host: str) -> str:
    """Return a host as cookies see it: they do not look at ports."""
    return host.lower() if host.endswith("]") else host.partition(":")[0].lower()


@dataclass
class _Browser:
    """What is known of one browser.

    Attributes:
        name: Its name.
        client: Its address and how it calls itself.
        given: Fingerprints of the cookies that it was given or has shown, the oldest first.
        seen: When it was seen last, as a number that grows.
        holds: The cookies that it was given and that were not deleted since, by their names.
        sent_to: The path to which its last answer sent it, None when it was not sent anywhere.
        sent_at: When that answer was ready.
    """

    name: str
    client: tuple[str | None, str | None]
    given: dict[tuple[str, int], None] = field(default_factory=dict)
    seen: int = 0
    holds: dict[str, _Held] = field(default_factory=dict)
    sent_to: str | None = None
    sent_at: int = 0

    def should_show(self, request: request_record.RequestBegun, begun: int | None, now: datetime | None) -> set[str]:
        """Return the names of the cookies that it held when a request began, and that go along with it."""
        return {
            name
            for name, held in self.holds.items()
            if (begun is None or held.since < begun) and held.goes_to(request, now)
        }


class Browsers:
    """The browsers that have been seen, told apart."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, _Browser] = OrderedDict()
        self._holders: dict[tuple[str, int], dict[str, None]] = {}
        self._names = _names()
        self._requests = count(1)

    def recognise(
        self, request: request_record.RequestBegun, begun: int | None = None, now: datetime | None = None
    ) -> Recognised:
        """Say whose request it is; a browser that was not seen before gets a name.

        Args:
            request: The request.
            begun: When it began; None for just now. It cannot show a cookie that was given later, even when it was
                answered later still.
            now: What time it is by the clock of the run; None where cookies do not end.
        """
        browser, sure = self._find(request, begun, now)
        if browser is None:
            browser = _Browser(next(self._names), _client(request))
            self._known[browser.name] = browser
            if len(self._known) > MOST_BROWSERS:
                self._forget()
        self._known.move_to_end(browser.name)
        browser.seen = next(self._requests)
        for cookie in request.cookies:
            if cookie not in browser.given:
                self._give(browser, cookie)
        if begun is None or begun > browser.sent_at:
            browser.sent_to = None
        return Recognised(browser.name, sure)

    def answered(
        self,
        name: str,
        cookies: list[SetCookie],
        deleted: set[str],
        location: str | None,
        *,
        at: int = 0,
        host: str = "",
        now: datetime | None = None,
    ) -> None:
        """Note what a browser was given with an answer, and where it was sent.

        Args:
            name: The name of the browser.
            cookies: The cookies of the answer.
            deleted: The names of those that it deletes.
            location: Where it sends the browser; None where it does not.
            at: When the answer was ready.
            host: The host that was asked; "" where that is not known.
            now: What time it is by the clock of the run; None where cookies do not end.
        """
        browser = self._known.get(name)
        if browser is None:
            return
        for cookie in cookies:
            if cookie.name in deleted:
                browser.holds.pop(cookie.name, None)
            else:
                self._give(browser, (cookie.name, hash(unquoted(cookie.value))))
                since = browser.holds[cookie.name].since if cookie.name in browser.holds else at
                ends = cookie.expires_at(now) if now is not None else None
                browser.holds[cookie.name] = _Held(cookie, host_without_port(host), since, ends)
        browser.sent_to, browser.sent_at = None if location is None else _path_of(location), at

    def _give(self, browser: _Browser, cookie: tuple[str, int]) -> None:
        """Note that a browser was given a cookie, or has shown it; the oldest are forgotten first."""
        browser.given.pop(cookie, None)
        browser.given[cookie] = None
        self._holders.setdefault(cookie, {})[browser.name] = None
        if len(browser.given) > _MOST_COOKIES:
            oldest = next(iter(browser.given))
            del browser.given[oldest]
            self._take(browser, oldest)

    def _take(self, browser: _Browser, cookie: tuple[str, int]) -> None:
        """Note that a browser is no longer known to have a cookie."""
        holders = self._holders.get(cookie, {})
        holders.pop(browser.name, None)
        if not holders:
            self._holders.pop(cookie, None)

    def _forget(self) -> None:
        """Forget the browser that was not seen for longest."""
        _, browser = self._known.popitem(last=False)
        for cookie in browser.given:
            self._take(browser, cookie)

    def _showing(self, request: request_record.RequestBegun) -> list[_Browser]:
        """Return the browsers that have one of the cookies of a request, the one that was seen last first."""
        names = {name for cookie in request.cookies for name in self._holders.get(cookie, ())}
        return sorted((self._known[name] for name in names), key=lambda browser: -browser.seen)

    def _find(
        self, request: request_record.RequestBegun, begun: int | None, now: datetime | None
    ) -> tuple[_Browser | None, bool]:
        """Return the browser that sent a request, None for a new one; and whether that is sure."""
        client = _client(request)
        known = self._showing(request)
        if known:
            # A copied cookie is shown by two browsers: then the one that calls itself the same has sent it.
            return next((browser for browser in known if browser.client == client), known[0]), len(known) == 1
        same_client = [browser for browser in reversed(self._known.values()) if browser.client == client]
        sent_here = [browser for browser in same_client if browser.sent_to == request.path]
        if sent_here:
            return sent_here[0], len(sent_here) == 1
        names = {name for name, _ in request.cookies}
        without = [browser for browser in same_client if browser.should_show(request, begun, now) <= names]
        if request.client.site in {"same-origin", "same-site"} and same_client:
            # It comes from one of our own pages, so it is not a new visitor. One that has nothing to show is likelier;
            # otherwise the cookies did not come along.
            return next(iter(without), same_client[0]), len(same_client) == 1
        if without:
            # It has nothing to show, as it should be; a second browser of the same make would look the same.
            return without[0], len(without) == 1
        return None, not same_client


def _client(request: request_record.RequestBegun) -> tuple[str | None, str | None]:
    return request.client.address, request.client.user_agent


def _names() -> Iterator[str]:
    """Yield A to Z, then A2 to Z2, and so on."""
    for round_ in count(1):
        for letter in ascii_uppercase:
            yield letter if round_ == 1 else f"{letter}{round_}"


def _path_of(location: str) -> str | None:
    try:
        return urlsplit(location).path
    except ValueError:  # "http://[" is no address: the browser stays where it is
        return None
