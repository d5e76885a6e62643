"""What is wrong with an app before the first request, by the description that the observer made of it."""

from collections.abc import Iterator

from tracer.findings.finding import Finding
from tracer.findings.request_log import Story
from tracer.trace.plain_values import as_mapping, as_text


def no_user_loader(story: Story) -> Iterator[Finding]:
    """A login can be written into the session, but nothing turns the id back into a user (B18, B25)."""
    app = story.app
    if not app or app.get("login_manager") is None or app.get("user_loader"):
        return
    if app.get("request_loader"):
        logging_in = next((view for view in story.views if view.get("logs_in")), None)
        if logging_in is not None:
            yield Finding(
                code="no-user-loader",
                what=f"{logging_in['rule']} calls login_user, but the app's login manager has only a request_loader: "
                "nothing reads the id that login_user writes into the session.",
                place=str(logging_in["place"]),
            )
        return
    yield Finding(
        code="no-user-loader",
        what="The app's login manager has neither a user_loader nor a request_loader.",
    )


def guard_above_route(story: Story) -> Iterator[Finding]:
    """``@login_required`` stands above ``@app.route``: what was registered is not guarded (B115)."""
    for view in story.views:
        if view.get("misordered"):
            yield Finding(
                code="guard-above-route",
                what=f"{view['rule']} is public: its @login_required stands above its @route.",
                place=str(view["place"]),
            )


def guard_thrown_away(story: Story) -> Iterator[Finding]:
    """``login_required(view)`` stands alone: the guarded function is made, and nobody takes it."""
    for view in story.views:
        if view.get("guard_thrown_away") and not view.get("hooks"):
            yield Finding(
                code="guard-thrown-away",
                what=f"{view['rule']} is public: login_required() is called for its view, and what it returns is "
                "thrown away.",
                place=str(view["place"]),
            )


def view_not_found(story: Story) -> Iterator[Finding]:
    """Visitors are to be sent to a view that does not exist: the redirect ends in a BuildError (B100)."""
    app = story.app
    named = {
        "login_view": app.get("login_view"),
        "refresh_view": app.get("refresh_view"),
        **{
            f"blueprint_login_views[{name!r}]": view
            for name, view in as_mapping(app.get("blueprint_login_views")).items()
        },
    }
    for setting, view in named.items():
        facts = as_mapping(view)
        if facts and not facts.get("found"):
            yield Finding(
                code="login-view-not-found",
                what=f"{setting} names the endpoint {facts['name']!r}, and the app has no such endpoint.",
            )


def login_page_guarded(story: Story) -> Iterator[Finding]:
    """The login page itself demands a login, so the browser is sent in a circle."""
    login_view = as_mapping(story.app.get("login_view")).get("name")
    for view in story.views:
        if view.get("guards") and view.get("endpoint") == login_view:
            yield Finding(
                code="login-page-guarded",
                what=f"The login page {view['rule']} is itself guarded by {as_text(view.get('guards'))}.",
                place=str(view["place"]),
            )


def protection_misspelt(story: Story) -> Iterator[Finding]:
    """The mode of session protection is none that Flask-Login knows, so there is no protection (B44)."""
    if story.app.get("session_protection") == "unknown":
        yield Finding(
            code="session-protection-unknown",
            what="The mode of session protection is none that Flask-Login knows, so sessions are not protected.",
        )


def secret_key_missing(story: Story) -> Iterator[Finding]:
    """Without a secret key no session can be written, so nobody can log in (B73)."""
    app = story.app
    if app.get("secret_key") != "missing" or as_mapping(app.get("sessions")).get("server_side"):
        return
    if app.get("user_loader") or any(view.get("logs_in") for view in story.views):
        failed = next(
            (visit for visit in story.visits if any(e.name == "RuntimeError" for e in visit.exceptions)), None
        )
        yield Finding(
            code="secret-key-missing",
            what="The app has no secret key: pages can be read, but the first write to the session raises.",
            request=failed.number if failed else None,
            browser=failed.browser if failed else None,
        )


def secret_key_of_wrong_type(story: Story) -> Iterator[Finding]:
    """A secret key that is neither text nor bytes: no session can be written, nor read."""
    if story.app.get("secret_key") == "wrong type" and not as_mapping(story.app.get("sessions")).get("server_side"):
        failed = next((visit for visit in story.visits if any(e.name == "TypeError" for e in visit.exceptions)), None)
        yield Finding(
            code="secret-key-wrong-type",
            what="The secret key is neither text nor bytes, so Flask can sign no session with it.",
            request=failed.number if failed else None,
            browser=failed.browser if failed else None,
        )


def cookie_never_kept(story: Story) -> Iterator[Finding]:
    """SameSite=None without Secure: browsers throw such a cookie away."""
    for name in ("sessions", "remembering"):
        cookie = as_mapping(story.app.get(name))
        same_site = cookie.get("samesite")
        if isinstance(same_site, str) and same_site.lower() == "none" and not cookie.get("secure"):
            yield Finding(
                code="cookie-samesite-none",
                what=f"The cookie {cookie['cookie']!r} is sent with SameSite=None but without Secure.",
            )


RULES = (
    no_user_loader,
    guard_above_route,
    guard_thrown_away,
    view_not_found,
    login_page_guarded,
    protection_misspelt,
    secret_key_missing,
    secret_key_of_wrong_type,
    cookie_never_kept,
)
