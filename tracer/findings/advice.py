"""Advice: what is fine on a developer's machine and unwise on the web, by the code of an app or by a trace of it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from tracer.demo_names import is_demo_app
from tracer.findings.logout import is_done_by_another_site, logged_out_by_get
from tracer.findings.request_log import request_log_of
from tracer.trace.app_facts import AppFacts
from tracer.trace.events import Trace

_OF_LOGOUT_BY_GET = "logout-by-get"


@dataclass(frozen=True)
class Advice:
    """A piece of advice.

    Attributes:
        topic: What it is about, in a word or two.
        advice: What to do, and why.
        code: The finding that comes of it once harm was done, whose page tells more; None where there is none.
    """

    topic: str
    advice: str
    code: str | None = None


def advice_for(app: AppFacts) -> Iterator[Advice]:
    """Yield what should be changed before an app goes to production.

    Args:
        app: The description of the app.
    """
    yield from _of_the_key(app)
    for name, setting, cookie in (
        ("session cookie", "SESSION_COOKIE", app.sessions),
        ("remember cookie", "REMEMBER_COOKIE", app.remembering),
    ):
        if cookie is None or not cookie.secure:
            yield Advice(name, f"Set {setting}_SECURE = True, so that it is never sent over plain HTTP.")
        if cookie is None or not cookie.httponly:
            yield Advice(name, f"Set {setting}_HTTPONLY = True, so that no script can read it.")
        if cookie is None or cookie.samesite is None:
            yield Advice(name, f'Set {setting}_SAMESITE = "Lax", so that other sites\' forms do not send it along.')
    if app.debug:
        yield Advice("debug mode", "It shows visitors the source code. Never switch it on in production.")
    remembering = [view.rule for view in app.views if view.remembers_always]
    if remembering:
        yield Advice(
            "remember me",
            f"{', '.join(remembering)} remembers everybody: it calls login_user() with remember=True, so that closing "
            "the browser logs nobody out, not even on a shared computer. Put a box into the form, and ask for what it "
            'says: remember="remember" in request.form.',
        )
    by_get = [view.rule for view in app.views if view.logs_out and "GET" in view.methods]
    if by_get:
        yield Advice(
            "logout by GET",
            f"{', '.join(by_get)} answers to GET. Where that logs out, a link, a picture on another site or a browser "
            "that fetches pages in advance is enough. Log out by POST only, with a button.",
            _OF_LOGOUT_BY_GET,
        )
    if app.sessions is None or not app.sessions.server_side:
        yield Advice(
            "logout",
            "The session is in the cookie, so a cookie that somebody has copied stays good after the logout. Where "
            "that matters, keep sessions on the server, or put a number into them that a logout changes.",
        )
    if any(view.has_guard for view in app.views):
        yield Advice(
            "back button",
            "Send Cache-Control: no-store with guarded pages, or the browser shows them again after the logout, "
            "without asking the server.",
        )


def advice_on(trace: Trace) -> tuple[Advice, ...]:
    """Return what a trace shows to be unwise and no finding speaks of: it stands as a note beside the findings.

    Nothing is said of the demo apps: what is unwise in one of them stands there on purpose, and its lesson tells it.
    """
    if is_demo_app(trace.app):
        return ()
    leaving = {event.request for event in trace.of_kind("stage") if event.name == "logged_out"}
    if not leaving:
        return ()
    of_logouts = replace(trace, events=tuple(event for event in trace.events if event.request in leaving))
    by_get = [request for request in request_log_of(of_logouts).requests if logged_out_by_get(request)]
    if not by_get or any(map(is_done_by_another_site, by_get)):
        return ()
    paths = ", ".join(dict.fromkeys(request.path for request in by_get))
    said = f"A GET of {paths} logs people out: a link or a picture on another page is enough."
    return (Advice("logout by GET", said, _OF_LOGOUT_BY_GET),)


def _of_the_key(app: AppFacts) -> Iterator[Advice]:
    if app.secret_key_kept is False:
        yield Advice(
            "secret key",
            "It is another one at every start, so every restart logs everybody out, and several workers do not "
            "accept one another's sessions. Read it from a file or from the environment.",
        )
    if app.secret_key == "short":  # noqa: S105 # what is known of the key, not the key
        yield Advice(
            "secret key",
            "It is so short that it can be guessed. "
            "Make one with: python -c 'import secrets; print(secrets.token_hex())'",
        )
