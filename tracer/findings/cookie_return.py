"""Why a browser did not send a cookie back: the session cookie, or the one that remembers the user."""

from bisect import bisect_left
from collections.abc import Callable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from itertools import islice
from operator import attrgetter
from typing import TypeAlias

from tracer.findings.finding import Finding
from tracer.findings.logged_request import LoggedRequest, request_finding
from tracer.findings.request_log import RequestLog, path_or_rule_of
from tracer.trace.facts import CookiesFacts, SetCookieFacts
from tracer.trace.plain_values import Plain
from tracer.urls import lies_below


@dataclass(frozen=True)
class Unreturned:
    """A cookie that did not come back.

    Attributes:
        setting: The request whose answer set it.
        cookie: The cookie as it was set.
        lost: The request that came without it.
        role: What it is: ``session cookie`` or ``remember cookie``.
        name: The name of the cookie.
        refusal: What the browser did with it, where the browser is one of ours and tells.
        from_elsewhere: Whether another site has caused the request that came without it.
    """

    setting: LoggedRequest
    cookie: SetCookieFacts
    lost: LoggedRequest
    role: str
    name: str
    refusal: str | None
    from_elsewhere: bool

    def attribute(self, name: str) -> Plain:
        """Return an attribute of the cookie; None when it was not given."""
        return self.cookie.attributes.get(name)

    def text(self, name: str) -> str:
        """Return an attribute as lower-case text, "" when it was not given."""
        value = self.attribute(name)
        return value.lower() if isinstance(value, str) else ""

    @property
    def domain(self) -> str:
        """The domain for which it was set, "" when for the host alone."""
        return self.text("domain").lstrip(".")


Reason: TypeAlias = Callable[[Unreturned], Finding | None]


def why_not_returned(
    log: RequestLog,
    setting: LoggedRequest,
    cookie: SetCookieFacts,
    lost: LoggedRequest,
    *,
    from_elsewhere: bool = False,
) -> Finding:
    """Return the reason why a session cookie did not come back, or that it cannot be told.

    Args:
        log: The whole trace.
        setting: The request whose answer set the session cookie.
        cookie: The session cookie as it was set.
        lost: The request that came without it.
        from_elsewhere: Whether another site is known to have caused that request; the browser may say so as well.
    """
    elsewhere = from_elsewhere or lost.facts.client.site == "cross-site"
    refusal = _refusal(setting, setting.session_cookie)
    found = known_reason(
        Unreturned(setting, cookie, lost, "session cookie", setting.session_cookie, refusal, elsewhere), log
    ) or request_finding(
        "cookie-not-returned", lost, f"{setting.name} set a session cookie, and {lost.name} came without it."
    )
    return replace(found, others=(lost.number,))


def known_reason(unreturned: Unreturned, log: RequestLog) -> Finding | None:
    """Return the reason why a cookie did not come back, where its attributes or the two requests show it."""
    if in_foreign_frame(unreturned.lost, log) and not _made_for_frames(unreturned.cookie):
        return foreign_frame(unreturned.lost)
    return next(filter(None, (reason(unreturned) for reason in _REASONS)), None)


def why_not_remembered(
    log: RequestLog, setting: LoggedRequest, cookie: SetCookieFacts, lost: LoggedRequest, *, for_no_page: bool
) -> str:
    """Return in a sentence why a remember cookie did not come back; "" where nothing shows it.

    A cookie that the browser keeps for some pages, or until it comes back to the host, is none that is lost.

    Args:
        log: The whole trace.
        setting: The request whose answer set the remember cookie.
        cookie: The remember cookie as it was set.
        lost: The request that came without it.
        for_no_page: Whether its path leaves out every page that asks for a login.
    """
    refusal = _refusal(setting, log.remember_cookie)
    elsewhere = lost.facts.client.site == "cross-site"
    unreturned = Unreturned(setting, cookie, lost, "remember cookie", log.remember_cookie, refusal, elsewhere)
    reasons = (*_NEVER_KEPT, _wrong_path) if for_no_page else _NEVER_KEPT
    found = next(filter(None, (reason(unreturned) for reason in reasons)), None)
    return found.what if found is not None else ""


