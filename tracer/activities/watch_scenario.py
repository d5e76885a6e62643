"""Performing a scenario on somebody's own app instead of serving it."""

import sys
from pathlib import Path

from tracer.activities.json_output import JsonOutput
from tracer.activities.library import library_of
from tracer.activities.visit import VisitOptions, pages_of, visitor_of
from tracer.command_line import command_line
from tracer.findings import find
from tracer.lessons.hunt import guess_of
from tracer.lessons.schema import Lesson
from tracer.recording.foreign_app import run_on_app
from tracer.recording.load_app import load_app
from tracer.recording.observe import describe
from tracer.trace.events import Trace
from tracer.trace.files import save_trace
from tracer.trace.json_format import json_lines
from tracer.trace.table import table
from tracer.trace.tracker import track
from tracer.views.execution_table import ExecutionTable
from tracer.views.findings import FindingList
from tracer.views.hunt import Solution, Symptom
from tracer.views.run import Closing, Title
from tracer.views.terminal import ColorChoice, Terminal, open_terminal
from tracer.views.variable_tracker import VariableTracker


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
        as_json: Whether the trace is written as JSON instead of being shown. Whatever the app prints goes to the
            standard error then.
        show_values: Whether the values in sessions, queries and messages are shown.
        color: Whether to use colour.
        plain: Whether everything is shown in its plain form.

    Raises:
        AppError: The app cannot be loaded.
        ScenarioError: The scenario cannot be performed on it.
        UsageError: A page or the account is not known.
    """
    output = JsonOutput() if as_json else None
    lesson = library_of(folders).lesson_with_scenario(name)
    scenario = lesson.scenarios[name]
    app = load_app(target)
    pages = pages_of(describe(app), visit)
    trace = run_on_app(app, scenario, pages=pages, visitor=visitor_of(visit), show_values=show_values)
    if save is not None:
        save_trace(trace, save)
    if output is not None:
        output.write("\n".join(json_lines(trace)))
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
