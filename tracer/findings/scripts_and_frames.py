"""Requests that no person sees the answer of as a page: a script asks, or a page of another site holds a frame."""

from collections.abc import Iterator

from tracer.findings.cookie_return import foreign_frame, in_foreign_frame
from tracer.findings.finding import Finding
from tracer.findings.logged_request import LoggedRequest
from tracer.findings.request_log import RequestLog
from tracer.findings.rule import each_request

_BY_SCRIPT = frozenset({"cors", "no-cors"})
_REDIRECT = range(300, 400)


@each_request
def script_gets_login_page(log: RequestLog) -> Iterator[Finding]:
    """A script is a stranger, and is redirected to the login form: it follows and gets a page with status 200."""
    for request in log.requests:
        away = request.turned_away
        if away is None or not request.facts.client.script or request.has_signal("user_needs_refresh"):
            continue
        if request.status in _REDIRECT and log.leads_to_login(request.location):
            yield Finding(
                code="script-gets-login-page",
                what=f"{request.name} was asked for by a script that has no use for a page, and was redirected to the "
                "login page instead of being answered 401.",
                request=request.number,
                browser=request.browser,
                place=away.where,
            )


def frame_without_cookie(log: RequestLog) -> Iterator[Finding]:
    """A page in a frame of another site turns the visitor away: the browser sends no cookie of the app's there."""
    sessions = log.app.sessions
    if sessions is None or ((sessions.samesite or "").lower() == "none" and sessions.secure):
        return
    told: set[str] = set()
    logged_in = {request.browser for request in log.all_where(_logs_in)}
    for request in log.requests:
        if request.facts.session_cookie or request.browser in told or not request.found_nobody:
            continue
        if request.browser in logged_in:
            continue  # The rule for lost logins says it.
        if request.turned_away and in_foreign_frame(request, log):
            told.add(request.browser)
            yield foreign_frame(request)


def _logs_in(request: LoggedRequest) -> bool:
    return request.stage("logged_in") is not None and not request.is_static


@each_request
def script_of_other_site_logged_in(log: RequestLog) -> Iterator[Finding]:
    """A front end at another site logged in, and the browser keeps no cookie that is not made for other sites."""
    for request in log.requests:
        if request.facts.session_cookie or not request.found_nobody or not _asks_from_other_site(request):
            continue
        login = log.latest_of_client_before(request, _logs_in_from_other_site)
        cookie = login.cookie_set(login.session_cookie) if login is not None else None
        if login is None or cookie is None or cookie.deleted:
            continue
        mode = cookie.attributes.get("samesite")
        same_site = mode if isinstance(mode, str) else ""
        if same_site.lower() == "none":
            continue
        how = f"is SameSite={same_site}" if same_site else "has no SameSite, which many browsers take for Lax"
        yield Finding(
            code="login-by-script-of-other-site",
            what=f"{login.name} was sent by a script of another site, and the session cookie {how}; {request.name} "
            "came without it.",
            request=request.number,
            browser=request.browser,
            others=(login.number,),
        )


def _asks_from_other_site(request: LoggedRequest) -> bool:
    """Tell whether a script of another site asks (Fetch Metadata Request Headers, W3C)."""
    return request.facts.client.site == "cross-site" and request.facts.client.mode in _BY_SCRIPT


def _logs_in_from_other_site(request: LoggedRequest) -> bool:
    return _logs_in(request) and _asks_from_other_site(request)


RULES = (script_gets_login_page, script_of_other_site_logged_in, frame_without_cookie)
