"""Where a visitor of somebody's own app goes, and who that is: as the command line says it, or as the app does."""

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Protocol

from tracer.errors import UsageError
from tracer.trace.visitor import Visitor

if TYPE_CHECKING:
    from tracer.trace.app_facts import AppFacts, AppView

PASSWORD = "TRACER_PASSWORD"  # noqa: S105 # the name of a variable of the environment
"""The variable of the environment that may hold the password."""


class Prompt(Protocol):
    """Asks the person for a line, in the way of whoever reads the keyboard."""

    def __call__(self, what: str, *, hidden: bool) -> str:
        """Return what was typed; where ``hidden``, it is not seen while it is typed."""


@dataclass(frozen=True)
class VisitOptions:
    """Where a visitor of the app goes, and who that is.

    Attributes:
        prompt: Asks for the name of the account, and for its password.
        login_path: Where the login form is; that of ``login_view`` for None.
        protected_path: Where a guarded page is; the first one found for None.
        logout_path: Where the logout is; the first one found for None.
        username: Whose account is used; asked for where it is None.
    """

    prompt: Prompt
    login_path: str | None = None
    protected_path: str | None = None
    logout_path: str | None = None
    username: str | None = None


def can_be_sent(text: str) -> bool:
    """Tell whether a text can be sent to an app: what was typed and is no UTF-8 stands as surrogates in it."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def visitor_of(visit: VisitOptions) -> Visitor:
    """Return who visits the app; what is not known is asked for.

    Raises:
        UsageError: Nobody can be asked, or the password is no text.
    """
    name = visit.username or _asked(visit.prompt, "User name", hidden=False)
    password = os.environ.get(PASSWORD) or _asked(visit.prompt, "Password", hidden=True)
    for what, text in (("user name", name), ("password", password)):
        if not can_be_sent(text):
            raise UsageError(f"The {what} is no text in UTF-8, and cannot be sent to an app. Type it in UTF-8.")
    return Visitor(name, password)


def pages_of(app: "AppFacts", visit: VisitOptions) -> dict[str, str]:
    """Return the paths of the pages that a scenario may visit, by the names that it gives them.

    Raises:
        UsageError: The app does not say where a page is, and neither do the options.
    """
    pages = {
        "login": visit.login_path or _login_path(app),
        "protected": visit.protected_path or _protected_path(app),
        "home": "/",
    }
    logout = visit.logout_path or _logout_path(app)
    return {**pages, "logout": logout} if logout else pages


def _login_path(app: "AppFacts") -> str:
    named = [app.login_view, *app.blueprint_login_views.values()]
    rule = next((view.rule for view in named if view is not None and view.rule), None)
    if rule is not None:
        return rule
    pages = [view.rule for view in app.views if view.logs_in and _can_be_visited(view)]
    remedy = f"--login-path {pages[0] if pages else '/login'}"
    if app.login_view is None:
        raise UsageError(f"Where is the login form? The app has no login_view that says so. Name it: {remedy}")
    name = app.login_view.name
    if app.login_view.found:
        raise UsageError(f"Where is the login form? login_view leads to {name}. Name a page of this app: {remedy}")
    near = get_close_matches(name, [view.endpoint for view in app.views], n=1)
    mean = f' Did you mean "{near[0]}"?' if near else ""
    raise UsageError(
        f'Where is the login form? login_view is "{name}", and the app has no such endpoint.{mean} Mend it, or name '
        f"the page: {remedy}"
    )


def _protected_path(app: "AppFacts") -> str:
    """Return the first guarded page that can be visited: of the surest guards first, for a hook may let pages pass."""
    for view in _guarded(app):
        if _can_be_visited(view) and not view.logs_out and "GET" not in view.unguarded_methods:
            return view.rule
    raise UsageError("Which page is protected? No guarded page was found. Name one: --protected-path /account")


def _guarded(app: "AppFacts") -> Iterator["AppView"]:
    """Yield the pages that are guarded, whatever guards them; not those to which strangers are sent."""
    named = {view.name for view in (app.login_view, *app.blueprint_login_views.values()) if view is not None}
    views = [view for view in app.views if view.endpoint not in named and not view.misordered]
    yield from (view for view in views if view.guards)
    yield from (view for view in views if view.own_guards or view.library_guards or view.own_checks)
    yield from (view for view in views if (view.hooks or view.has_guard) and not view.logs_in)


def _logout_path(app: "AppFacts") -> str | None:
    return next((view.rule for view in app.views if view.logs_out), None)


def _can_be_visited(view: "AppView") -> bool:
    return "GET" in view.methods and "<" not in view.rule and not view.static


def _asked(prompt: Prompt, what: str, *, hidden: bool) -> str:
    """Ask for the name or the password; without a terminal nobody is asked."""
    if not sys.stdin.isatty():
        remedy = f"Put it into the environment: {PASSWORD}=..." if hidden else "Name it: --username NAME"
        raise UsageError(f"{what}: nobody can be asked here. {remedy}")
    return prompt(what, hidden=hidden)
