"""Performing a scenario on somebody's own app instead of serving it."""

import sys
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path

from tracer.activities.json_output import JsonOutput
from tracer.activities.library import library_of
from tracer.activities.standard_streams import duplicate
from tracer.activities.terminal_input import typed_line
from tracer.activities.visit import VisitOptions, pages_of, visitor_of
from tracer.command_line import command_line
from tracer.errors import ScenarioError, UsageError
from tracer.findings import find
from tracer.findings.advice import advice_on
from tracer.findings.finding import Finding
from tracer.lessons.hunt import guess_of
from tracer.lessons.schema import Lesson
from tracer.recording.foreign_app import run_on_app
from tracer.recording.inspect import described
from tracer.recording.load_app import load_app
from tracer.recording.observe import describe
from tracer.recording.workers.alternation import Workers, run_on_workers
from tracer.trace.events import Trace
from tracer.trace.files import save_trace
from tracer.trace.scenario import Scenario
from tracer.trace.table import table
from tracer.trace.tracker import track
from tracer.views.execution_table import ExecutionTable
from tracer.views.findings import FindingList
from tracer.views.hunt import Solution, Symptom
from tracer.views.inspect import told_of_copy
from tracer.views.run import Closing, Title
from tracer.views.terminal import ColorChoice, Terminal, open_terminal
from tracer.views.variable_tracker import VariableTracker


def watch_scenario(
    target: str,
    name: str,
    folders: tuple[Path, ...],
    visit: VisitOptions,
    *,
    workers: int | None = None,
    save: Path | None,
    as_json: bool,
    show_values: bool,
    color: ColorChoice,
    plain: bool,
) -> int:
    """Perform a scenario on an app and show what happened.

    Args:
        target: Whatever ``flask --app`` takes, or ``demo``.
        name: The scenario.
        folders: The learner's own folders with lessons.
        visit: Where a visitor goes, and who that is.
        workers: How many processes take turns, after one has answered alone; None for no other process than this one.
        save: Where the trace is saved; None does not save it.
        as_json: Whether the trace is written as JSON instead of being shown. Whatever the app prints goes to the
            standard error then.
        show_values: Whether the values in sessions, queries and messages are shown.
        color: Whether to use colour.
        plain: Whether everything is shown in its plain form.

    Returns:
        The exit code: 1 where something is wrong with the app, 0 otherwise.

    Raises:
        AppError: The app cannot be loaded.
        ScenarioError: The scenario cannot be performed on it.
        UsageError: A page or the account is not known; what is wrong with the app as it is set up is shown before.
    """
    output = JsonOutput() if as_json else None
    lesson = library_of(folders).lesson_with_scenario(name)
    scenario = lesson.scenarios[name]
    asks = sys.stdin.isatty() and sys.stdout.isatty()
    # The app may close the standard streams, or put others in their place.
    terminal = open_terminal(color, plain=plain, out=duplicate(sys.stdout), err=duplicate(sys.stderr))
    trace = _performed(target, scenario, visit, terminal, workers, as_json=as_json, show_values=show_values)
    findings = find(trace)
    if save is not None:
        save_trace(trace, save)
    if output is not None:
        output.write_trace(trace)
        return int(bool(findings))
    _show(trace, findings, terminal, lesson, asks=asks)
    if save is not None:
        terminal.tell(f"Saved to {save}. Show it again: {command_line('show', str(save))}")
    return int(bool(findings))


def _performed(
    target: str,
    scenario: Scenario,
    visit: VisitOptions,
    terminal: Terminal,
    count: int | None,
    *,
    as_json: bool,
    show_values: bool,
) -> Trace:
    """Perform a scenario on the app, in this process or in front of several workers.

    Where that is not possible, what is wrong with the app's set-up is shown first.
    """
    with nullcontext() if count is None else Workers(target, count, show_values=show_values) as workers:
        app = load_app(target)
        facts = describe(app)
        if facts.login_library_copy is not None:
            terminal.tell(told_of_copy(facts.login_library_copy))
        try:
            pages, visitor = pages_of(facts, visit), visitor_of(visit)
            if workers is None:
                return run_on_app(app, scenario, pages=pages, visitor=visitor, show_values=show_values)
            return run_on_workers(workers, app, scenario, pages=pages, visitor=visitor, show_values=show_values)
        except (UsageError, ScenarioError):
            _show_set_up(find(described(app)), terminal, as_json=as_json)
            raise


def _show_set_up(findings: Sequence[Finding], terminal: Terminal, *, as_json: bool) -> None:
    """Show what is wrong with an app before any request; where JSON is wanted, in a line each beside the output."""
    if as_json:
        for finding in findings:
            terminal.tell(f"{finding.code}: {finding.what}")
    elif findings:
        terminal.show(FindingList(findings, "code"))


def _show(trace: Trace, findings: Sequence[Finding], terminal: Terminal, lesson: Lesson, *, asks: bool) -> None:
    """Show the run, and what is wrong with the app; in a hunt that stands last, and waits until somebody asks."""
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
    if hunt and asks:
        terminal.ask("What is behind it? Enter shows what the tracer has found, q leaves it: ")
        line = typed_line()
        terminal.tell("")
        if not line or line.strip().lower() in {"q", "quit"}:
            return
    terminal.show(*([Solution()] if hunt else []), FindingList(findings, notes=advice_on(trace)))
