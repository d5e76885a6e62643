"""Logouts that do not log out, or that anybody can cause."""

from collections.abc import Iterator

from tracer.findings.finding import Finding
from tracer.findings.logged_request import LoggedEvent, LoggedRequest
from tracer.findings.request_log import RequestLog
from tracer.findings.rule import each_request
from tracer.trace.facts import StageFacts
from tracer.trace.observed_facts import HookAnsweredFacts

_SUCCESSES = range(200, 300)


@each_request
def logout_by_get(log: RequestLog) -> Iterator[Finding]:
    """A page of another site logged somebody out, by a link or by sending the browser on.

    That a logout answers to GET is only unwise, and advice.
    """
    for request in log.requests:
        left = logged_out_by_get(request)
        if left is not None and is_done_by_another_site(request):
            yield Finding(
                code="logout-by-get",
                what=f"{request.name} logged the user out, and another site made the browser ask for it.",
                request=request.number,
                browser=request.browser,
                place=left.where,
            )


def logged_out_by_get(request: LoggedRequest) -> LoggedEvent[StageFacts] | None:
    """Return the stage in which a page that was asked for by GET logged somebody out; None where none did.

    A page that logs somebody else in at once is no logout. A hook may log out whom it finds idle or banned, whatever
    page was asked for.
    """
    had, has = request.session_before.get("_user_id"), request.session_after.get("_user_id")
    if request.method != "GET" or had is None or has is not None or request.has(HookAnsweredFacts):
        return None
    return request.stage("logged_out")


def is_done_by_another_site(request: LoggedRequest) -> bool:
    """Whether a page of another site made the browser send a request, by a link or a picture or by sending it on."""
    return request.facts.client.site == "cross-site"


@each_request
def remember_cookie_survives(log: RequestLog) -> Iterator[Finding]:
    """After the logout the remember cookie brings the user back (B82)."""
    for request in log.requests:
        left = request.stage("logged_out")
        if left is None or not request.facts.remember_cookie or request.response is None:
            continue
        cookie = request.cookie_set(log.remember_cookie)
        deleted = cookie is not None and cookie.deleted
        was_marked = (left.facts.session or {}).get("_remember") == "clear"
        if not deleted and was_marked:
            yield Finding(
                code="session-cleared-after-logout",
                what=f"{request.name} called logout_user() and then emptied the session: the remember cookie was not "
                "deleted.",
                request=request.number,
                browser=request.browser,
                place=left.where,
            )
        elif deleted:
            back = log.first_later(request, _is_remembered)
            if back is not None and not _logged_in_between(log, request, back):
                yield Finding(
                    code="remember-cookie-not-deleted",
                    what=f"{request.name} asked the browser to delete the remember cookie, and {back.name} brought it "
                    "all the same.",
                    request=back.number,
                    browser=request.browser,
                )


def _logged_in_between(log: RequestLog, first: LoggedRequest, last: LoggedRequest) -> bool:
    login = log.first_later(first, _is_login)
    return login is not None and login.number < last.number


def _is_remembered(request: LoggedRequest) -> bool:
    return request.stage("remembered") is not None


def _is_login(request: LoggedRequest) -> bool:
    return request.stage("logged_in") is not None


@each_request
def logout_keeps_user(log: RequestLog) -> Iterator[Finding]:
    """A page that is called logout leaves the user's id in the session."""
    for request in log.requests:
        had, has = request.session_before.get("_user_id"), request.session_after.get("_user_id")
        is_logout = request.is_named_logout or request.path == log.trace.pages.get("logout")
        if is_logout and had is not None and _is_done(log, request) and not request.stage("logged_out"):
            if has is not None:
                yield Finding(
                    code="logout-without-logout-user",
                    what=f"{request.name} did not call logout_user(): the user is still in the session.",
                    request=request.number,
                    browser=request.browser,
                )
            elif request.facts.remember_cookie:
                back = log.first_later(request, _is_remembered)
                if back is not None:
                    yield Finding(
                        code="logout-without-logout-user",
                        what=f"{request.name} emptied the session without logout_user(), and at {back.name} the "
                        "remember cookie brought the user back.",
                        request=request.number,
                        browser=request.browser,
                    )


def _is_done(log: RequestLog, request: LoggedRequest) -> bool:
    """Tell whether a page that is called logout has done its work, and does not only ask for a confirmation."""
    if (
        request.turned_away
        or request.leads_elsewhere
        or (request.view is not None and request.view.logs_out is not False)
    ):
        return False
    if request.location is None and request.status not in _SUCCESSES:
        return False
    return request.method != "GET" or not any(view.logs_out is not False for view in log.app.views)


RULES = (logout_by_get, remember_cookie_survives, logout_keeps_user)
