"""The execution table: as wide as there is room, as quick as there are rows, and never in the reader's way."""

import sys
from dataclasses import replace
from types import FrameType

from rich.cells import cached_cell_len, cell_len

from tests.views.shown import run_of, shown
from tracer.trace.table import Table, table
from tracer.views.execution_table import MOST_ROWS, ExecutionTable


def many_steps(count: int) -> Table:
    rows = table(run_of("login-flow"))
    repeated = (rows.steps * (count // len(rows.steps) + 1))[:count]
    return replace(rows, steps=tuple(replace(step, number=index) for index, step in enumerate(repeated, start=1)))


def test_a_table_of_many_rows_has_one_line_a_row_and_fits_the_width() -> None:
    lines = shown(ExecutionTable(many_steps(MOST_ROWS + 50)), width=100).splitlines()
    rows = [line for line in lines if line[:3].strip().isdigit()]
    assert len(rows) == MOST_ROWS + 50
    assert all(cell_len(line) <= 100 for line in lines)
    words = "4 App calls login_user(… User object with id 1 Write the user's id i… ✓ Session cookie set"
    assert " ".join(rows[3].split()) == words


def calls_to_show(rows: Table) -> int:
    """Return how many functions are called to show a table, which is its work without the machine's mood."""
    calls = 0

    def count(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event == "call"

    cached_cell_len.cache_clear()  # what an earlier test left there would be work that is not counted
    sys.setprofile(count)
    try:
        shown(ExecutionTable(rows), width=100)
    finally:
        sys.setprofile(None)
    return calls


def test_four_times_the_rows_are_four_times_the_work() -> None:
    """A work that grows with the square of the rows would be sixteen times as much."""
    few, many = many_steps(1000), many_steps(4000)
    assert calls_to_show(many) < 6 * calls_to_show(few)


def test_a_rule_stands_between_requests_and_nowhere_else() -> None:
    lines = shown(ExecutionTable(table(run_of("login-flow"))), width=200).splitlines()
    starts = [line.split("│")[1].strip() if "│" in line else "rule" for line in lines[3:-2]]
    starts = [start for start in starts if start]
    assert starts == ["rule", "1", "2", "rule", "3", "4", "rule", "5", "6", "rule", "7", "rule", "8", "9"]
