"""What is wrong with an app before the first request, by the description that the observer made of it."""

from collections.abc import Iterator

from tracer.findings.finding import Finding
from tracer.findings.logged_request import LoggedRequest
from tracer.findings.request_log import RequestLog
from tracer.trace.app_facts import AppView

_REFUSING_SIGNALS = ("user_unauthorized", "user_needs_refresh")
"""What Flask-Login sends when it is about to send a visitor to one of its views."""


def no_user_loader(log: RequestLog) -> Iterator[Finding]:
    """A login can be written into the session, but nothing turns the id back into a user (B18, B25)."""
    app = log.app
    if app.login_manager is None or app.user_loader:
        return
    if app.request_loader:
        logging_in = next((view for view in app.views if view.logs_in), None)
        if logging_in is not None:
            yield Finding(
                code="no-user-loader",
                what=f"{logging_in.rule} calls login_user, but the app's login manager has only a request_loader: "
                "nothing reads the id that login_user writes into the session.",
                place=logging_in.place,
            )
        return
    yield Finding(
        code="no-user-loader",
        what="The app's login manager has neither a user_loader nor a request_loader.",
        others=_that_raised(log, "Exception"),
    )


def no_login_manager(log: RequestLog) -> Iterator[Finding]:
    """The app uses Flask-Login and has no login manager: ``init_app`` was not called for it."""
    app = log.app
    if not log.is_described or app.login_manager is not None or app.login_library_copy is not None:
        return
    if app.login_disabled:
        return  # Then no guard asks.
    asking = next((view for view in app.views if view.guards or view.logs_in), None)
    if asking is not None:
        used = "is guarded by Flask-Login" if asking.guards else "calls login_user"
        yield Finding(
            code="no-login-manager",
            what=f"{asking.rule} {used}, and the app has no login manager: none was made for it, or init_app(app) was "
            "not called.",
            place=asking.place,
            others=(*_that_raised(log, "AttributeError"), *_that_raised(log, "UndefinedError")),
        )


def guard_above_route(log: RequestLog) -> Iterator[Finding]:
    """``@login_required`` stands above ``@app.route``: what was registered is not guarded (B115).

    A hook, or a check in the view, may guard it all the same.
    """
    for view in log.app.views:
        if view.misordered and _is_public(view):
            yield Finding(
                code="guard-above-route",
                what=f"{view.rule} is public: its @login_required stands above its @route.",
                place=view.place,
            )


def guard_thrown_away(log: RequestLog) -> Iterator[Finding]:
    """``login_required(view)`` stands alone: the guarded function is made, and nobody takes it."""
    for view in log.app.views:
        if view.guard_thrown_away and _is_public(view):
            yield Finding(
                code="guard-thrown-away",
                what=f"{view.rule} is public: login_required() is called for its view, and what it returns is "
                "thrown away.",
                place=view.place,
            )


def _is_public(view: AppView) -> bool:
    """Tell whether no guard of any kind was seen before a view, nor anything that may be one."""
    return not view.has_guard and view.strangers_turned_away is False


def view_not_found(log: RequestLog) -> Iterator[Finding]:
    """Visitors are to be sent to a view that does not exist: the redirect ends in a BuildError (B100)."""
    app = log.app
    named = {
        "login_view": app.login_view,
        "refresh_view": app.refresh_view,
        **{f"blueprint_login_views[{name!r}]": view for name, view in app.blueprint_login_views.items()},
    }
    if not _sends_anybody(log):
        return
    for setting, view in named.items():
        if view is not None and not view.found:
            yield Finding(
                code="login-view-not-found",
                what=f"{setting} names the endpoint {view.name!r}, and the app has no such endpoint.",
                others=_that_raised(log, "BuildError"),
            )


def _sends_anybody(log: RequestLog) -> bool:
    """Tell whether Flask-Login may come to send a visitor to its views: a library may do so all by itself instead."""
    app = log.app
    asks = any(hook.asks_for_login or hook.guards for hook in app.hooks)
    guarded = any(
        view.guards or view.own_guards or view.unguarded_methods or view.misordered or view.guard_thrown_away
        for view in app.views
    )
    sent = any(request.has_signal(name) for request in log.requests for name in _REFUSING_SIGNALS)
    return asks or guarded or sent or not app.views


