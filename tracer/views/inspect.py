"""What can be said of an app without a request: its views with their guards, its login, its cookies."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.console import RenderableType
from rich.table import Table as Grid
from rich.text import Text

from tracer.trace.app_facts import AppFacts, AppView, NamedView, RememberSettings, SessionSettings
from tracer.trace.plain_values import as_text
from tracer.trace.stranger_answers import AskedApp, Reception, StrangerAnswer, differs
from tracer.views.column_widths import fitted, frames, longest_word
from tracer.views.pieces import Hanging, heading
from tracer.views.terminal import Marks, Space

_NOTHING_SEEN = "no guard seen"


@dataclass(frozen=True)
class AppReport:
    """The description of an app.

    Attributes:
        app: The description.
        asked: What its pages answered a stranger; None where none was asked for.
        second_load_failed: Whether the app could not be loaded a second time.
    """

    app: AppFacts
    asked: AskedApp | None = None
    second_load_failed: bool = False

    def draw(self, space: Space) -> Iterator[RenderableType]:
        """Yield the views as a table, then how the app is set up."""
        yield heading("Views and their guards")
        rows = [(view, self._cells(view, space.marks)) for view in self.app.views]
        grid = None if space.narrow else self._grid(rows, space)
        if grid is not None:
            yield grid
        else:
            for view, (rule, methods, endpoint, who, *seen) in rows:
                yield Text(f"{methods} {rule}", style="step")
                yield Hanging(Text("  "), Text(endpoint))
                yield Hanging(Text("  "), Text(who, style=_style(view)))
                for text in seen:
                    yield Hanging(Text("  "), Text(text, style=self._style_of_answer(view)))
        yield heading("How the login is set up")
        grid = Grid.grid(padding=(0, 2))
        grid.add_column(style="quiet", no_wrap=not space.narrow)
        grid.add_column(overflow="fold")
        for name, text in self._settings():
            grid.add_row(name, text)
        yield grid

    def lines(self) -> Iterator[str]:
        """Yield the views and the settings, line by line."""
        views = self.app.views
        yield f"Views and their guards, {len(views)}."
        for view in views:
            yield f"{', '.join(view.methods)} {view.rule} ({view.endpoint}): {_sentence(self._who(view))}."
            if self.asked is not None:
                yield f"  A stranger: {self._answer(view)}."
        yield "How the login is set up."
        for name, text in self._settings():
            yield f"  {name}: {text}"

    def _cells(self, view: AppView, marks: Marks) -> tuple[str, ...]:
        mark = marks.no if _seems_guarded(view) else marks.dot if _is_public(view) else marks.yes
        cells = view.rule, ", ".join(view.methods), view.endpoint, f"{mark} {self._who(view)}"
        if self.asked is None:
            return cells
        return *cells, f"{marks.differs} {self._answer(view)}" if self._differs(view) else self._answer(view)

    def _grid(self, rows: Sequence[tuple[AppView, Sequence[str]]], space: Space) -> Grid | None:
        """Return the views as a table; None where a word would be broken in it."""
        names = _COLUMNS if self.asked is None else (*_COLUMNS, "A stranger")
        columns = [*zip(names, *(cells for _, cells in rows), strict=True)]
        natural = [max(map(cell_len, texts)) for texts in columns]
        least = [longest_word(texts) for texts in columns]
        for frame in frames(space):
            widths = fitted(least, natural, frame.room(len(names), space.width))
            if widths is not None:
                grid = frame.grid()
                for name, width in zip(names, widths, strict=True):
                    grid.add_column(name, width=width, overflow="fold")
                for view, (rule, methods, endpoint, who, *seen) in rows:
                    answers = [Text(text, style=self._style_of_answer(view)) for text in seen]
                    grid.add_row(rule, methods, endpoint, Text(who, style=_style(view)), *answers)
                return grid
        return None

    def _answer(self, view: AppView) -> str:
        """Say what a stranger was answered at a view, and whether that is another thing than the code says."""
        answer = self.asked.answer_at(view) if self.asked is not None else None
        if answer is None:
            why = self.asked.why_left_out(view) if self.asked is not None else None
            return f"not asked: {why}" if why else "not asked"
        told = _in_words(answer, answer.reception(self.app))
        return f"{told}: differs from what the code says" if self._differs(view) else told

    def _differs(self, view: AppView) -> bool:
        answer = self.asked.answer_at(view) if self.asked is not None else None
        return answer is not None and differs(view, answer, self.app)

    def _style_of_answer(self, view: AppView) -> str:
        return "bad" if self._differs(view) else ""

    def _settings(self) -> Iterator[tuple[str, str]]:
        for name, text in settings(self.app):
            failed = name == "Secret key" and self.second_load_failed
            yield name, f"{text}{_SECOND_LOAD_FAILED}" if failed else text

    def _who(self, view: AppView) -> str:
        return who_is_let_in(view, login_disabled=self.app.login_disabled)


_COLUMNS = ("Rule", "Methods", "Endpoint", "Open to")


def _sentence(who: str) -> str:
    return who if who.startswith(_NOTHING_SEEN) else f"open to {who}"


_SECOND_LOAD_FAILED = "; whether it stays the same is not known: loading the app a second time failed"


def _in_words(answer: StrangerAnswer, reception: Reception) -> str:
    """Say what a stranger was answered."""
    if not answer.in_time:
        return "no answer in time"
    if answer.raised is not None:
        return f"{answer.raised} was raised" + (f" ({answer.status})" if answer.status is not None else "")
    where = f" to {answer.location}" if answer.location is not None else ""
    return f"{answer.status}{where}" if reception == "not told" else f"{answer.status}{where}, {reception}"


def _is_public(view: AppView) -> bool:
    return not view.has_guard and view.strangers_turned_away is False


def _seems_guarded(view: AppView) -> bool:
    """Tell whether somebody meant to guard a view, and nothing was seen that guards it."""
    return (view.misordered or view.guard_thrown_away) and _is_public(view)


def _style(view: AppView) -> str:
    if _seems_guarded(view):
        return "bad"
    return "quiet" if _is_public(view) else "good"


def who_is_let_in(view: AppView, *, login_disabled: bool = False) -> str:
    """Say to whom a view is open, as far as the code says it."""
    return "; ".join([_whom(view, login_disabled=login_disabled), *_besides(view)])


def _whom(view: AppView, *, login_disabled: bool) -> str:
    certain = view.strangers_turned_away
    if view.guards and login_disabled and not certain:
        return f"{_NOTHING_SEEN}: LOGIN_DISABLED switches {', '.join(view.guards)} off"
    if view.guards:
        return f"users ({', '.join(view.guards)})"
    checks = ", ".join(f"{name}()" for name in view.own_checks)
    own = f"the app's own {', '.join(view.own_guards)}" if view.own_guards else f"the check in {checks}" * bool(checks)
    if guard := ", ".join(view.library_guards) or own:
        return f"users ({guard})" if certain else f"whom {guard} lets pass"
    if view.unguarded_methods and not certain:
        return f"{_NOTHING_SEEN} for {', '.join(view.unguarded_methods)}, users otherwise"
    if hooks := ", ".join(view.hooks):
        return f"users (the hook {hooks})" if certain else f"users, unless the hook {hooks} excepts it"
    return _NOTHING_SEEN


def _besides(view: AppView) -> Iterator[str]:
    """Say what else is known of the guard of a view."""
    for name in view.unknown_wrappers:
        yield f"unknown wrapper {name}"
    if view.misordered:
        yield "@login_required stands above @route and guards nothing"
    elif view.guard_thrown_away:
        yield "login_required() is called and its result thrown away"


def told_of_copy(module: str) -> str:
    """Say that an app carries a copy of Flask-Login, and what that means for whoever watches it."""
    return (
        f"This app carries a copy of Flask-Login, {module}, and not the one that is installed: its logins cannot be "
        "observed, and nothing is said of them."
    )


def settings(app: AppFacts) -> Iterator[tuple[str, str]]:
    """Yield how the login of an app is set up: a name and a text."""
    yield "LoginManager", as_text(app.login_manager)
    if app.login_library_copy is not None:
        yield "Flask-Login", f"a copy that the app carries, {app.login_library_copy}: its logins cannot be observed"
    yield "login_view", _named(app.login_view, "none: strangers get a 401")
    for blueprint, view in app.blueprint_login_views.items():
        yield f"login_view of {blueprint}", _named(view, "none: strangers get a 401")
    yield "refresh_view", _named(app.refresh_view, "none")
    yield "user_loader", "registered" if app.user_loader else "missing"
    yield "request_loader", "registered" if app.request_loader else "none"
    yield "Session protection", as_text(app.session_protection)
    yield "Secret key", f"{app.secret_key}{_KEPT[app.secret_key_kept]}"
    if app.sessions is not None:
        where = "on the server" if app.sessions.server_side else "in a signed cookie"
        yield "Sessions", f"{where}, for {_duration(app.sessions.lifetime)} ({app.sessions.interface})"
        yield "Session cookie", _cookie(app.sessions)
    if app.remembering is not None:
        yield "Remember cookie", f"{_cookie(app.remembering)}, for {_duration(app.remembering.lifetime)}"
    yield "Hooks that ask for a login", ", ".join(hook.name for hook in app.hooks if hook.asks_for_login) or "none"


_KEPT: Mapping[bool | None, str] = {
    True: ", and the same when the app is loaded again",
    False: ", and another one when the app is loaded again",
    None: "",
}
"""What is said of two loads of the app."""


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
