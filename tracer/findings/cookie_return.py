"""Why a browser did not send a cookie back."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from tracer.findings.finding import Finding
from tracer.findings.request_log import Story, Visit, path_of
from tracer.trace.plain_values import Plain, as_mapping


@dataclass(frozen=True)
class Unreturned:
    """A session cookie that did not come back.

    Attributes:
        setting: The request whose answer set it.
        lost: The request that came without it.
        refusal: What the browser did with it, where the browser is one of ours and tells.
    """

    setting: Visit
    lost: Visit
    refusal: Plain

    def attribute(self, name: str) -> Plain:
        """Return an attribute of the cookie; None when it was not given."""
        return as_mapping(self.cookie("attributes")).get(name)

    def text(self, name: str) -> str:
        """Return an attribute as lower-case text, "" when it was not given."""
        value = self.attribute(name)
        return value.lower() if isinstance(value, str) else ""

    def cookie(self, fact: str) -> Plain:
        """Return a fact of the Set-Cookie."""
        return self.setting.cookie_set(self.setting.session_cookie).get(fact)

    @property
    def domain(self) -> str:
        """The domain for which it was set, "" when for the host alone."""
        return self.text("domain").lstrip(".")


Reason: TypeAlias = Callable[[Unreturned], Finding | None]


def why_not_returned(story: Story, setting: Visit, lost: Visit) -> Finding:
    """Return the reason why a session cookie did not come back, or that it cannot be told.

    Args:
        story: The whole trace.
        setting: The request whose answer set the session cookie.
        lost: The request that came without it.
    """
    cookie = Unreturned(setting, lost, _refusal(story, setting))
    found = next(filter(None, (reason(cookie) for reason in _REASONS)), None)
    return found or _finding(
        "cookie-not-returned", lost, f"{setting.name} set a session cookie, and {lost.name} came without it."
    )


def _finding(code: str, visit: Visit, what: str) -> Finding:
    return Finding(code=code, what=what, request=visit.number, browser=visit.browser)


def _too_large(cookie: Unreturned) -> Finding | None:
    if not cookie.cookie("too_large") and cookie.refusal != "refused: too large":
        return None
    return _finding(
        "cookie-too-large", cookie.setting, f"{cookie.setting.name} set a session cookie of more than 4096 bytes."
    )


def _secure_over_http(cookie: Unreturned) -> Finding | None:
    schemes = {cookie.setting.request.get("scheme"), cookie.lost.request.get("scheme")}
    if cookie.attribute("secure") is None or "https" in schemes:
        return None
    what = f"{cookie.setting.name} set the session cookie with Secure over plain HTTP, and {cookie.lost.name} came "
    return _finding("cookie-secure-over-http", cookie.setting, f"{what}without it.")


def _same_site_none(cookie: Unreturned) -> Finding | None:
    if cookie.text("samesite") != "none" or cookie.attribute("secure") is not None:
        return None
    what = f"{cookie.setting.name} set the session cookie with SameSite=None without Secure."
    return _finding("cookie-samesite-none", cookie.setting, what)


def _wrong_domain(cookie: Unreturned) -> Finding | None:
    host = _host(cookie.setting)
    if not cookie.domain or _within(host, cookie.domain):
        return None
    what = f"{cookie.setting.name} at {host} set the session cookie for the domain {cookie.domain}."
    return _finding("cookie-wrong-domain", cookie.setting, what)


def _other_host(cookie: Unreturned) -> Finding | None:
    here, there = _host(cookie.setting), _host(cookie.lost)
    if here == there or (cookie.domain and _within(there, cookie.domain)):
        return None
    what = f"The session cookie was set at {here}, and {cookie.lost.name} went to {there}."
    return _finding("host-changed", cookie.lost, what)


def _wrong_path(cookie: Unreturned) -> Finding | None:
    path = cookie.attribute("path")
    if not isinstance(path, str) or _below(path_of(cookie.lost.path), path):
        return None
    what = f"{cookie.setting.name} set the session cookie for {path} only, and {cookie.lost.name} lies outside."
    return _finding("cookie-wrong-path", cookie.setting, what)


def _strict(cookie: Unreturned) -> Finding | None:
    site = as_mapping(cookie.lost.request.get("client")).get("site")
    if cookie.text("samesite") != "strict" or site != "cross-site":
        return None
    what = f"{cookie.lost.name} was reached from another site, and the session cookie is SameSite=Strict."
    return _finding("cookie-samesite-strict", cookie.lost, what)


_REASONS: tuple[Reason, ...] = (
    _too_large,
    _secure_over_http,
    _same_site_none,
    _wrong_domain,
    _other_host,
    _wrong_path,
    _strict,
)


def _refusal(story: Story, setting: Visit) -> Plain:
    """Return what the browser did with the cookie, where the browser is one of ours and tells."""
    for event in story.trace.of_kind("cookies"):
        if event.request == setting.number and event.browser == setting.browser:
            outcome = as_mapping(event.facts.get("changed")).get(setting.session_cookie)
            if outcome is not None:
                return outcome
    return None


def _host(visit: Visit) -> str:
    """Return the host of a request without its port: cookies do not look at ports."""
    host = str(visit.request.get("host", ""))
    return host if host.endswith("]") else host.partition(":")[0]


def _within(host: str, domain: str) -> bool:
    return host == domain or host.endswith("." + domain)


def _below(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder if folder.endswith("/") else folder + "/")
