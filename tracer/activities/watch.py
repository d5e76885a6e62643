"""Serving an app and showing what happens, until Ctrl-C."""

import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep
from types import FrameType

from tracer.activities.json_output import JsonOutput
from tracer.activities.standard_streams import duplicate
from tracer.activities.terminal_input import typed_line
from tracer.activities.watched_fault import is_to_be_found
from tracer.command_line import command_line
from tracer.errors import TraceFileError
from tracer.findings import find
from tracer.findings.advice import Advice, advice_on
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

_PAUSE = 0.0002
"""So many seconds everything else may run between two requests that are shown. A thread of Python's that only counts
keeps the others waiting for five milliseconds each time that one of them has read or written something."""

_BETWEEN_SHOWINGS = 0.3
"""In seconds. So often it is shown what was done while one request follows the other. A click is shown at once."""

_BETWEEN_CONCLUSIONS = 0.3
"""So many seconds at least lie between two searches for findings."""

_BETWEEN_CONCLUSIONS_WHILE_BUSY = 1.0
"""The same while one request follows the other: the app shall answer first, and nobody can read as fast."""

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
) -> int:
    """Serve an app, show its steps as they happen, and everything in the end.

    Args:
        target: Whatever ``flask --app`` takes, or a demo app: ``demo``, ``faults/bare-401``.
        host: The address to listen at.
        port: The port to listen at; 0 takes one that is free.
        save: Where the trace is written as it goes; None does not save it.
        keep: How many of the latest requests are remembered.
        as_json: Whether each event is written as a line of JSON instead of being shown. Whatever the app prints goes to
            the standard error then.
        show_values: Whether the values in sessions, queries and messages are shown.
        findings: Whether what is wrong is said. None says it, but not of an app with a fault that is still to be found.
        color: Whether to use colour.
        plain: Whether everything is shown in its plain form.

    Returns:
        The exit code: 0, or that of the error by which the saving has stopped.

    Raises:
        AppError: The app cannot be loaded, or the port is taken.
        TraceFileError: The file cannot be opened, or another watch is writing there.
    """
    output = JsonOutput() if as_json else None
    asks = sys.stdin.isatty() and sys.stdout.isatty()
    # The app may close the standard streams, or put others in their place.
    terminal = open_terminal(color, plain=plain, out=duplicate(sys.stdout), err=duplicate(sys.stderr))
    demo = watched_demo_app(target)
    watched = Watch(load_app(target), keep=keep, show_values=show_values or demo is not None)
    hidden = is_to_be_found(demo or "") if findings is None else not findings
    report = _LiveReport(watched, terminal, output, hidden=hidden)
    with ExitStack() as at_last:
        with watched.listening(), served(watched.app, host, port) as url, _stop_signals() as stop:
            # The port comes first: where another watch has taken it, its file is not touched.
            saving = _Saving(save, watched, terminal)
            at_last.callback(saving.close)

            def take_in(*, busy: bool) -> None:
                for events in watched.new_requests():
                    saving.add(events)
                    report.take(events)
                    _let_others_run()
                report.conclude(busy=busy)

            name = target if demo is not None else watched.head.app
            if (copy := copy_of_flask_login(getattr(watched.app, "login_manager", None))) is not None:
                terminal.tell(told_of_copy(copy))
            terminal.tell(f"Watching {name}: open {url} in a browser. Ctrl-C ends it and shows everything.")
            next_showing = 0.0
            while not stop.asked:
                busy = watched.wait_for_requests(_EVERY)
                if not busy or monotonic() >= next_showing:
                    take_in(busy=busy)
                    next_showing = monotonic() + _BETWEEN_SHOWINGS if busy else 0.0
                sleep(_EVERY)  # What comes meanwhile is shown together.
        take_in(busy=False)
        report.conclude_at_last()
    report.end()
    if hidden and findings is None and not as_json:
        _tell_if_asked(watched, terminal, command_line("watch", target, "--findings"), asks=asks)
    return saving.told_at_the_end()


def _let_others_run() -> None:
    sleep(_PAUSE)


