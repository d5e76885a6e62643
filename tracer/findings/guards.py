"""Guards that do not guard, and guards that turn the wrong visitors away."""

import re
from collections.abc import Iterable, Iterator

from tracer.findings.finding import Finding
from tracer.findings.logged_request import LoggedRequest, request_finding
from tracer.findings.request_log import RequestLog
from tracer.findings.rule import each_request
from tracer.stages import Redirected, Refused
from tracer.trace.app_facts import AppView
from tracer.trace.facts import PageFacts, StageFacts
from tracer.trace.observed_facts import CurrentUserFacts, GuardSkippedFacts, HookAnsweredFacts
from tracer.urls import split_address

_UNAUTHORIZED = 401
_SUCCESSES = range(200, 300)
_JSON = "application/json"
_API = re.compile(r"(^|[/_.-])api([/_.-]|$)", re.IGNORECASE)


@each_request
def anonymous_passes(log: RequestLog) -> Iterator[Finding]:
    """A guard let somebody pass who is not logged in: the class of anonymous users says otherwise (B113)."""
    if log.app.login_disabled:
        return
    for request in log.requests:
        passed = request.session_check(authenticated=True)
        user = passed.facts.current_user if passed is not None else None
        if user is not None and user.anonymous:
            yield Finding(
                code="anonymous-passes-guard",
                what=f"{request.name}: the guard let an anonymous visitor pass, because {user.class_name} says that "
                "it is authenticated.",
                request=request.number,
                browser=request.browser,
            )


@each_request
def protected_page_open(log: RequestLog) -> Iterator[Finding]:
    """A page that a scenario visits as a protected one was shown to a stranger, and nobody asked for a login."""
    if not log.is_described:
        return
    for request in log.requests:
        shown = any(_is_protected_page(page) for page in request.facts_of(PageFacts))
        if shown and "visit" in request.verbs and not _is_known(request) and not log.latest_before(request, _knows):
            yield request_finding(
                "protected-page-open",
                request,
                f"{request.name} was shown to a stranger, and nothing asked for a login. The scenario visits it as a "
                "page that only users may see.",
                request.view.place if request.view is not None else None,
            )


def _is_protected_page(shown: PageFacts) -> bool:
    return shown.page == "protected" and shown.status in _SUCCESSES and not (shown.asks_password or shown.from_memory)


def _knows(request: LoggedRequest) -> bool:
    return any(map(request.stage, ("logged_in", "remembered", "identified_by_request")))


def _is_known(request: LoggedRequest) -> bool:
    """Tell whether somebody is logged in, or was asked for."""
    known = request.session_before.get("_user_id") is not None or request.facts.remember_cookie
    asked = bool(request.stage("session_checked") or request.turned_away)
    return known or asked or any(facts.anonymous is False for facts in request.facts_of(CurrentUserFacts))


@each_request
def login_disabled(log: RequestLog) -> Iterator[Finding]:
    """LOGIN_DISABLED switches every guard off (B110)."""
    if log.app.testing:
        return
    for request in log.requests:
        if any(facts.why == "LOGIN_DISABLED" for facts in request.facts_of(GuardSkippedFacts)):
            yield Finding(
                code="login-disabled",
                what="LOGIN_DISABLED is set: the guards let everybody pass without asking.",
                request=request.number,
                browser=request.browser,
            )


def static_files_guarded(log: RequestLog) -> Iterator[Finding]:
    """A guard for everything turns away requests for static files, so pages have no style."""
    blocked = log.all_where(_is_blocked_static)
    if blocked:
        yield Finding(
            code="guard-blocks-static-files",
            what=f"{blocked[0].name} was turned away: a guard asks for a login before static files too.",
            request=blocked[0].number,
            browser=blocked[0].browser,
            place=_hook_place(blocked[0]),
            count=len(blocked),
        )


def _is_blocked_static(request: LoggedRequest) -> bool:
    return request.is_static and request.turned_away is not None


