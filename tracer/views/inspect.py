"""What can be said of an app without a request: its views with their guards, its login, its cookies."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.console import RenderableType
from rich.table import Table as Grid
from rich.text import Text

from tracer.trace.app_facts import AppFacts, AppView, NamedView, RememberSettings, SessionSettings
from tracer.trace.plain_values import as_text
from tracer.views.column_widths import fitted, frames, longest_word
from tracer.views.pieces import Hanging, heading
from tracer.views.terminal import Marks, Space

_PUBLIC = "everybody"


@dataclass(frozen=True)
class AppReport:
    """The description of an app."""

    app: AppFacts

    def draw(self, space: Space) -> Iterator[RenderableType]:
        """Yield the views as a table, then how the app is set up."""
        yield heading("Views and their guards")
        rows = [(view, _cells(view, space.marks)) for view in self.app.views]
        grid = None if space.narrow else _grid(rows, space)
        if grid is not None:
            yield grid
        else:
            for view, (rule, methods, endpoint, who) in rows:
                yield Text(f"{methods} {rule}", style="step")
                yield Hanging(Text("  "), Text(endpoint))
                yield Hanging(Text("  "), Text(who, style=_style(view)))
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


_COLUMNS = ("Rule", "Methods", "Endpoint", "Open to")


def _cells(view: AppView, marks: Marks) -> tuple[str, str, str, str]:
    mark = marks.no if _seems_guarded(view) else marks.dot if _is_public(view) else marks.yes
    return view.rule, ", ".join(view.methods), view.endpoint, f"{mark} {_who(view)}"


def _grid(rows: Sequence[tuple[AppView, Sequence[str]]], space: Space) -> Grid | None:
    """Return the views as a table; None where a word would be broken in it."""
    columns = [*zip(_COLUMNS, *(cells for _, cells in rows), strict=True)]
    natural = [max(map(cell_len, texts)) for texts in columns]
    least = [longest_word(texts) for texts in columns]
    for frame in frames(space):
        widths = fitted(least, natural, frame.room(len(_COLUMNS), space.width))
        if widths is not None:
            grid = frame.grid()
            for name, width in zip(_COLUMNS, widths, strict=True):
                grid.add_column(name, width=width, overflow="fold")
            for view, (*cells, who) in rows:
                grid.add_row(*cells, Text(who, style=_style(view)))
            return grid
    return None


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