def _too_large(unreturned: Unreturned) -> Finding | None:
    if not unreturned.cookie.too_large and unreturned.refusal != "refused: too large":
        return None
    return request_finding(
        "cookie-too-large",
        unreturned.setting,
        f"{unreturned.setting.name} set a {unreturned.role} of more than 4096 bytes.",
    )


def _secure_over_http(unreturned: Unreturned) -> Finding | None:
    schemes = {_scheme(unreturned.setting), _scheme(unreturned.lost)}
    if unreturned.attribute("secure") is None or "https" in schemes:
        return None
    what = f"{unreturned.setting.name} set the {unreturned.role} with Secure over plain HTTP, and "
    return request_finding(
        "cookie-secure-over-http", unreturned.setting, f"{what}{unreturned.lost.name} came without it."
    )


def _same_site_none(unreturned: Unreturned) -> Finding | None:
    if unreturned.text("samesite") != "none" or unreturned.attribute("secure") is not None:
        return None
    what = f"{unreturned.setting.name} set the {unreturned.role} with SameSite=None without Secure."
    return request_finding("cookie-samesite-none", unreturned.setting, what)


def _wrong_domain(unreturned: Unreturned) -> Finding | None:
    host = _host(unreturned.setting)
    if not unreturned.domain or _within(host, unreturned.domain):
        return None
    what = f"{unreturned.setting.name} at {host} set the {unreturned.role} for the domain {unreturned.domain}."
    return request_finding("cookie-wrong-domain", unreturned.setting, what)


def _other_host(unreturned: Unreturned) -> Finding | None:
    here, there = _host(unreturned.setting), _host(unreturned.lost)
    if here == there or (unreturned.domain and _within(there, unreturned.domain)):
        return None
    what = f"The {unreturned.role} was set at {here}, and {unreturned.lost.name} went to {there}."
    return request_finding("host-changed", unreturned.lost, what)


def _wrong_path(unreturned: Unreturned) -> Finding | None:
    path = unreturned.attribute("path")
    if not isinstance(path, str) or lies_below(path_or_rule_of(unreturned.lost.path), path):
        return None
    what = (
        f"{unreturned.setting.name} set the {unreturned.role} for {path} only, and {unreturned.lost.name} lies outside."
    )
    return request_finding("cookie-wrong-path", unreturned.setting, what)


def _in_websocket(unreturned: Unreturned) -> Finding | None:
    if unreturned.setting.facts.client.mode != "websocket":
        return None
    what = (
        f"{unreturned.setting.name} is a WebSocket, which no HTTP answer follows that could set the session cookie; "
        f"{unreturned.lost.name} came without it."
    )
    return request_finding("login-in-socket-event", unreturned.setting, what)


def _strict(unreturned: Unreturned) -> Finding | None:
    if unreturned.text("samesite") != "strict" or not unreturned.from_elsewhere:
        return None
    what = f"{unreturned.lost.name} was reached from another site, and the {unreturned.role} is SameSite=Strict."
    return request_finding("cookie-samesite-strict", unreturned.lost, what)


def _lax(unreturned: Unreturned) -> Finding | None:
    """Return a finding where another site sent a form: a Lax cookie comes with links from there, not with forms."""
    mode = unreturned.text("samesite")
    if mode not in {"lax", ""} or not unreturned.from_elsewhere or unreturned.lost.method in {"GET", "HEAD"}:
        return None
    how = "is SameSite=Lax" if mode else "has no SameSite, which many browsers take for Lax"
    what = f"{unreturned.lost.name} was sent by a page of another site, and the {unreturned.role} {how}."
    return request_finding("cookie-samesite-lax", unreturned.lost, what)


