"""Why a browser did not send a cookie back."""

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from operator import attrgetter
from typing import TypeAlias

from tracer.findings.finding import Finding
from tracer.findings.logged_request import LoggedRequest
from tracer.findings.request_log import RequestLog, path_or_rule_of
from tracer.trace.facts import SetCookieFacts
from tracer.trace.plain_values import Plain
from tracer.urls import lies_below


@dataclass(frozen=True)
class Unreturned:
    """A session cookie that did not come back.

    Attributes:
        setting: The request whose answer set it.
        cookie: The cookie as it was set.
        lost: The request that came without it.
        refusal: What the browser did with it, where the browser is one of ours and tells.
    """

    setting: LoggedRequest
    cookie: SetCookieFacts
    lost: LoggedRequest
    refusal: str | None

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


def why_not_returned(log: RequestLog, setting: LoggedRequest, cookie: SetCookieFacts, lost: LoggedRequest) -> Finding:
    """Return the reason why a session cookie did not come back, or that it cannot be told.

    Args:
        log: The whole trace.
        setting: The request whose answer set the session cookie.
        cookie: The session cookie as it was set.
        lost: The request that came without it.
    """
    unreturned = Unreturned(setting, cookie, lost, _refusal(log, setting))
    found = next(filter(None, (reason(unreturned) for reason in _REASONS)), None)
    return found or _finding(
        "cookie-not-returned", lost, f"{setting.name} set a session cookie, and {lost.name} came without it."
    )


def _finding(code: str, request: LoggedRequest, what: str) -> Finding:
    return Finding(code=code, what=what, request=request.number, browser=request.browser)


def _too_large(unreturned: Unreturned) -> Finding | None:
    if not unreturned.cookie.too_large and unreturned.refusal != "refused: too large":
        return None
    return _finding(
        "cookie-too-large",
        unreturned.setting,
        f"{unreturned.setting.name} set a session cookie of more than 4096 bytes.",
    )


def _secure_over_http(unreturned: Unreturned) -> Finding | None:
    schemes = {unreturned.setting.facts.scheme, unreturned.lost.facts.scheme}
    if unreturned.attribute("secure") is None or "https" in schemes:
        return None
    what = f"{unreturned.setting.name} set the session cookie with Secure over plain HTTP, and "
    return _finding("cookie-secure-over-http", unreturned.setting, f"{what}{unreturned.lost.name} came without it.")


def _same_site_none(unreturned: Unreturned) -> Finding | None:
    if unreturned.text("samesite") != "none" or unreturned.attribute("secure") is not None:
        return None
    what = f"{unreturned.setting.name} set the session cookie with SameSite=None without Secure."
    return _finding("cookie-samesite-none", unreturned.setting, what)


def _wrong_domain(unreturned: Unreturned) -> Finding | None:
    host = _host(unreturned.setting)
    if not unreturned.domain or _within(host, unreturned.domain):
        return None
    what = f"{unreturned.setting.name} at {host} set the session cookie for the domain {unreturned.domain}."
    return _finding("cookie-wrong-domain", unreturned.setting, what)


def _other_host(unreturned: Unreturned) -> Finding | None:
    here, there = _host(unreturned.setting), _host(unreturned.lost)
    if here == there or (unreturned.domain and _within(there, unreturned.domain)):
        return None
    what = f"The session cookie was set at {here}, and {unreturned.lost.name} went to {there}."
    return _finding("host-changed", unreturned.lost, what)


def _wrong_path(unreturned: Unreturned) -> Finding | None:
    path = unreturned.attribute("path")
    if not isinstance(path, str) or lies_below(path_or_rule_of(unreturned.lost.path), path):
        return None
    what = f"{unreturned.setting.name} set the session cookie for {path} only, and {unreturned.lost.name} lies outside."
    return _finding("cookie-wrong-path", unreturned.setting, what)


def _strict(unreturned: Unreturned) -> Finding | None:
    site = unreturned.lost.facts.client.site
    if unreturned.text("samesite") != "strict" or site != "cross-site":
        return None
    what = f"{unreturned.lost.name} was reached from another site, and the session cookie is SameSite=Strict."
    return _finding("cookie-samesite-strict", unreturned.lost, what)


_REASONS: tuple[Reason, ...] = (
    _too_large,
    _secure_over_http,
    _same_site_none,
    _wrong_domain,
    _other_host,
    _wrong_path,
    _strict,
)


def _refusal(log: RequestLog, setting: LoggedRequest) -> str | None:
    """Return what the browser did with the cookie, where the browser is one of ours and tells."""
    told = log.cookie_outcomes(setting.browser)
    # It tells after the answer, and before that of its next request.
    first = bisect_left(told, setting.events[0].number, key=attrgetter("number"))
    for outcomes in islice(told, first, None):
        if outcomes.request is not None and outcomes.request > setting.number:
            return None
        if outcomes.request == setting.number and setting.session_cookie in outcomes.changed:
            return outcomes.changed[setting.session_cookie]
    return None


def _host(request: LoggedRequest) -> str:
    """Return the host of a request without its port: cookies do not look at ports."""
    host = request.facts.host
    return host if host.endswith("]") else host.partition(":")[0]


def _within(host: str, domain: str) -> bool:
    return host == domain or host.endswith("." + domain)
