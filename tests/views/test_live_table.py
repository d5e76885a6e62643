"""A live line that fits is written at once; it looks as Rich would lay it out."""

from io import StringIO

import pytest
from rich.console import Console
from rich.text import Text

from tests.course import CHEAP
from tests.foreign_apps.driver import LOGOUT, VISIT
from tracer.recording.demo.flask_run import run_on_flask
from tracer.trace.events import Trace
from tracer.trace.scenario import Action, Scenario
from tracer.trace.table import table
from tracer.trace.tracker import track
from tracer.views.terminal import ColorChoice, Terminal, open_terminal
from tracer.views.variable_tracker import MOST_COLUMNS, VariableTracker
from tracer.views.watch import LiveTable, _grid, _line

LOGIN = Action(do="submit", page="login", account="ada", password="right")


def terminal_on(out: StringIO, width: int, color: ColorChoice = "never", *, plain: bool = False) -> Terminal:
    return open_terminal(color, plain=plain, out=out, err=StringIO(), width=width)


@pytest.fixture(scope="module")
def trace() -> Trace:
    """Return a run with a login and a logout."""
    scenario = Scenario(title="a trial", actions=(VISIT, LOGIN, LOGOUT, VISIT))
    return run_on_flask(scenario, settings={"PASSWORD_HASH_METHOD": CHEAP}, witness="observed")


@pytest.mark.parametrize("count", [0, 3])
@pytest.mark.parametrize("words", ["logged in", "w" * 200, "日本語" * 9, ""])
def test_a_line_looks_as_rich_lays_it_out(words: str, count: int) -> None:
    values = [(f"  {words[:10]}", "quiet")] * count
    terminal = terminal_on(StringIO(), 120)
    room = 120 - 8 - (63 if count else 0)
    parts = [("Session checked: ", "step"), (words, "good")]
    fast = [
        "".join(text for text, _ in line).rstrip()
        for line in _line(("1 ✓", "step"), parts, values, terminal, terminal.space)
    ]

    out = StringIO()
    Console(file=out, width=120, color_system=None).print(
        _grid(("1 ✓", ""), [(text, "") for text, _ in parts], [(text, "") for text, _ in values], room)
    )
    assert fast == [line.rstrip() for line in out.getvalue().splitlines()]


@pytest.mark.parametrize("width", [60, 90, 130])
def test_many_requests_at_once_look_as_one_by_one(width: int, trace: Trace) -> None:
    shown = []
    for at_once in (True, False):
        out = StringIO()
        live = LiveTable(terminal_on(out, width), trace)
        for number in dict.fromkeys(event.request for event in trace.events if event.request is not None):
            live.take([event for event in trace.events if event.request == number])
            if not at_once:
                live.flush()
        live.close()
        shown.append(out.getvalue())
    assert shown[0] == shown[1]
    assert "Logged in: " in shown[0]
    assert "Logged out: " in shown[0]


@pytest.mark.parametrize("color", ["always", "never"])
def test_styled_lines_are_written_as_rich_writes_them(color: ColorChoice) -> None:
    parts = [("good", "good"), (" and \x1b[2Jbad", "bad"), (" none", "")]
    at_once, one_by_one = StringIO(), StringIO()
    terminal_on(at_once, 100, color).add_lines([parts, parts[:1]])
    terminal_on(one_by_one, 100, color).add(Text.assemble(*parts), Text(*parts[0]))
    assert at_once.getvalue() == one_by_one.getvalue()
    assert "\x1b[2J" not in at_once.getvalue()


@pytest.mark.parametrize("width", [60, 100])
def test_a_long_tracker_has_a_line_for_each_moment(width: int, trace: Trace) -> None:
    (tracker,) = track(table(trace), changes=True)
    moments = type(tracker)(tracker.browser, tracker.names, tracker.columns * MOST_COLUMNS)
    out = StringIO()
    terminal_on(out, width).show(VariableTracker([moments]))
    lines = out.getvalue().splitlines()
    assert all(len(line) <= width for line in lines)
    after = [line for line in lines if line.startswith(tracker.columns[1].heading)]
    assert len(after) == MOST_COLUMNS
    assert all(str(tracker.columns[1].values["user_authenticated"]) in line for line in after)
