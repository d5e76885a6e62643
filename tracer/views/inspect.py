"""What can be said of an app without a request: its views with their guards, its login, its cookies."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rich import box
from rich.console import RenderableType
from rich.table import Table as Grid
from rich.text import Text

from tracer.trace.plain_values import Plain, as_mapping, as_text
from tracer.views.terminal import Space, heading

_PUBLIC = "everybody"


@dataclass(frozen=True)
class AppReport:
    """The description of an app."""

    app: Mapping[str, Plain]

    def draw(self, space: Space) -> Iterator[RenderableType]:
        """Yield the views as a table, then how the app is set up."""
        yield heading("Views and their guards")
        if space.narrow:
            for view in _views(self.app):
                yield Text(f"{as_text(view['methods'])} {view['rule']}", style="step")
                yield Text(f"  {_who(view)}", style=_style(view))
        else:
            yield _grid(_views(self.app), space)
        yield heading("How the login is set up")
        grid = Grid.grid(padding=(0, 2))
        grid.add_column(style="quiet", no_wrap=not space.narrow)
        grid.add_column(overflow="fold")
        for name, text in settings(self.app):
            grid.add_row(name, text)
        yield grid

    def lines(self) -> Iterator[str]:
        """Yield the views and the settings, line by line."""
        views = _views(self.app)
        yield f"Views and their guards, {len(views)}."
        for view in views:
            yield f"{as_text(view['methods'])} {view['rule']} ({view['endpoint']}): open to {_who(view)}."
        yield "How the login is set up."
        for name, text in settings(self.app):
            yield f"  {name}: {text}"


def _views(app: Mapping[str, Plain]) -> list[Mapping[str, Plain]]:
    views = app.get("views")
    return [as_mapping(view) for view in views] if isinstance(views, list) else []


def _grid(views: Sequence[Mapping[str, Plain]], space: Space) -> Grid:
    grid = Grid(box=box.ROUNDED if space.width >= 76 else box.SIMPLE_HEAD, header_style="heading")  # noqa: PLR2004 # as in the execution table
    for name in ("Rule", "Methods", "Endpoint", "Open to"):
        grid.add_column(name, overflow="fold")
    for view in views:
        mark = space.marks.no if _seems_guarded(view) else space.marks.dot if _is_public(view) else space.marks.yes
        who = Text(f"{mark} {_who(view)}", style=_style(view))
        grid.add_row(str(view["rule"]), as_text(view["methods"]), str(view["endpoint"]), who)
    return grid


def _is_public(view: Mapping[str, Plain]) -> bool:
    return not view.get("guards") and not view.get("own_guards") and not view.get("hooks")


def _seems_guarded(view: Mapping[str, Plain]) -> bool:
    """Tell whether somebody meant to guard a view, and nothing guards it."""
    return bool(view.get("misordered") or view.get("guard_thrown_away"))


def _style(view: Mapping[str, Plain]) -> str:
    if _seems_guarded(view):
        return "bad"
    return "quiet" if _is_public(view) else "good"


def _who(view: Mapping[str, Plain]) -> str:
    """Say to whom a view is open."""
    if _seems_guarded(view):
        why = "@login_required stands above @route and guards nothing"
        return (
            f"{_PUBLIC}: {why if view.get('misordered') else 'login_required() is called and its result thrown away'}"
        )
    if view.get("guards"):
        return f"users ({as_text(view['guards'])})"
    if view.get("own_guards"):
        return f"whom the app's own {as_text(view['own_guards'])} lets pass"
    unguarded = view.get("unguarded_methods")
    if unguarded:
        return f"{_PUBLIC} by {as_text(unguarded)}, users otherwise"
    if view.get("hooks"):
        return f"users, unless the hook {as_text(view['hooks'])} excepts it"
    return _PUBLIC


def settings(app: Mapping[str, Plain]) -> Iterator[tuple[str, str]]:
    """Yield how the login of an app is set up: a name and a text."""
    yield "LoginManager", as_text(app.get("login_manager"))
    yield "login_view", _named(app.get("login_view"), "none: strangers get a 401")
    for blueprint, view in as_mapping(app.get("blueprint_login_views")).items():
        yield f"login_view of {blueprint}", _named(view, "none: strangers get a 401")
    yield "refresh_view", _named(app.get("refresh_view"), "none")
    yield "user_loader", "registered" if app.get("user_loader") else "missing"
    yield "request_loader", "registered" if app.get("request_loader") else "none"
    yield "Session protection", as_text(app.get("session_protection"))
    yield "Secret key", as_text(app.get("secret_key"))
    sessions, remembering = as_mapping(app.get("sessions")), as_mapping(app.get("remembering"))
    where = "on the server" if sessions.get("server_side") else "in a signed cookie"
    yield "Sessions", f"{where}, for {_duration(sessions.get('lifetime'))} ({sessions.get('interface')})"
    yield "Session cookie", _cookie(sessions)
    yield "Remember cookie", f"{_cookie(remembering)}, for {_duration(remembering.get('lifetime'))}"
    hooks = app.get("hooks")
    asking = (
        [str(as_mapping(hook)["name"]) for hook in hooks if as_mapping(hook).get("asks_for_login")]
        if (isinstance(hooks, list))
        else []
    )
    yield "Hooks that ask for a login", ", ".join(asking) or "none"


def _named(view: Plain, nothing: str) -> str:
    facts = as_mapping(view)
    if not facts:
        return nothing
    if not facts.get("found"):
        return f"{facts.get('name')}: there is no such endpoint"
    rule = facts.get("rule")
    return f"{facts.get('name')} at {rule}" if rule and rule != facts.get("name") else as_text(facts.get("name"))


def _cookie(cookie: Mapping[str, Plain]) -> str:
    attributes = [name for name, key in (("Secure", "secure"), ("HttpOnly", "httponly")) if cookie.get(key)]
    attributes.append(f"SameSite={cookie.get('samesite') or 'not set'}")
    attributes.extend(f"{key.capitalize()}={cookie[key]}" for key in ("domain", "path") if cookie.get(key))
    return f"{cookie.get('cookie')}: {', '.join(attributes)}"


def _duration(seconds: Plain) -> str:
    """Return a duration as a person says it."""
    if not isinstance(seconds, int | float):
        return "an unknown time"
    for unit, length in (("days", 86_400), ("hours", 3_600), ("minutes", 60)):
        if seconds >= 2 * length:
            return f"{seconds / length:g} {unit}"
    return f"{seconds:g} seconds"
