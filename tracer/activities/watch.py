"""Serving an app and showing what happens, until Ctrl-C."""

import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep
from types import FrameType

from tracer.activities.standard_streams import write_json
from tracer.activities.watched_fault import is_to_be_found
from tracer.command_line import command_line
from tracer.findings import find
from tracer.findings.finding import Finding
from tracer.recording.demo.run import watched_demo_app
from tracer.recording.load_app import load_app
from tracer.recording.observe.app_description import copy_of_flask_login
from tracer.recording.serve import served
from tracer.recording.watched_requests import Watch
from tracer.trace.events import Event
from tracer.trace.files import TraceWriter
from tracer.trace.json_format import event_to_plain
from tracer.trace.table import table
from tracer.trace.tracker import track
from tracer.views.execution_table import ExecutionTable
from tracer.views.findings import Basis, FindingList
from tracer.views.inspect import told_of_copy
from tracer.views.terminal import ColorChoice, Terminal, open_terminal
from tracer.views.variable_tracker import VariableTracker
from tracer.views.watch import LiveTable

_EVERY = 0.05
"""How often, in seconds, it is checked whether somebody wants to stop."""

_BETWEEN_CONCLUSIONS = 0.3
"""So many seconds at least lie between two searches for findings."""

_SHARE = 20
"""So many times as long as a search took, at least, is waited before the next one: the app shall answer meanwhile."""


def watch(
    target: str,
    *,
    host: str,
    port: int,
    save: Path | None,
    keep: int,
    as_json: bool,
    show_values: bool,
    findings: bool | None,
    color: ColorChoice,
    plain: bool,
) -> None:
    """Serve an app, show its steps as they happen, and everything in the end.

    Args:
        target: Whatever ``flask --app`` takes, or a demo app: ``demo``, ``faults/bare-401``.
        host: The address to listen at.
        port: The port to listen at; 0 takes one that is free.
        save: Where the trace is written as it goes; None does not save it.
        keep: How many of the latest requests are remembered.
        as_json: Whether each event is written as a line of JSON instead of being shown.
        show_values: Whether the values in sessions, queries and messages are shown.
        findings: Whether what is wrong is said. None says it, but not of an app with a fault that is still to be found.
        color: Whether to use colour.
        plain: Whether everything is shown in its plain form.

    Raises:
        AppError: The app cannot be loaded, or the port is taken.
        TraceFileError: The trace cannot be saved.
    """
    terminal = open_terminal(color, plain=plain)
    demo = watched_demo_app(target)
    watched = Watch(load_app(target), keep=keep, show_values=show_values or demo is not None)
    hidden = is_to_be_found(demo or "") if findings is None else not findings
    report = _LiveReport(watched, terminal, as_json=as_json, hidden=hidden)
    writer = TraceWriter(save, watched.head) if save is not None else nullcontext()
    with writer as saving:

        def take_in() -> None:
            for events in watched.new_requests():
                if saving is not None:
                    saving.add(events)
                report.take(events)
            report.conclude()

        with watched.listening(), served(watched.app, host, port) as url, _stop_signals() as stop:
            name = target if demo is not None else watched.head.app
            if (copy := copy_of_flask_login(getattr(watched.app, "login_manager", None))) is not None:
                terminal.tell(told_of_copy(copy))
            terminal.tell(f"Watching {name}: open {url} in a browser. Ctrl-C ends it and shows everything.")
            while not stop.asked:
                watched.wait_for_requests(_EVERY)
                take_in()
                sleep(_EVERY)  # What comes meanwhile is shown together.
        take_in()
    report.end()
    if hidden and findings is None and not as_json:
        _tell_if_asked(watched, terminal, command_line("watch", target, "--findings"))
    if save is not None:
        terminal.tell(f"Saved to {save}. Show it again: {command_line('show', str(save))}")


def _tell_if_asked(watched: Watch, terminal: Terminal, command: str) -> None:
    """Say what is wrong where somebody at the terminal asks for it, or else how to ask."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        terminal.tell(f"What is wrong with this app is not said, so that you can find it. To be told: {command}")
        return
    terminal.ask("What is wrong with this app is for you to find. f tells it, Enter leaves: ")
    try:
        asked = sys.stdin.readline().strip().lower() in {"f", "findings"}
    except KeyboardInterrupt:
        asked = False
    terminal.tell("")
    if asked:
        terminal.show(FindingList(find(watched.trace)))


@dataclass
class _Stop:
    """Whether somebody has asked for the end. A plain attribute: a signal may come while any lock is held."""

    asked: bool = False


@contextmanager
def _stop_signals() -> Iterator[_Stop]:
    """Take Ctrl-C, and the order to end, as the wish to see everything and leave."""
    stop = _Stop()

    def ask(_number: int, _frame: FrameType | None) -> None:
        stop.asked = True

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class _LiveReport:
    """Shows what is seen while an app is watched.

    Args:
        watched: The app.
        terminal: Where it is shown.
        as_json: Whether each event is printed as a line of JSON instead.
        hidden: Whether what is wrong is left to whoever looks on to find.
    """

    def __init__(self, watched: Watch, terminal: Terminal, *, as_json: bool, hidden: bool = False) -> None:
        self._watched = watched
        self._hidden = hidden
        self._terminal = terminal
        self._as_json = as_json
        self._live = LiveTable(terminal, watched.head)
        self._told: set[tuple[str, str]] = set()
        self._concluded = True
        self._next_conclusion = 0.0

    def take(self, events: Sequence[Event]) -> None:
        """Show the events of one request."""
        if self._as_json:
            for event in events:
                self._print(event_to_plain(event))
            return
        self._live.take(events)
        self._concluded = False

    def conclude(self) -> None:
        """Show what was taken, and now and then what can be concluded from it."""
        if self._as_json:
            return
        if not self._concluded and not self._hidden and monotonic() >= self._next_conclusion:
            self._concluded = True
            begun = monotonic()
            self._live.tell([finding for finding in self._watched.findings() if self._is_new(finding)])
            ended = monotonic()
            self._next_conclusion = ended + max(_BETWEEN_CONCLUSIONS, _SHARE * (ended - begun))
        self._live.flush()

    def end(self) -> None:
        """Show the whole table, the variables and the findings."""
        trace = self._watched.trace
        findings = [] if self._hidden else find(trace)
        if self._as_json:
            for finding in findings:
                self._print(finding_to_plain(finding))
            return
        self._live.close()
        rows = table(trace)
        if self._watched.forgotten:
            self._terminal.tell(
                f"The first {self._watched.forgotten} requests are forgotten, so the steps are numbered anew. "
                "To remember more, use --keep."
            )
        trackers = track(rows)
        self._terminal.write("")
        basis: Basis = "requests" if any(trace.of_kind("request")) else "no requests"
        told = [] if self._hidden else [FindingList(findings, basis)]
        self._terminal.show(ExecutionTable(rows), *([VariableTracker(trackers)] if trackers else []), *told)

    def _is_new(self, finding: Finding) -> bool:
        key = (finding.code, finding.what)
        new = key not in self._told
        self._told.add(key)
        return new

    @staticmethod
    def _print(value: object) -> None:
        write_json(value, ascii_only=True)


def finding_to_plain(finding: Finding) -> dict[str, object]:
    """Return a finding as a dict that JSON can hold; it follows the events of a live stream."""
    return {
        "kind": "finding",
        "code": finding.code,
        "what": finding.what,
        "request": finding.request,
        "step": finding.step,
        "browser": finding.browser,
        "place": finding.place,
        "count": finding.count,
    }