@each_request
def preflight_guarded(log: RequestLog) -> Iterator[Finding]:
    """A guard for everything turns away OPTIONS requests, which browsers send without cookies."""
    for request in log.requests:
        if request.method == "OPTIONS" and request.turned_away:
            yield Finding(
                code="guard-blocks-preflight",
                what=f"{request.name} was turned away: a guard asks for a login before OPTIONS requests too.",
                request=request.number,
                browser=request.browser,
                place=_hook_place(request),
            )


@each_request
def login_page_blocked(log: RequestLog) -> Iterator[Finding]:
    """A hook turns visitors away from the login page itself."""
    for request in log.requests:
        if log.is_login_page(request) and request.turned_away and request.has(HookAnsweredFacts):
            yield Finding(
                code="guard-blocks-login-page",
                what=f"{request.name} was turned away: a guard asks for a login before the login page itself.",
                request=request.number,
                browser=request.browser,
                place=_hook_place(request),
            )


def _hook_place(request: LoggedRequest) -> str | None:
    answered = request.first(HookAnsweredFacts)
    return answered.where if answered is not None else None


def refused_instead_of_redirected(log: RequestLog) -> Iterator[Finding]:
    """Strangers get a bare 401 although there is a login page (B92)."""
    app = log.app
    if not log.is_described or app.unauthorized_handler or app.handles_401:
        return
    for request in log.requests:
        refused = request.stage("refused", Refused(_UNAUTHORIZED))
        if refused is None or not request.has_signal("user_unauthorized") or not _wants_page(request):
            continue
        if request.status != _UNAUTHORIZED:
            continue  # Something behind the guard has made another answer of it.
        page = _login_page(log)
        if _blueprint(request) in app.blueprint_login_views or page is None or _answers_scripts(log, request):
            continue
        yield Finding(
            code="no-login-view",
            what=f"{request.name} answered a stranger with 401 although there is a login page at {page}: "
            "no login_view is set.",
            request=request.number,
            browser=request.browser,
        )


@each_request
def refresh_refused(log: RequestLog) -> Iterator[Finding]:
    """A fresh login is demanded, and there is no page where it could be made (B105)."""
    app = log.app
    if not log.is_described or app.needs_refresh_handler or app.refresh_view:
        return
    for request in log.requests:
        if (
            request.stage("fresh_login_required")
            and request.stage("refused", Refused(_UNAUTHORIZED))
            and _wants_page(request)
        ):
            yield Finding(
                code="no-refresh-view",
                what=f"{request.name} demands a fresh login and answered with 401: no refresh_view is set.",
                request=request.number,
                browser=request.browser,
            )


def _wants_page(request: LoggedRequest) -> bool:
    wants = request.facts.client.wants_page
    return wants is True or (wants is None and request.method == "GET")


def _answers_scripts(log: RequestLog, request: LoggedRequest) -> bool:
    """Tell whether a page is for scripts, where the request itself does not say what it wants.

    That is so where its name says so, where it answers others with data, and where JSON is what logs in.
    """
    if request.facts.client.wants_page is True:
        return False
    if _API.search(request.path) is not None:
        return True
    if log.first_at(request.facts.endpoint, _answers_data) is not None:
        return True
    return bool(log.all_where(_logs_in_by_json)) and not log.all_where(_logs_in_otherwise)


def _logs_in_by_json(request: LoggedRequest) -> bool:
    return request.facts.content_type == _JSON and _is_login(request)


def _logs_in_otherwise(request: LoggedRequest) -> bool:
    return request.facts.content_type != _JSON and _is_login(request)


def _answers_data(request: LoggedRequest) -> bool:
    media_type = request.response.headers.get("Content-Type") if request.response is not None else None
    return request.status in _SUCCESSES and isinstance(media_type, str) and media_type.startswith(_JSON)


def _blueprint(request: LoggedRequest) -> str:
    return (request.facts.endpoint or "").rpartition(".")[0]


