"""Performing a scenario on somebody's own app instead of serving it."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from tracer.activities.library import library_of
from tracer.activities.standard_streams import print_trace
from tracer.command_line import command_line
from tracer.errors import UsageError
from tracer.findings import find
from tracer.lessons.hunt import guess_of
from tracer.lessons.schema import Lesson
from tracer.recording.foreign_app import Visitor, run_on_app
from tracer.recording.load_app import load_app
from tracer.recording.observe import describe
from tracer.trace.app_facts import AppFacts, AppView
from tracer.trace.events import Trace
from tracer.trace.files import save_trace
from tracer.trace.table import table
from tracer.trace.tracker import track
from tracer.views.execution_table import ExecutionTable
from tracer.views.findings import FindingList
from tracer.views.hunt import Solution, Symptom
from tracer.views.run import Closing, Title
from tracer.views.terminal import ColorChoice, Terminal, open_terminal
from tracer.views.variable_tracker import VariableTracker

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


def watch_scenario(
    target: str,
    name: str,
    folders: tuple[Path, ...],
    visit: VisitOptions,
    *,
    save: Path | None,
    as_json: bool,
    show_values: bool,
    color: ColorChoice,
    plain: bool,
) -> None:
    """Perform a scenario on an app and show what happened.

    Args:
        target: Whatever ``flask --app`` takes, or ``demo``.
        name: The scenario.
        folders: The learner's own folders with lessons.
        visit: Where a visitor goes, and who that is.
        save: Where the trace is saved; None does not save it.
        as_json: Whether the trace is written as JSON instead of being shown.
        show_values: Whether the values in sessions, queries and messages are shown.
        color: Whether to use colour.
        plain: Whether everything is shown in its plain form.

    Raises:
        AppError: The app cannot be loaded.
        ScenarioError: The scenario cannot be performed on it.
        UsageError: A page or the account is not known.
    """
    lesson = library_of(folders).lesson_with_scenario(name)
    scenario = lesson.scenarios[name]
    app = load_app(target)
    pages = _pages(describe(app), visit)
    trace = run_on_app(app, scenario, pages=pages, visitor=_visitor(visit), show_values=show_values)
    if save is not None:
        save_trace(trace, save)
    if as_json:
        print_trace(trace)
        return
    terminal = open_terminal(color, plain=plain)
    _show(trace, terminal, lesson)
    if save is not None:
        terminal.tell(f"Saved to {save}. Show it again: {command_line('show', str(save))}")


def _show(trace: Trace, terminal: Terminal, lesson: Lesson) -> None:
    """Show the run and what is wrong with the app; in a hunt that stands last, and waits until somebody asks."""
    rows = table(trace)
    trackers = track(rows)
    hunt = guess_of(lesson) is not None
    terminal.show(
        Title(trace, None),
        *([Symptom(lesson.symptom)] if hunt else []),
        ExecutionTable(rows),
        Closing(trace, rows),
        *([VariableTracker(trackers)] if trackers else []),
    )
    if hunt and sys.stdin.isatty() and sys.stdout.isatty():
        terminal.ask("What is behind it? Enter shows what the tracer has found, q leaves it: ")
        line = sys.stdin.readline()
        terminal.tell("")
        if not line or line.strip().lower() in {"q", "quit"}:
            return
    terminal.show(*([Solution()] if hunt else []), FindingList(find(trace)))


def _visitor(visit: VisitOptions) -> Visitor:
    return Visitor(
        visit.username or _asked(visit.prompt, "User name", hidden=False),
        os.environ.get(PASSWORD) or _asked(visit.prompt, "Password", hidden=True),
    )


def _pages(app: AppFacts, visit: VisitOptions) -> dict[str, str]:
    """Return the paths of the pages that a scenario may visit, by the names that it gives them."""
    pages = {
        "login": visit.login_path or _login_path(app),
        "protected": visit.protected_path or _protected_path(app),
        "home": "/",
    }
    logout = visit.logout_path or _logout_path(app)
    return {**pages, "logout": logout} if logout else pages


def _login_path(app: AppFacts) -> str:
    rule = app.login_view.rule if app.login_view is not None else None
    if rule is None:
        raise UsageError(
            "Where is the login form? The app has no login_view that says so. Name it: --login-path /login"
        )
    return rule


def _protected_path(app: AppFacts) -> str:
    for view in app.views:
        if (view.guards or view.hooks) and _can_be_visited(view) and view.logs_out is False:
            return view.rule
    raise UsageError("Which page is protected? No guarded page was found. Name one: --protected-path /account")


def _logout_path(app: AppFacts) -> str | None:
    return next((view.rule for view in app.views if view.logs_out), None)


def _can_be_visited(view: AppView) -> bool:
    return "GET" in view.methods and "<" not in view.rule and not view.static


def _asked(prompt: Prompt, what: str, *, hidden: bool) -> str:
    """Ask for the name or the password; without a terminal nobody is asked."""
    if not sys.stdin.isatty():
        remedy = f"Put it into the environment: {PASSWORD}=..." if hidden else "Name it: --username NAME"
        raise UsageError(f"{what}: nobody can be asked here. {remedy}")
    return prompt(what, hidden=hidden)
