"""A run in short: on a terminal of 80 columns and 24 lines, what matters of it and the first question are seen at once.

A row says what was done and what came of it; the variables have a line each. Where there is more, it scrolls.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.console import RenderableType
from rich.table import Table as Grid
from rich.text import Text

from tracer.quiz.question_kinds.posed_question import PosedQuestion
from tracer.trace.events import Trace
from tracer.trace.table import OtherRequest, Table
from tracer.trace.tracker import Tracker, TrackerColumn
from tracer.trace.wording.browsers import whose_remark
from tracer.trace.wording.endings import warnings
from tracer.views.column_widths import longest_word
from tracer.views.execution_table import MOST_ROWS, ExecutionTable, ShownRow, shown_result
from tracer.views.markdown import inline, one_line, plain_line
from tracer.views.pieces import Hanging
from tracer.views.run import Closing
from tracer.views.terminal import Space
from tracer.views.variable_tracker import VariableTracker, tracker_cell

_GAP = 2
_ACTION, _RESULT, _VARIABLE = "What happens", "What comes of it", "Variable"


@dataclass(frozen=True)
class ShortRun:
    """The rows and the variables of a run.

    Attributes:
        trace: The run.
        title: What it is a run of: the title of the lesson to which its scenario belongs.
        rows: Its steps.
        trackers: The variables; nothing is said of them where there is none.
        others: Requests without a stage to list between the steps.
    """

    trace: Trace
    title: str
    rows: Table
    trackers: Sequence[Tracker]
    others: Sequence[OtherRequest] = ()

    def draw(self, space: Space) -> Iterator[RenderableType]:
        """Yield a title, a line for each row, and a line for each variable."""
        title = Text(self.title, style="bold reverse")
        whole = Text.assemble(title, (f"  {self._what}", "quiet"))
        named = Text.assemble(title, (f"  {self.trace.name}", "quiet"))
        yield next((line for line in (whole, named) if line.cell_len <= space.width), title)
        shown = [*ExecutionTable(self.rows, self.others).shown_rows()]
        if len(shown) > MOST_ROWS:
            yield from ExecutionTable(self.rows, self.others).draw(space)
        elif shown:
            yield from _rows(shown, space, several=len(self.rows.browsers) > 1)
        if not shown or any(warnings(self.trace)):
            yield from Closing(self.trace, self.rows).draw(space)
        for tracker in self.trackers:
            yield Text(f"Browser {tracker.browser}" if len(self.trackers) > 1 else "")
            yield from _variables(tracker, space)

    def lines(self) -> Iterator[str]:
        """Yield the same line by line."""
        yield f"{self.title}. {self._what}."
        for row in ExecutionTable(self.rows, self.others).shown_rows():
            yield f"{row.title}{whose_remark(self.rows, row.browser)}: {row.row.action}. {row.row.result}".rstrip()
        yield from Closing(self.trace, self.rows).lines()
        if self.trackers:
            yield from VariableTracker(self.trackers).lines()

    @property
    def _what(self) -> str:
        scenario = self.trace.scenario
        return f"{scenario.name}: {scenario.title}" if scenario is not None else self.trace.name


def _rows(shown: Sequence[ShownRow], space: Space, *, several: bool) -> Iterator[RenderableType]:
    """Yield a table with a row for each; the result below the action where a word would be broken beside it."""
    number = len(str(max((row.number or 0 for row in shown), default=0)))
    front = (
        number + _GAP + (max(len("Browser"), *(cell_len(row.browser or "") for row in shown)) + _GAP if several else 0)
    )
    actions = [_ACTION, *(row.row.action for row in shown)]
    results = [_RESULT, *(shown_result(row, space.marks).plain for row in shown)]
    room = space.width - front - _GAP
    if longest_word(actions) + longest_word(results) > room:
        yield from _stacked(shown, number + _GAP, space)
        return
    action, result = _widths(actions, results, room)
    grid = _grid()
    grid.add_column("", justify="right", style="step", no_wrap=True)
    if several:
        _add_gap(grid, _GAP)
        grid.add_column("Browser", no_wrap=True)
    _add_gap(grid, _GAP)
    grid.add_column(_ACTION, width=action, overflow="fold")
    _add_gap(grid, _GAP)
    grid.add_column(_RESULT, width=result, overflow="fold")
    for row in shown:
        cells = [str(row.number or space.marks.dot), *([row.browser or ""] if several else []), row.row.action]
        style = "quiet" if row.tone == "quiet" else ""
        grid.add_row(*(part for cell in cells for part in (cell, "")), shown_result(row, space.marks), style=style)
    yield grid


def _stacked(shown: Sequence[ShownRow], front: int, space: Space) -> Iterator[RenderableType]:
    """Yield for each row what was done, and below it what came of it."""
    for row in shown:
        number = Text(f"{row.number or space.marks.dot}".rjust(front - _GAP).ljust(front), "step")
        whose = f"Browser {row.browser}: " if row.browser and len({each.browser for each in shown}) > 1 else ""
        yield Hanging(number, Text(f"{whose}{row.row.action}"))
        if not row.is_between:
            yield Hanging(Text(" " * front), shown_result(row, space.marks))


def _widths(actions: Sequence[str], results: Sequence[str], room: int) -> tuple[int, int]:
    """Return the widths of the two columns of text with which the table takes the fewest lines."""
    natural = max(map(cell_len, actions)), max(map(cell_len, results))
    if sum(natural) <= room:
        return natural
    return min(
        ((action, room - action) for action in range(1, room)),
        key=lambda widths: sum(
            max(_lines(action, widths[0]), _lines(result, widths[1]))
            for action, result in zip(actions, results, strict=True)
        ),
    )


def _lines(text: str, width: int) -> int:
    """Return how many lines a text takes; what is no longer than a line may be broken between words only."""
    lines, room = 1, width
    for word in text.split():
        length = cell_len(word)
        if length > width:
            return cell_len(text)  # a broken word is worse than any number of lines
        if length > room:
            lines, room = lines + 1, width
        room -= length + 1
    return lines


def _grid() -> Grid:
    return Grid(box=None, padding=0, pad_edge=False, header_style="heading")


def _add_gap(grid: Grid, width: int) -> None:
    """Leave room between two columns. Padding would do it too, and Rich before version 15 counts it otherwise."""
    grid.add_column("", width=width, no_wrap=True)


def _variables(tracker: Tracker, space: Space) -> Iterator[RenderableType]:
    """Yield tables of as many moments as fit beside one another; a value that is longer than a line is folded."""
    names = max(cell_len(name) for name in (_VARIABLE, *tracker.names)) + 1
    part: list[TrackerColumn] = []
    for column in tracker.columns:
        if part and names + sum(_width(tracker, each, space) + 1 for each in (*part, column)) > space.width + 1:
            yield _moments(tracker, part, space)
            part = []
        part.append(column)
    yield _moments(tracker, part, space)


def _moments(tracker: Tracker, columns: Sequence[TrackerColumn], space: Space) -> Grid:
    grid = _grid()
    grid.add_column(_VARIABLE, style="code", no_wrap=True)
    for column in columns:
        _add_gap(grid, 1)
        grid.add_column(f"  {_heading(column)}", overflow="fold")
    for name in tracker.names:
        cells = [tracker_cell(column, name, space.marks) for column in columns]
        grid.add_row(name, *(part for cell in cells for part in ("", cell)))
    return grid


def _width(tracker: Tracker, column: TrackerColumn, space: Space) -> int:
    cells = [tracker_cell(column, name, space.marks).plain for name in tracker.names]
    return max(cell_len(text) for text in (f"  {_heading(column)}", *cells))


def _heading(column: TrackerColumn) -> str:
    return column.heading.replace("After step ", "After ")


@dataclass(frozen=True)
class QuestionInShort:
    """A question on as few lines as it takes.

    Attributes:
        posed: The question.
    """

    posed: PosedQuestion

    def draw(self, space: Space) -> Iterator[RenderableType]:  # noqa: ARG002 # the form of every view
        """Yield the question and its answers."""
        yield inline(one_line(self.posed.text), style="step")
        for answer in self.posed.answers:
            yield Hanging(Text(f" {answer.label} ", "lit"), inline(one_line(answer.text)))

    def lines(self) -> Iterator[str]:
        """Yield the question and its answers, a line each."""
        yield plain_line(self.posed.text)
        for answer in self.posed.answers:
            yield f"  {answer.label}. {plain_line(answer.text)}"