def _login_page(log: RequestLog) -> str | None:
    """Return the rule at which there is a page with a form (GET and POST), and a view that logs in."""
    for view in log.app.views:
        if not view.logs_in or view.guards or "<" in view.rule:
            continue
        # A rule that answers other methods too is a resource of an API, and shows no form.
        if _methods_at(view.rule, log.app.views) == {"GET", "POST"}:
            return view.rule
    return None


def _methods_at(rule: str, views: Iterable[AppView]) -> set[str]:
    """Return the methods that all views at a rule answer together."""
    return {method for view in views if view.rule == rule for method in view.methods}


@each_request
def answer_not_returned(log: RequestLog) -> Iterator[Finding]:
    """unauthorized() was called, and its answer was thrown away: the page was shown all the same (B101)."""
    for request in log.requests:
        away = request.turned_away
        if away is None or not request.has_signal("user_unauthorized") or request.response is None:
            continue
        if request.stage("logged_in") or request.exceptions:
            continue
        status = _announced_status(away.facts)
        if status == _UNAUTHORIZED and log.app.handles_401:
            continue
        if status != request.status and (request.status or 0) < 300:  # noqa: PLR2004 # HTTP's redirects
            yield Finding(
                code="unauthorized-not-returned",
                what=f"{request.name} called unauthorized(), and answered {request.status} instead of what it "
                "returned.",
                request=request.number,
                browser=request.browser,
                place=away.where,
            )


def _announced_status(facts: StageFacts) -> int | None:
    """Return the status with which a guard announced that it turns the visitor away."""
    match facts.announced:
        case Redirected(status=status) | Refused(status=status):
            return status
    return None


@each_request
def loaded_but_not_authenticated(log: RequestLog) -> Iterator[Finding]:
    """The user logged in, was loaded, and is turned away all the same: is_authenticated says no (B59, B144)."""
    for request in log.requests:
        if not _refused_though_loaded(request):
            continue
        login = log.latest_before(request, _is_login)
        let_in = log.latest_before(request, _is_let_in)
        sent_back = any(log.is_login_page(other) and _leads_to(other, request) for other in log.later(request)[:2])
        # A login that leads to yet another question (a second factor) has not let anybody in yet.
        led_on = login is not None and _asks_again(log, login)
        let_in_since = login is not None and let_in is not None and let_in.number > login.number
        never_let_in = login is not None and not let_in_since and not led_on
        if sent_back or (never_let_in and not log.happened_behind(request, "deactivate_account")):
            after = (
                "and the login page sends it back: a loop" if sent_back else "right after login_user() returned True"
            )
            yield Finding(
                code="loaded-but-not-authenticated",
                what=f"{request.name} turned a user away who was loaded: is_authenticated is False, {after}.",
                request=request.number,
                browser=request.browser,
            )


def _is_login(request: LoggedRequest) -> bool:
    return request.stage("logged_in") is not None


def _is_let_in(request: LoggedRequest) -> bool:
    return request.session_check(authenticated=True) is not None


def _asks_again(log: RequestLog, login: LoggedRequest) -> bool:
    """Tell whether a login sends the browser to a page of its own that takes a form and is no guarded one."""
    path = split_address(login.location or "").path
    views = [view for view in log.app.views if view.rule == path]
    is_plain = not any(view.guards or view.logs_in for view in views)
    return is_plain and "POST" in _methods_at(path, views)


def _refused_though_loaded(request: LoggedRequest) -> bool:
    refused = request.session_check(authenticated=False)
    user = refused.facts.current_user if refused is not None else None
    return user is not None and not user.anonymous and request.turned_away is not None


def _leads_to(request: LoggedRequest, page: LoggedRequest) -> bool:
    """Tell whether a page sends visitors who only look at it to another one."""
    location = request.location
    return location is not None and request.method == "GET" and split_address(location).path == page.path


RULES = (
    anonymous_passes,
    protected_page_open,
    login_disabled,
    static_files_guarded,
    preflight_guarded,
    login_page_blocked,
    refused_instead_of_redirected,
    refresh_refused,
    answer_not_returned,
    loaded_but_not_authenticated,
)