class _Saving:
    """Writes what is recorded into a file, for as long as there is room.

    Args:
        path: The file; None saves nothing.
        watched: The app.
        terminal: Where it is said when the saving stops.

    Raises:
        TraceFileError: The file cannot be opened, or another watch is writing there.
    """

    def __init__(self, path: Path | None, watched: Watch, terminal: Terminal) -> None:
        self._path = path
        self._terminal = terminal
        self._writer: TraceWriter | None = None
        self._failed: TraceFileError | None = None
        if path is None:
            return
        self._writer = TraceWriter(path)
        if self._writer.replaces:
            terminal.tell(f"{path} held something before; it is replaced.")
        self._keep(lambda writer: writer.begin(watched.head))

    def add(self, events: Sequence[Event]) -> None:
        """Write the events of one request. A full disk stops the saving, and the app goes on."""
        self._keep(lambda writer: writer.add(events))

    def _keep(self, write: Callable[[TraceWriter], None]) -> None:
        if self._writer is None:
            return
        try:
            write(self._writer)
        except TraceFileError as error:
            self._failed = error
            self.close()
            self._terminal.tell(f"Nothing more is saved, and the app goes on: {error}")

    def close(self) -> None:
        """Close the file."""
        if self._writer is not None:
            self._writer.close()
            self._writer = None

    def told_at_the_end(self) -> int:
        """Say where the trace is, or that it is not whole, and return the exit code."""
        if self._path is None:
            return 0
        if self._failed is None:
            self._terminal.tell(f"Saved to {self._path}. Show it again: {command_line('show', str(self._path))}")
            return 0
        self._terminal.tell(f"Error: the trace was not saved as a whole. {self._failed}")
        return self._failed.exit_code


def _tell_if_asked(watched: Watch, terminal: Terminal, command: str, *, asks: bool) -> None:
    """Say what is wrong where somebody at the terminal asks for it, or else how to ask."""
    if not asks:
        terminal.tell(f"What is wrong with this app is not said, so that you can find it. To be told: {command}")
        return
    terminal.ask("What is wrong with this app is for you to find. f tells it, Enter leaves: ")
    try:
        asked = typed_line().strip().lower() in {"f", "findings"}
    except KeyboardInterrupt:
        asked = False
    terminal.tell("")
    if asked:
        trace = watched.trace
        terminal.show(FindingList(find(trace), notes=advice_on(trace)))


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
        output: Where each event is written as a line of JSON instead; None shows it.
        hidden: Whether what is wrong is left to whoever looks on to find.
    """

    def __init__(self, watched: Watch, terminal: Terminal, output: JsonOutput | None, *, hidden: bool) -> None:
        self._watched = watched
        self._hidden = hidden
        self._terminal = terminal
        self._output = output
        self._live = LiveTable(terminal, watched.head)
        self._told: set[tuple[str, str]] = set()
        self._concluded = True
        self._next_conclusion = 0.0

    def take(self, events: Sequence[Event]) -> None:
        """Show the events of one request."""
        if self._output is not None:
            for event in events:
                self._output.write_json(event_to_plain(event))
            return
        self._live.take(events)
        self._concluded = False

    def conclude(self, *, busy: bool) -> None:
        """Show what was taken, and now and then what can be concluded from it.

        Args:
            busy: Whether one request follows the other.
        """
        if self._output is not None:
            return
        next_one = self._next_conclusion + (_BETWEEN_CONCLUSIONS_WHILE_BUSY - _BETWEEN_CONCLUSIONS if busy else 0)
        if monotonic() >= next_one:
            self._look_for_findings()
        self._live.flush()

    def conclude_at_last(self) -> None:
        """Show what can be concluded from what came last."""
        if self._output is None:
            self._look_for_findings()
            self._live.flush()

    def _look_for_findings(self) -> None:
        if not self._concluded and not self._hidden:
            self._concluded = True
            begun = monotonic()
            found = self._watched.findings(between=_let_others_run)
            self._live.tell([finding for finding in found if self._is_new(finding)])
            ended = monotonic()
            self._next_conclusion = ended + max(_BETWEEN_CONCLUSIONS, _SHARE * (ended - begun))

    def end(self) -> None:
        """Show the whole table, the variables and the findings, with the notes."""
        trace = self._watched.trace
        findings, notes = ((), ()) if self._hidden else (find(trace), advice_on(trace))
        if self._output is not None:
            for line in (*map(finding_to_plain, findings), *map(note_to_plain, notes)):
                self._output.write_json(line)
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
        told = [] if self._hidden else [FindingList(findings, basis, notes)]
        self._terminal.show(ExecutionTable(rows), *([VariableTracker(trackers)] if trackers else []), *told)

    def _is_new(self, finding: Finding) -> bool:
        key = (finding.code, finding.what)
        new = key not in self._told
        self._told.add(key)
        return new


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


def note_to_plain(note: Advice) -> dict[str, object]:
    """Return a note as a dict that JSON can hold; it follows the findings."""
    return {"kind": "note", "topic": note.topic, "advice": note.advice, "code": note.code}
