"""Guards that do not guard, and guards that turn the wrong visitors away."""

from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import urlsplit

from tracer.findings.finding import Finding
from tracer.findings.request_log import Story, Visit
from tracer.trace.plain_values import Plain, as_mapping

_UNAUTHORIZED = 401


def anonymous_passes(story: Story) -> Iterator[Finding]:
    """A guard let somebody pass who is not logged in: the class of anonymous users says otherwise (B113)."""
    if story.app.get("login_disabled"):
        return
    for visit in story.visits:
        passed = visit.stage("session_checked", authenticated=True)
        user = as_mapping(passed.facts.get("current_user")) if passed is not None else {}
        if user.get("anonymous"):
            yield Finding(
                code="anonymous-passes-guard",
                what=f"{visit.name}: the guard let an anonymous visitor pass, because {user.get('class')} says that "
                "it is authenticated.",
                request=visit.number,
                browser=visit.browser,
            )


def login_disabled(story: Story) -> Iterator[Finding]:
    """LOGIN_DISABLED switches every guard off (B110)."""
    if story.app.get("testing"):
        return
    for visit in story.visits:
        if visit.observed("guard_skipped", why="LOGIN_DISABLED"):
            yield Finding(
                code="login-disabled",
                what="LOGIN_DISABLED is set: the guards let everybody pass without asking.",
                request=visit.number,
                browser=visit.browser,
            )


def static_files_guarded(story: Story) -> Iterator[Finding]:
    """A guard for everything turns away requests for static files, so pages have no style."""
    blocked = [visit for visit in story.visits if visit.is_static and visit.turned_away]
    if blocked:
        yield Finding(
            code="guard-blocks-static-files",
            what=f"{blocked[0].name} was turned away: a guard asks for a login before static files too.",
            request=blocked[0].number,
            browser=blocked[0].browser,
            place=_hook_place(blocked[0]),
            count=len(blocked),
        )


def preflight_guarded(story: Story) -> Iterator[Finding]:
    """A guard for everything turns away OPTIONS requests, which browsers send without cookies."""
    for visit in story.visits:
        if visit.method == "OPTIONS" and visit.turned_away:
            yield Finding(
                code="guard-blocks-preflight",
                what=f"{visit.name} was turned away: a guard asks for a login before OPTIONS requests too.",
                request=visit.number,
                browser=visit.browser,
                place=_hook_place(visit),
            )


def login_page_blocked(story: Story) -> Iterator[Finding]:
    """A hook turns visitors away from the login page itself."""
    for visit in story.visits:
        if story.is_login_page(visit) and visit.turned_away and visit.observed("hook_answered"):
            yield Finding(
                code="guard-blocks-login-page",
                what=f"{visit.name} was turned away: a guard asks for a login before the login page itself.",
                request=visit.number,
                browser=visit.browser,
                place=_hook_place(visit),
            )


def _hook_place(visit: Visit) -> str | None:
    answered = visit.observed("hook_answered")
    return str(answered.place) if answered is not None and answered.place is not None else None


def refused_instead_of_redirected(story: Story) -> Iterator[Finding]:
    """Strangers get a bare 401 although there is a login page (B92)."""
    app = story.app
    if not app or app.get("unauthorized_handler") or app.get("handles_401"):
        return
    for visit in story.visits:
        refused = visit.stage("refused", status=_UNAUTHORIZED)
        if refused is None or visit.signal("user_unauthorized") is None or not _wants_page(visit):
            continue
        if visit.status != _UNAUTHORIZED:
            continue  # Something behind the guard has made another answer of it.
        blueprint = _blueprint(visit)
        mapped = as_mapping(app.get("blueprint_login_views"))
        page = _login_page(story)
        if blueprint in mapped or page is None:
            continue
        yield Finding(
            code="no-login-view",
            what=f"{visit.name} answered a stranger with 401 although there is a login page at {page}: "
            "no login_view is set.",
            request=visit.number,
            browser=visit.browser,
        )


def refresh_refused(story: Story) -> Iterator[Finding]:
    """A fresh login is demanded, and there is no page where it could be made (B105)."""
    app = story.app
    if not app or app.get("needs_refresh_handler") or app.get("refresh_view"):
        return
    for visit in story.visits:
        if visit.stage("fresh_login_required") and visit.stage("refused", status=_UNAUTHORIZED) and _wants_page(visit):
            yield Finding(
                code="no-refresh-view",
                what=f"{visit.name} demands a fresh login and answered with 401: no refresh_view is set.",
                request=visit.number,
                browser=visit.browser,
            )


