"""Redirects that lead astray: to strangers, away from the wanted page, or in a circle."""

from collections.abc import Iterator

from tracer.findings.finding import Finding
from tracer.findings.request_log import Story, Visit, path_of
from tracer.trace.plain_values import as_mapping
from tracer.urls import host_of, is_another_site

MOST_IN_A_ROW = 4
"""So many redirects in a row to pages that were just left are no longer a detour."""

_NO_LOOP_CODES = ("login-page-guarded", "guard-blocks-login-page", "loaded-but-not-authenticated")


def open_redirect(story: Story) -> Iterator[Finding]:
    """After the login the browser is sent to another site, because the request said so."""
    for visit in story.visits:
        led = _led_away(visit)
        if led is not None:
            host, why = led
            yield Finding(
                code="open-redirect",
                what=f"{visit.name} logged the user in and sent the browser to {host}, because {why} said so.",
                request=visit.number,
                browser=visit.browser,
            )


def _led_away(visit: Visit) -> tuple[str, str] | None:
    """Return the other host to which a login sent the browser, and the name of what said so."""
    asked = visit.observed("sent_where_asked")
    if asked is not None:
        return str(asked.facts.get("host")), str(asked.facts.get("parameter"))
    location, wanted = visit.location, _next_of(visit)
    if location is None or wanted is None or not (visit.stage("logged_in") or visit.stage("login_confirmed")):
        return None
    host = _host(visit, location)
    away = is_another_site(host, str(visit.request.get("host")))
    return (host, "next") if away and host == _host(visit, wanted) else None


def _next_of(visit: Visit) -> str | None:
    wanted = as_mapping(visit.request.get("query")).get("next")
    form = visit.observed("form")
    if wanted is None and form is not None:
        wanted = form.facts.get("next")
    if wanted is None:
        wanted = visit.session_before.get("next")
    return wanted if isinstance(wanted, str) else None


def _host(visit: Visit, address: str) -> str:
    return host_of(address, str(visit.request.get("scheme")))


def _is_foreign(visit: Visit, address: str) -> bool:
    return _host(visit, address) not in {"", str(visit.request.get("host")).lower()}


def next_lost(story: Story) -> Iterator[Finding]:
    """The visitor wanted a page; the login form knew of it, the login did not."""
    for visit in story.visits:
        if not visit.stage("logged_in") or _next_of(visit) is not None or not visit.view.get("reads_next"):
            continue
        if story.app.get("next_in_session"):
            continue
        before = next(iter(story.earlier(visit)), None)
        if before is None or not story.is_login_page(before) or before.method != "GET":
            continue
        wanted = as_mapping(before.request.get("query")).get("next")
        if isinstance(wanted, str) and _is_foreign(before, wanted):
            continue  # A careful login page drops it.
        if isinstance(wanted, str) and visit.location is not None and path_of(visit.location) != path_of(wanted):
            yield Finding(
                code="next-lost",
                what=f"{before.name} knew from next that {wanted} was wanted; {visit.name} came without next and "
                f"led to {visit.location}.",
                request=visit.number,
                browser=visit.browser,
            )


def redirect_loop(story: Story) -> Iterator[Finding]:
    """The browser is sent in a circle."""
    for browser in dict.fromkeys(visit.browser for visit in story.visits):
        row: list[Visit] = []
        told = False
        for visit in story.of(browser):
            follows = bool(row) and row[-1].location is not None and path_of(row[-1].location or "") == visit.path
            row = [*row, visit] if follows and visit.location is not None else [visit]
            if len(row) > MOST_IN_A_ROW and not told and row[-1].name in {other.name for other in row[:-1]}:
                told = True
                pages = list(dict.fromkeys(other.path for other in row))
                yield Finding(
                    code="redirect-loop",
                    what=f"The browser is sent in a circle: {' → '.join([*pages, pages[0]])}.",
                    request=row[0].number,
                    browser=browser,
                )


RULES = (open_redirect, next_lost, redirect_loop)
