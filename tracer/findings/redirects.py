"""Redirects that lead astray: to strangers, away from the wanted page, or in a circle."""

from collections.abc import Iterator

from tracer.findings.finding import Finding
from tracer.findings.logged_request import LoggedRequest, request_finding
from tracer.findings.request_log import RequestLog, path_or_rule_of
from tracer.findings.rule import each_request
from tracer.stages import CredentialsChecked
from tracer.trace.app_facts import AppView
from tracer.trace.observed_facts import CurrentUserFacts, FormFacts, SentWhereAskedFacts
from tracer.urls import host_of, is_another_site

_SUCCESSES = range(200, 300)

MOST_IN_A_ROW = 4
"""This many redirects in a row, to pages that were just left, are no longer a detour."""

_REPEATED_IN_A_ROW = 2
"""After this many, one that was there before and leads to or from the login page is none either."""

_NO_LOOP_CODES = ("login-page-guarded", "guard-blocks-login-page", "loaded-but-not-authenticated")


@each_request
def open_redirect(log: RequestLog) -> Iterator[Finding]:
    """After the login the browser is sent to another site, because the request said so."""
    for request in log.requests:
        led = _led_away(request)
        if led is not None:
            host, why = led
            yield Finding(
                code="open-redirect",
                what=f"{request.name} logged the user in and sent the browser to {host}, because {why} said so.",
                request=request.number,
                browser=request.browser,
            )


def _led_away(request: LoggedRequest) -> tuple[str, str] | None:
    """Return the other host to which a login sent the browser, and the name of what said so."""
    asked = next(request.facts_of(SentWhereAskedFacts), None)
    if asked is not None:
        return asked.host, asked.parameter
    location, wanted = request.location, _next_of(request)
    if location is None or wanted is None or not (request.stage("logged_in") or request.stage("login_confirmed")):
        return None
    host = _host(request, location)
    away = is_another_site(host, request.facts.host)
    return (host, "next") if away and host == _host(request, wanted) else None


def _next_of(request: LoggedRequest) -> str | None:
    wanted = request.facts.query.get("next")
    form = next(request.facts_of(FormFacts), None)
    if wanted is None and form is not None:
        wanted = form.next
    if wanted is None:
        wanted = request.session_before.get("next")
    return wanted if isinstance(wanted, str) else None


def _host(request: LoggedRequest, address: str) -> str:
    return host_of(address, request.facts.scheme)


def _is_foreign(request: LoggedRequest, address: str) -> bool:
    return _host(request, address) not in {"", request.facts.host.lower()}


@each_request
def next_lost(log: RequestLog) -> Iterator[Finding]:
    """The visitor wanted a page; the login form knew of it, the login did not.

    Only a browser sends a form to where it says: a test that posts to the login page says nothing of the form.
    """
    for request in log.requests:
        if request.facts.client.site != "same-origin":
            continue
        if not request.stage("logged_in") or log.app.next_in_session:
            continue
        if request.view is None or not request.view.reads_next:
            continue
        if (asked := _next_of(request)) is not None:
            if _leads_home_instead(log, request, asked):
                yield request_finding(
                    "next-lost",
                    request,
                    f"{request.name} came with next, which says {asked}, and led to {request.location}.",
                )
            continue
        before = next(iter(log.earlier(request)), None)
        if before is None or not log.is_login_page(before) or before.method != "GET":
            continue
        wanted = before.facts.query.get("next")
        if isinstance(wanted, str) and _is_foreign(before, wanted):
            continue  # A careful login page drops it.
        if (
            isinstance(wanted, str)
            and request.location is not None
            and path_or_rule_of(request.location) != path_or_rule_of(wanted)
        ):
            yield Finding(
                code="next-lost",
                what=f"{before.name} knew from next that {wanted} was wanted; {request.name} came without next and "
                f"led to {request.location}.",
                request=request.number,
                browser=request.browser,
            )


def _leads_home_instead(log: RequestLog, request: LoggedRequest, wanted: str) -> bool:
    """Tell whether a login leads to the home page, although a page of this app was wanted from which it came.

    A login that leads anywhere else may have its reasons: a second step, a password that must be changed.
    """
    turned_away, led_to = log.latest_before(request, _is_turned_away), request.location or ""
    is_home = led_to.startswith("/") and led_to in {"/", log.trace.pages.get("home")}
    if not is_home or turned_away is None or turned_away.is_logout_page:
        return False
    return path_or_rule_of(wanted) == turned_away.path != led_to and not _is_foreign(request, wanted)


def _is_turned_away(request: LoggedRequest) -> bool:
    return request.turned_away is not None


def redirect_loop(log: RequestLog) -> Iterator[Finding]:
    """The browser is sent in a circle."""
    for browser in dict.fromkeys(request.browser for request in log.requests):
        row: list[LoggedRequest] = []
        told = False
        for request in log.of(browser):
            follows = (
                bool(row) and row[-1].location is not None and path_or_rule_of(row[-1].location or "") == request.path
            )
            if follows and request.location is not None:
                row.append(request)
            else:
                row = [request]
            most = _REPEATED_IN_A_ROW if _repeats_login_page(log, row) else MOST_IN_A_ROW
            if len(row) > most and not told and row[-1].name in {other.name for other in row[:-1]}:
                told = True
                pages = list(dict.fromkeys(other.path for other in row))
                yield Finding(
                    code="redirect-loop",
                    what=f"The browser is sent in a circle: {' → '.join([*pages, pages[0]])}.",
                    request=row[0].number,
                    browser=browser,
                )


def _repeats_login_page(log: RequestLog, row: list[LoggedRequest]) -> bool:
    """Tell whether the last redirect of a row is one that was there before, to the login page or from it.

    Clients of tests follow no further then.
    """
    last = row[-1]
    same = any((other.name, other.location) == (last.name, last.location) for other in row[:-1])
    return (
        same
        and not last.leads_elsewhere
        and last.method == "GET"
        and (log.is_login_page(last) or log.leads_to_login(last.location))
    )


@each_request
def redirect_not_returned(log: RequestLog) -> Iterator[Finding]:
    """redirect() was called, and what it returned was thrown away: the view went on as if it had not."""
    for request in log.requests:
        view = request.view
        if view is None or not view.redirect_not_returned or request.exceptions:
            continue
        consequence = _consequence(request, view)
        if consequence is not None:
            what = f"{request.name} called redirect() and did not return what it gives: {consequence}"
            yield request_finding("redirect-not-returned", request, what, view.place)


def _consequence(request: LoggedRequest, view: AppView) -> str | None:
    """Return what came of a redirect that was not returned; None where nothing came of it."""
    logged_in = request.stage("logged_in") is not None
    wrong = request.stage("credentials_checked", CredentialsChecked(valid=False)) is not None
    if logged_in and wrong and request.stage("credentials_checked", CredentialsChecked(valid=True)) is None:
        return "the password was wrong, and the view logged the user in all the same."
    if request.status not in _SUCCESSES:
        return None
    if logged_in:
        return f"the user is logged in, and the answer is {request.status}, so the browser stays where it is."
    asked = [facts.anonymous for facts in request.facts_of(CurrentUserFacts)]
    if asked and asked[-1] and not view.logs_in and request.turned_away is None and request.method == "GET":
        return f"nobody was logged in, and the page was shown all the same ({request.status})."
    return None


RULES = (open_redirect, next_lost, redirect_loop, redirect_not_returned)
