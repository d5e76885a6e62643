"""Remember cookies that the browser does not keep, or does not send where they are needed."""

from collections.abc import Iterator

from tracer.findings.cookie_return import cookie_ended, why_not_remembered
from tracer.findings.finding import Finding
from tracer.findings.logged_request import LoggedRequest
from tracer.findings.lost_sessions import HANDS_ON_COOKIES
from tracer.findings.request_index import SetsCookie
from tracer.findings.request_log import RequestLog
from tracer.findings.rule import each_request
from tracer.trace.facts import SetCookieFacts
from tracer.urls import lies_below

_HANDS_ON_COOKIES = HANDS_ON_COOKIES - {"close_browser"}  # a remember cookie is there for just that
_ENDED = frozenset({"expired", "gone with the browser", "deleted"})


@each_request
def not_returned(log: RequestLog) -> Iterator[Finding]:
    """The remember cookie was set, and the very next request came without it."""
    name = log.remember_cookie
    for request in log.requests:
        cookie = request.cookie_set(name)
        if cookie is None or cookie.deleted:
            continue
        following = next((one for one in log.later(request) if not one.began_before_answer_of(request)), None)
        if following is None or following.facts.remember_cookie or following.is_ambiguous:
            continue
        if not _HANDS_ON_COOKIES.isdisjoint(following.verbs) or cookie_ended(log, request, following, name, _ENDED):
            continue
        why = why_not_remembered(log, request, cookie, following, for_no_page=_is_for_no_page(log, cookie))
        if why:
            yield Finding(
                code="remember-cookie-not-returned", what=why, request=request.number, browser=request.browser
            )
        elif _only_session_came(request, cookie, following):
            yield Finding(
                code="set-cookie-dropped",
                what=f"{request.name} set the cookies {request.session_cookie!r} and {name!r}, and of these "
                f"{following.name} came with {request.session_cookie!r} only.",
                request=request.number,
                browser=request.browser,
            )


@each_request
def ended_at_once(log: RequestLog) -> Iterator[Finding]:
    """REMEMBER_COOKIE_DURATION is nothing, or less: the cookie has ended before the browser has it."""
    lifetime = log.app.remembering.lifetime if log.app.remembering is not None else None
    if lifetime is None or lifetime > 0:
        return
    for request in log.requests:
        cookie = request.cookie_set(log.remember_cookie)
        if cookie is not None and cookie.deleted and request.stage("logged_in") and not request.stage("logged_out"):
            yield Finding(
                code="remember-cookie-not-returned",
                what=f"{request.name} set the remember cookie for {lifetime:g} seconds (REMEMBER_COOKIE_DURATION): the "
                "browser throws it away at once.",
                request=request.number,
                browser=request.browser,
            )


def _is_for_no_page(log: RequestLog, cookie: SetCookieFacts) -> bool:
    """Tell whether the path of a cookie leaves out every page that asks for a login."""
    path = cookie.attributes.get("path")
    asking = [view.rule for view in log.app.views if view.guards or view.own_guards or view.hooks]
    return isinstance(path, str) and bool(asking) and not any(lies_below(rule, path) for rule in asking)


def _only_session_came(setting: LoggedRequest, cookie: SetCookieFacts, following: LoggedRequest) -> bool:
    """Tell whether the session of the same answer came back, although nothing keeps back the other cookie either."""
    session = setting.cookie_set(setting.session_cookie)
    if session is None or session.deleted or setting.session_before.get("_user_id") is not None:
        return False
    free = all(
        cookie.attributes.get(attribute) in {None, session.attributes.get(attribute)}
        for attribute in ("domain", "path", "samesite", "secure", "partitioned")
    )
    return free and not cookie.too_large and following.session_before.get("_user_id") is not None


@each_request
def kept_from_links(log: RequestLog) -> Iterator[Finding]:
    """A link from another site arrives without the remember cookie, and that is SameSite=Strict."""
    for request in log.requests:
        came_with_one = request.facts.session_cookie or request.facts.remember_cookie
        if came_with_one or request.is_ambiguous or request.facts.client.site != "cross-site":
            continue
        setting = log.latest_before(request, SetsCookie(log.remember_cookie))
        if setting is None or not request.turned_away or not request.found_nobody:
            continue
        if _is_strict(setting, log.remember_cookie) and not _is_strict(setting, setting.session_cookie):
            yield Finding(
                code="remember-cookie-not-returned",
                what=f"{request.name} was reached from another site, and the remember cookie is SameSite=Strict.",
                request=request.number,
                browser=request.browser,
            )


def _is_strict(setting: LoggedRequest, name: str) -> bool:
    cookie = setting.cookie_set(name)
    same_site = cookie.attributes.get("samesite") if cookie is not None and not cookie.deleted else None
    return isinstance(same_site, str) and same_site.lower() == "strict"


RULES = (not_returned, ended_at_once, kept_from_links)
