"""What can be said of an app without a request: its views with their guards, its login, its cookies."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich import box
from rich.console import RenderableType
from rich.table import Table as Grid
from rich.text import Text

from tracer.trace.app_facts import AppFacts, AppView, NamedView, RememberSettings, SessionSettings
from tracer.trace.plain_values import as_text
from tracer.views.terminal import Space, heading

_PUBLIC = "everybody"


@dataclass(frozen=True)
class AppReport:
    """The description of an app."""

    app: AppFacts

    def draw(self, space: Space) -> Iterator[RenderableType]:
        """Yield the views as a table, then how the app is set up."""
        yield heading("Views and their guards")
        if space.narrow:
            for view in self.app.views:
                yield Text(f"{', '.join(view.methods)} {view.rule}", style="step")
                yield Text(f"  {_who(view)}", style=_style(view))
        else:
            yield _grid(self.app.views, space)
        yield heading("How the login is set up")
        grid = Grid.grid(padding=(0, 2))
        grid.add_column(style="quiet", no_wrap=not space.narrow)
        grid.add_column(overflow="fold")
        for name, text in settings(self.app):
            grid.add_row(name, text)
        yield grid

    def lines(self) -> Iterator[str]:
        """Yield the views and the settings, line by line."""
        views = self.app.views
        yield f"Views and their guards, {len(views)}."
        for view in views:
            yield f"{', '.join(view.methods)} {view.rule} ({view.endpoint}): open to {_who(view)}."
        yield "How the login is set up."
        for name, text in settings(self.app):
            yield f"  {name}: {text}"


def _grid(views: Sequence[AppView], space: Space) -> Grid:
    grid = Grid(box=box.ROUNDED if space.width >= 76 else box.SIMPLE_HEAD, header_style="heading")  # noqa: PLR2004 # as in the execution table
    for name in ("Rule", "Methods", "Endpoint", "Open to"):
        grid.add_column(name, overflow="fold")
    for view in views:
        mark = space.marks.no if _seems_guarded(view) else space.marks.dot if _is_public(view) else space.marks.yes
        who = Text(f"{mark} {_who(view)}", style=_style(view))
        grid.add_row(view.rule, ", ".join(view.methods), view.endpoint, who)
    return grid


def _is_public(view: AppView) -> bool:
    return not view.guards and not view.own_guards and not view.hooks


def _seems_guarded(view: AppView) -> bool:
    """Tell whether somebody meant to guard a view, and nothing guards it."""
    return view.misordered or view.guard_thrown_away


def _style(view: AppView) -> str:
    if _seems_guarded(view):
        return "bad"
    return "quiet" if _is_public(view) else "good"


def _who(view: AppView) -> str:
    """Say to whom a view is open."""
    if _seems_guarded(view):
        above = "@login_required stands above @route and guards nothing"
        return f"{_PUBLIC}: {above if view.misordered else 'login_required() is called and its result thrown away'}"
    if view.guards:
        return f"users ({', '.join(view.guards)})"
    if view.own_guards:
        return f"whom the app's own {', '.join(view.own_guards)} lets pass"
    if view.unguarded_methods:
        return f"{_PUBLIC} by {', '.join(view.unguarded_methods)}, users otherwise"
    if view.hooks:
        return f"users, unless the hook {', '.join(view.hooks)} excepts it"
    return _PUBLIC


def settings(app: AppFacts) -> Iterator[tuple[str, str]]:
    """Yield how the login of an app is set up: a name and a text."""
    yield "LoginManager", as_text(app.login_manager)
    yield "login_view", _named(app.login_view, "none: strangers get a 401")
    for blueprint, view in app.blueprint_login_views.items():
        yield f"login_view of {blueprint}", _named(view, "none: strangers get a 401")
    yield "refresh_view", _named(app.refresh_view, "none")
    yield "user_loader", "registered" if app.user_loader else "missing"
    yield "request_loader", "registered" if app.request_loader else "none"
    yield "Session protection", as_text(app.session_protection)
    yield "Secret key", app.secret_key
    if app.sessions is not None:
        where = "on the server" if app.sessions.server_side else "in a signed cookie"
        yield "Sessions", f"{where}, for {_duration(app.sessions.lifetime)} ({app.sessions.interface})"
        yield "Session cookie", _cookie(app.sessions)
    if app.remembering is not None:
        yield "Remember cookie", f"{_cookie(app.remembering)}, for {_duration(app.remembering.lifetime)}"
    yield "Hooks that ask for a login", ", ".join(hook.name for hook in app.hooks if hook.asks_for_login) or "none"


def _named(view: NamedView | None, nothing: str) -> str:
    if view is None:
        return nothing
    if not view.found:
        return f"{view.name}: there is no such endpoint"
    return f"{view.name} at {view.rule}" if view.rule and view.rule != view.name else view.name


def _cookie(cookie: SessionSettings | RememberSettings) -> str:
    attributes = [name for name, is_set in (("Secure", cookie.secure), ("HttpOnly", cookie.httponly)) if is_set]
    attributes.append(f"SameSite={cookie.samesite or 'not set'}")
    attributes.extend(f"{name}={value}" for name, value in (("Domain", cookie.domain), ("Path", cookie.path)) if value)
    return f"{cookie.cookie}: {', '.join(attributes)}"


def _duration(seconds: float | None) -> str:
    """Return a duration as a person says it."""
    if seconds is None:
        return "an unknown time"
    for unit, length in (("days", 86_400), ("hours", 3_600), ("minutes", 60)):
        if seconds >= 2 * length:
            return f"{seconds / length:g} {unit}"
    return f"{seconds:g} seconds"