def _prefix_not_met(unreturned: Unreturned) -> Finding | None:
    """Return a finding where the name of a cookie promises what its attributes do not hold (RFC 6265bis, 4.1.3)."""
    secure, host = unreturned.name.lower().startswith("__secure-"), unreturned.name.lower().startswith("__host-")
    lacking = ["Secure"] if (secure or host) and unreturned.attribute("secure") is None else []
    lacking += ["Path=/"] if host and unreturned.attribute("path") != "/" else []
    lacking += ["no Domain"] if host and unreturned.attribute("domain") is not None else []
    if not lacking:
        return None
    what = (
        f"{unreturned.setting.name} set the {unreturned.role} under the name {unreturned.name!r}, which browsers keep "
        f"only with {' and '.join(lacking)}."
    )
    return request_finding("cookie-prefix-not-met", unreturned.setting, what)


_NEVER_KEPT: tuple[Reason, ...] = (_too_large, _prefix_not_met, _secure_over_http, _same_site_none, _wrong_domain)
"""Why a browser throws a cookie away as soon as it gets it."""

_REASONS: tuple[Reason, ...] = (
    _in_websocket,
    *_NEVER_KEPT,
    _other_host,
    _wrong_path,
    _strict,
    _lax,
)


_FRAMES = frozenset({"embed", "fencedframe", "frame", "iframe", "object"})
"""What the answer to a request is for when it is to stand inside of another page (Sec-Fetch-Dest)."""


def in_foreign_frame(request: LoggedRequest, log: RequestLog) -> bool:
    """Tell whether a request comes from a frame that a page of another site holds.

    What is asked for inside of the frame afterwards comes from the app's own page, but the frame stays where it is.
    """
    client = request.facts.client
    if client.destination not in _FRAMES:
        return False
    if _comes_from_foreign_frame(request):
        return True
    return log.latest_before(request, _comes_from_foreign_frame) is not None


def _comes_from_foreign_frame(request: LoggedRequest) -> bool:
    return request.facts.client.destination in _FRAMES and request.facts.client.site == "cross-site"


def _made_for_frames(cookie: SetCookieFacts) -> bool:
    """Tell whether browsers may send a cookie in a frame of another site: SameSite=None and Secure."""
    same_site = cookie.attributes.get("samesite")
    return isinstance(same_site, str) and same_site.lower() == "none" and cookie.attributes.get("secure") is not None


def foreign_frame(request: LoggedRequest) -> Finding:
    """Return the finding for a request from a frame of another site that came without the session cookie."""
    return request_finding(
        "app-in-foreign-frame",
        request,
        f"{request.name} was asked for in a frame of another site, and came without the session cookie.",
    )


def _refusal(setting: LoggedRequest, name: str) -> str | None:
    """Return what the browser did with the cookie, where the browser is one of ours and tells."""
    outcomes = (
        event.facts.changed.get(name)
        for event in setting.events
        if isinstance(event.facts, CookiesFacts) and event.browser == setting.browser
    )
    return next((outcome for outcome in outcomes if outcome is not None), None)


def cookie_ended(
    log: RequestLog, setting: LoggedRequest, lost: LoggedRequest, name: str, ends: AbstractSet[str]
) -> bool:
    """Tell whether a cookie came to an end between two requests, where the browser is one of ours and tells.

    Args:
        log: The whole trace.
        setting: The request whose answer set the cookie.
        lost: The request that came without it.
        name: The name of the cookie.
        ends: What counts as an end.
    """
    told = log.cookie_outcomes(lost.browser)
    first, last = (
        bisect_left(told, number, key=attrgetter("number"))
        for number in (setting.events[-1].number + 1, lost.events[0].number)
    )
    return any(outcomes.changed.get(name) in ends for outcomes in islice(told, first, last))


def _scheme(request: LoggedRequest) -> str:
    """Return the scheme that the browser used: a proxy that ends HTTPS says so."""
    return request.facts.forwarded_scheme or request.facts.scheme


def _host(request: LoggedRequest) -> str:
    """Return the host of a request without its port: cookies do not look at ports."""
    host = request.facts.host
    return host if host.endswith("]") else host.partition(":")[0]


def _within(host: str, domain: str) -> bool:
    return host == domain or host.endswith("." + domain)