def login_page_guarded(log: RequestLog) -> Iterator[Finding]:
    """The login page itself demands a login, so the browser is sent in a circle."""
    login_view = log.app.login_view
    for view in log.app.views:
        logs_in = login_view is not None and view.rule == login_view.rule and view.logs_in is True
        if view.guards and login_view is not None and (view.endpoint == login_view.name or logs_in):
            yield Finding(
                code="login-page-guarded",
                what=f"The login page {view.rule} is itself guarded by {', '.join(view.guards)}.",
                place=view.place,
            )


def protection_misspelt(log: RequestLog) -> Iterator[Finding]:
    """The mode of session protection is none that Flask-Login knows, so there is no protection (B44)."""
    if log.app.session_protection == "unknown":
        yield Finding(
            code="session-protection-unknown",
            what="The mode of session protection is none that Flask-Login knows, so sessions are not protected.",
        )


def secret_key_missing(log: RequestLog) -> Iterator[Finding]:
    """Without a secret key no session can be written, so nobody can log in (B73)."""
    app = log.app
    if app.secret_key != "missing" or log.keeps_sessions_on_server:  # noqa: S105 # what is known of the key, not the key
        return
    if app.user_loader or any(view.logs_in for view in app.views):
        failed = _first_that_raised(log, "RuntimeError")
        yield Finding(
            code="secret-key-missing",
            what="The app has no secret key: pages can be read, but the first write to the session raises.",
            request=failed.number if failed else None,
            browser=failed.browser if failed else None,
            others=_that_raised(log, "RuntimeError"),
        )


def secret_key_of_wrong_type(log: RequestLog) -> Iterator[Finding]:
    """A secret key that is neither text nor bytes: no session can be written, nor read."""
    if log.app.secret_key == "wrong type" and not log.keeps_sessions_on_server:  # noqa: S105 # what is known of the key, not the key
        failed = _first_that_raised(log, "TypeError")
        yield Finding(
            code="secret-key-wrong-type",
            what="The secret key is neither text nor bytes, so Flask can sign no session with it.",
            request=failed.number if failed else None,
            browser=failed.browser if failed else None,
            others=_that_raised(log, "TypeError"),
        )


def _that_raised(log: RequestLog, name: str) -> tuple[int, ...]:
    """Return the numbers of the requests in which an exception of that name was raised and not caught."""
    return tuple(request.number for request in log.requests if any(e.name == name for e in request.exceptions))


def secret_key_made_at_start(log: RequestLog) -> Iterator[Finding]:
    """Two loads of the app gave two secret keys, so no process believes the cookies of another (B73)."""
    if log.app.secret_key_kept is False:
        yield Finding(
            code="secret-key-made-at-start",
            what="The app was loaded twice and had another secret key each time: every restart logs everybody out, "
            "and several workers do not believe one another's cookies.",
        )


def _first_that_raised(log: RequestLog, name: str) -> LoggedRequest | None:
    """Return the first request in which an exception of that name was raised and not caught."""
    return next((request for request in log.requests if any(e.name == name for e in request.exceptions)), None)


def cookie_never_kept(log: RequestLog) -> Iterator[Finding]:
    """SameSite=None without Secure: browsers throw such a cookie away."""
    for settings in (log.app.sessions, log.app.remembering):
        if settings is None or settings.secure:
            continue
        if settings.samesite is not None and settings.samesite.lower() == "none":
            yield Finding(
                code="cookie-samesite-none",
                what=f"The cookie {settings.cookie!r} is sent with SameSite=None but without Secure.",
            )


RULES = (
    no_login_manager,
    no_user_loader,
    guard_above_route,
    guard_thrown_away,
    view_not_found,
    login_page_guarded,
    protection_misspelt,
    secret_key_missing,
    secret_key_of_wrong_type,
    secret_key_made_at_start,
    cookie_never_kept,
)
