"""Performing a scenario on somebody's own app."""

import os
import sys
from pathlib import Path
from typing import Any

import click

from tracer.activities.library import library_of
from tracer.activities.show import print_trace
from tracer.errors import UsageError
from tracer.findings import find
from tracer.recording.foreign_app import Visitor, run_on_app
from tracer.recording.load_app import load_app
from tracer.recording.observe import describe
from tracer.trace.files import save_trace
from tracer.trace.observed_facts import AppFacts, AppView
from tracer.trace.table import table
from tracer.trace.tracker import track
from tracer.views.execution_table import ExecutionTable
from tracer.views.findings import FindingList
from tracer.views.run import Closing, Title
from tracer.views.terminal import Terminal
from tracer.views.variable_tracker import VariableTracker

PASSWORD = "TRACER_PASSWORD"  # noqa: S105 # the name of a variable of the environment
"""The variable of the environment that may hold the password."""


def try_scenario(
    target: str,
    name: str,
    terminal: Terminal,
    *,
    lesson_folders: tuple[Path, ...],
    login_path: str | None,
    protected_path: str | None,
    logout_path: str | None,
    username: str | None,
    save: Path | None,
    as_json: bool,
    show_values: bool,
    **_: Any,
) -> None:
    """Perform a scenario on an app and show what happened.

    Raises:
        AppError: The app cannot be loaded.
        ScenarioError: The scenario cannot be performed on it.
        UsageError: A page or the account is not known.
    """
    scenario = library_of(lesson_folders).lesson_with_scenario(name).scenarios[name]
    app = load_app(target)
    described = describe(app)
    pages = {
        "login": login_path or _login_path(described),
        "protected": protected_path or _protected_path(described),
        "home": "/",
        **({"logout": found} if (found := logout_path or _logout_path(described)) else {}),
    }
    visitor = Visitor(username or _asked("User name", hidden=False), os.environ.get(PASSWORD) or _asked("Password"))
    trace = run_on_app(app, scenario, pages=pages, visitor=visitor, show_values=show_values)
    if save is not None:
        save_trace(trace, save)
    if as_json:
        print_trace(trace)
        return
    rows = table(trace)
    trackers = track(rows)
    terminal.show(
        Title(trace, None),
        ExecutionTable(rows),
        Closing(trace, rows),
        *([VariableTracker(trackers)] if trackers else []),
        FindingList(find(trace)),
    )
    if save is not None:
        terminal.tell(f"Saved to {save}. Show it again: python -m tracer show {save}")


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


def _asked(what: str, *, hidden: bool = True) -> str:
    """Ask for the name or the password; without a terminal nobody is asked."""
    if not sys.stdin.isatty():
        remedy = f"Put it into the environment: {PASSWORD}=..." if hidden else "Name it: --username NAME"
        raise UsageError(f"{what}: nobody can be asked here. {remedy}")
    answer: str = click.prompt(what, hide_input=hidden, err=True)
    return answer