def _wants_page(visit: Visit) -> bool:
    wants = as_mapping(visit.request.get("client")).get("wants_page")
    return wants is True or (wants is None and visit.method == "GET")


def _blueprint(visit: Visit) -> str:
    return str(visit.request.get("endpoint")).rpartition(".")[0]


def _login_page(story: Story) -> Plain:
    """Return the rule at which there is a page with a form (GET and POST), and a view that logs in."""
    for view in story.views:
        rule = str(view.get("rule"))
        if not view.get("logs_in") or view.get("guards") or "<" in rule:
            continue
        # A rule that answers other methods too is a resource of an API, and shows no form.
        if _methods_at(rule, story.views) == {"GET", "POST"}:
            return rule
    return None


def _methods_at(rule: str, views: Iterable[Mapping[str, Plain]]) -> set[Plain]:
    """Return the methods that all views at a rule answer together."""
    answered = [view.get("methods") for view in views if view.get("rule") == rule]
    return {method for methods in answered if isinstance(methods, list) for method in methods}


def answer_not_returned(story: Story) -> Iterator[Finding]:
    """unauthorized() was called, and its answer was thrown away: the page was shown all the same (B101)."""
    for visit in story.visits:
        away = visit.turned_away
        if away is None or not visit.signal("user_unauthorized") or not visit.response:
            continue
        if visit.stage("logged_in") or visit.exceptions:
            continue
        if away.facts.get("status") == _UNAUTHORIZED and story.app.get("handles_401"):
            continue
        if away.facts.get("status") != visit.status and (visit.status or 0) < 300:  # noqa: PLR2004 # HTTP's redirects
            yield Finding(
                code="unauthorized-not-returned",
                what=f"{visit.name} called unauthorized(), and answered {visit.status} instead of what it returned.",
                request=visit.number,
                browser=visit.browser,
                place=str(away.place) if away.place else None,
            )


def loaded_but_not_authenticated(story: Story) -> Iterator[Finding]:
    """The user logged in, was loaded, and is turned away all the same: is_authenticated says no (B59, B144)."""
    for visit in story.visits:
        if not _refused_though_loaded(visit):
            continue
        before = story.earlier(visit)
        login = next((other for other in before if other.stage("logged_in")), None)
        let_in = [other for other in before if login is not None and other.number > login.number]
        let_in = [other for other in let_in if other.stage("session_checked", authenticated=True)]
        sent_back = any(story.is_login_page(other) and _leads_to(other, visit) for other in story.later(visit)[:2])
        # A login that leads to yet another question (a second factor) has not let anybody in yet.
        led_on = login is not None and _asks_again(story, login)
        never_let_in = login is not None and not let_in and not led_on
        if sent_back or (never_let_in and not story.happened_behind(visit, "deactivate_account")):
            after = (
                "and the login page sends it back: a loop" if sent_back else "right after login_user() returned True"
            )
            yield Finding(
                code="loaded-but-not-authenticated",
                what=f"{visit.name} turned a user away who was loaded: is_authenticated is False, {after}.",
                request=visit.number,
                browser=visit.browser,
            )


def _asks_again(story: Story, login: Visit) -> bool:
    """Tell whether a login sends the browser to a page of its own that takes a form and is no guarded one."""
    path = urlsplit(login.location or "").path
    views = [view for view in story.views if view.get("rule") == path]
    is_plain = not any(view.get("guards") or view.get("logs_in") for view in views)
    return is_plain and "POST" in _methods_at(path, views)


def _refused_though_loaded(visit: Visit) -> bool:
    refused = visit.stage("session_checked", authenticated=False)
    user = as_mapping(refused.facts.get("current_user")) if refused is not None else {}
    return bool(user) and user.get("anonymous") is False and visit.turned_away is not None


def _leads_to(visit: Visit, page: Visit) -> bool:
    """Tell whether a page sends whoever only looks at it to another one."""
    return visit.method == "GET" and visit.location is not None and urlsplit(visit.location).path == page.path


RULES = (
    anonymous_passes,
    login_disabled,
    static_files_guarded,
    preflight_guarded,
    login_page_blocked,
    refused_instead_of_redirected,
    refresh_refused,
    answer_not_returned,
    loaded_but_not_authenticated,
)
