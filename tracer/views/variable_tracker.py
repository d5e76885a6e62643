"""The variable tracker: one row per variable, one column per moment; what changed is marked."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from rich.cells import cell_len, set_cell_size
from rich.console import RenderableType
from rich.table import Table as Grid
from rich.text import Text

from tracer.trace.plain_values import Plain, as_shown, as_spoken
from tracer.trace.tracker import Tracker, TrackerColumn
from tracer.views.column_widths import Frame, cut, in_parts
from tracer.views.pieces import heading
from tracer.views.terminal import Marks, Space

_VARIABLE = "Variable"

_MARK = 2
"""The room for the sign of a change and the space after it."""

_WIDEST = 26
"""A longer value is wrapped, so that one of them does not push the other columns out."""


MOST_COLUMNS = 200
"""With more moments than this, each has a line of its own: Rich takes a minute to draw 10,000 of them as tables."""


@dataclass(frozen=True)
class VariableTracker:
    """The variable tracker, one for each browser."""

    trackers: Sequence[Tracker]

    def draw(self, space: Space) -> Iterator[RenderableType]:
        """Yield tables of as many columns as there is room for; stacked lines where it is too narrow."""
        yield heading("Variable tracker")
        for tracker in self.trackers:
            if len(self.trackers) > 1:
                yield Text(f"Browser {tracker.browser}", style="heading")
            if len(tracker.columns) > MOST_COLUMNS and not space.narrow:
                yield from _line_by_line(tracker, space)
            elif space.narrow:
                yield from _stacked(tracker, space.marks)
            else:
                yield from _in_parts(tracker, space)
        if any(one.changed for tracker in self.trackers for one in tracker.columns):
            yield Text(f"{space.marks.changed} marks a value that changed since the column before.", style="quiet")

    def lines(self) -> Iterator[str]:
        """Yield the value of each variable, moment by moment."""
        yield "Variable tracker."
        for tracker in self.trackers:
            if len(self.trackers) > 1:
                yield f"Browser {tracker.browser}."
            for column in tracker.columns:
                yield f"{column.heading}:"
                for name in tracker.names:
                    yield f"  {name} is {_said(column, name)}"


def _said(column: TrackerColumn, name: str) -> str:
    value = value_text(column.values[name], as_spoken)
    return f"{value} (changed)" if name in column.changed else value


def value_text(value: Plain, written: Callable[[Plain], str] = as_shown) -> str:
    """Return a value as the tracker writes it, or says it."""
    return "{" + written(value) + "}" if isinstance(value, dict) else written(value)


def tracker_cell(column: TrackerColumn, name: str, marks: Marks) -> Text:
    """Return the value of a variable at a moment, behind the sign of a change or the room for it."""
    value = value_text(column.values[name])
    if name in column.changed:
        return Text(f"{marks.changed} {value}", style="changed")
    return Text(f"  {value}")


def _in_parts(tracker: Tracker, space: Space) -> Iterator[Grid]:
    """Yield tables of as many columns as fit beside one another; without rules where that makes them fit."""
    names = max(cell_len(name) for name in (_VARIABLE, *tracker.names))
    frame, parts = in_parts(names, [_width(tracker, column) for column in tracker.columns], space.width)
    yield from (_grid(tracker, tracker.columns[part], space.marks, frame) for part in parts)


def _width(tracker: Tracker, column: TrackerColumn) -> int:
    """Return how many columns of the terminal the values of a moment take."""
    values = [cell_len(value_text(column.values[name])) + _MARK for name in tracker.names]
    return min(max(*(cell_len(line) for line in _heading(column).split("\n")), *values), _WIDEST)


def _heading(column: TrackerColumn) -> str:
    """Return the heading of a column, on two lines: the values below it are short."""
    return column.heading.replace("After ", "After\n")


def _grid(tracker: Tracker, columns: Sequence[TrackerColumn], marks: Marks, frame: Frame) -> Grid:
    grid = frame.grid()
    grid.add_column(_VARIABLE, no_wrap=True, style="code")
    for column in columns:
        grid.add_column(_heading(column), width=_width(tracker, column), overflow="fold")
    for name in tracker.names:
        grid.add_row(name, *(tracker_cell(column, name, marks) for column in columns))
    return grid


def _line_by_line(tracker: Tracker, space: Space) -> Iterator[Text]:
    """Yield a line for each moment with the variables in columns, cut to the width."""
    front = max(cell_len(column.heading) for column in tracker.columns)
    room = max((space.width - front) // len(tracker.names) - 2, 1)
    rows = [[tracker_cell(column, name, space.marks).plain for name in tracker.names] for column in tracker.columns]
    names = [f"  {name}" for name in tracker.names]
    widths = [min(max(map(cell_len, cells)), room) for cells in zip(names, *rows, strict=True)]

    def line(first: str, cells: Sequence[str]) -> str:
        fitting = (cut(cell, width, space.marks) for cell, width in zip(cells, widths, strict=True))
        return "  ".join([set_cell_size(first, front), *fitting]).rstrip()

    yield Text(line("", names), style="code", no_wrap=True)
    for column, cells in zip(tracker.columns, rows, strict=True):
        yield Text(line(column.heading, cells), no_wrap=True)


def _stacked(tracker: Tracker, marks: Marks) -> Iterator[RenderableType]:
    for name in tracker.names:
        yield Text(name, style="code")
        grid = Grid.grid(padding=(0, 1))
        grid.add_column(style="quiet", no_wrap=True)
        grid.add_column(overflow="fold")
        for column in tracker.columns:
            grid.add_row(f"  {column.heading}", tracker_cell(column, name, marks))
        yield grid
