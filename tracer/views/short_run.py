"""A run in short: on a terminal of 80 columns and 24 lines, what matters of it and the first question are seen at once.

A row says what was done and what came of it; the variables have a line each. Where there is more, it scrolls.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

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
class RunEmphasis:
    """What is shown of a run otherwise than of others, because it is compared with the run of a healthy app.

    Attributes:
        differs: The step at which it differs; None where none of its steps does.
        left_out: The steps that are not shown.
        crashed: What the result says besides of steps whose request the app did not answer.
    """

    differs: int | None = None
    left_out: frozenset[int] = frozenset()
    crashed: Mapping[int, str] = field(default_factory=dict)

    def shown(self, rows: Iterator[ShownRow]) -> Iterator[ShownRow]:
        """Yield the rows that are shown, those of a crash without a sign that all is well.

        A row that goes on with the request of one that is left out says how that request began.
        """
        begun: ShownRow | None = None
        for each in rows:
            if each.number is not None and each.number in self.left_out and each.number != self.differs:
                begun = each
                continue
            row = each
            if begun is not None and begun.request == row.request and row.request is not None:
                row = replace(row, row=replace(row.row, action=begun.row.action))
            begun = None
            said = self.crashed.get(row.number or 0)
            if said is None:  # requests without a step are shown where they went wrong
                yield row if row.number is not None or row.is_between else replace(row, tone="bad")
            else:
                yield replace(row, tone="bad", row=replace(row.row, result=f"{row.row.result}; {said}"))


@dataclass(frozen=True)
class ShortRun:
    """The rows and the variables of a run.

    Attributes:
        trace: The run.
        title: What it is a run of: the title of the lesson to which its scenario belongs.
        rows: Its steps.
        trackers: The variables; nothing is said of them where there is none.
        others: Requests without a stage to list between the steps.
        emphasis: What is shown otherwise, where the run is compared with another one. Then it is said elsewhere how it
            ended.
    """

    trace: Trace
    title: str
    rows: Table
    trackers: Sequence[Tracker]
    others: Sequence[OtherRequest] = ()
    emphasis: RunEmphasis | None = None

    def draw(self, space: Space) -> Iterator[RenderableType]:
        """Yield a title, a line for each row, and a line for each variable."""
        title = Text(self.title, style="bold reverse")
        whole = Text.assemble(title, (f"  {self._what}", "quiet"))
        named = Text.assemble(title, (f"  {self.trace.name}", "quiet"))
        yield next((line for line in (whole, named) if line.cell_len <= space.width), title)
        shown = self._shown
        if len(shown) > MOST_ROWS:
            yield from ExecutionTable(self.rows, self.others).draw(space)
        elif shown:
            several = len(self.rows.browsers) > 1
            yield from _rows(shown, space, several=several, differs=self._differs)
        if not shown or (self.emphasis is None and any(warnings(self.trace))):
            yield from Closing(self.trace, self.rows).draw(space)
        for tracker in self.trackers:
            yield Text(f"Browser {tracker.browser}" if len(self.trackers) > 1 else "")
            yield from _variables(tracker, space)

    def lines(self) -> Iterator[str]:
        """Yield the same line by line."""
        yield f"{self.title}. {self._what}."
        for row in self._shown:
            remark = ", which differs from the healthy app" if row.number and row.number == self._differs else ""
            whose = whose_remark(self.rows, row.browser)
            yield f"{row.title}{whose}{remark}: {row.row.action}. {row.row.result}".rstrip()
        if self.emphasis is None or not self._shown:
            yield from Closing(self.trace, self.rows).lines()
        if self.trackers:
            yield from VariableTracker(self.trackers).lines()

    @property
    def _differs(self) -> int | None:
        return self.emphasis.differs if self.emphasis is not None else None

    @property
    def _shown(self) -> list[ShownRow]:
        rows = ExecutionTable(self.rows, self.others).shown_rows()
        return [*(rows if self.emphasis is None else self.emphasis.shown(rows))]

    @property
    def _what(self) -> str:
        scenario = self.trace.scenario
        return f"{scenario.name}: {scenario.title}" if scenario is not None else self.trace.name


def _rows(shown: Sequence[ShownRow], space: Space, *, several: bool, differs: int | None) -> Iterator[RenderableType]:
    """Yield a table with a row for each; the result below the action where a word would be broken beside it."""
    numbers = [_number(row, space, differs) for row in shown]
    number = max(map(cell_len, numbers))
    front = (
        number + _GAP + (max(len("Browser"), *(cell_len(row.browser or "") for row in shown)) + _GAP if several else 0)
    )
    actions = [_ACTION, *(row.row.action for row in shown)]
    results = [_RESULT, *(shown_result(row, space.marks).plain for row in shown)]
    room = space.width - front - _GAP
    if longest_word(actions) + longest_word(results) > room:
        yield from _stacked(shown, numbers, number + _GAP, space)
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
    for named, row in zip(numbers, shown, strict=True):
        cells = [named, *([row.browser or ""] if several else []), row.row.action]
        style = "quiet" if row.tone == "quiet" else ""
        grid.add_row(*(part for cell in cells for part in (cell, "")), shown_result(row, space.marks), style=style)
    yield grid


def _number(row: ShownRow, space: Space, differs: int | None) -> str:
    """Return the number of a row, behind a sign where the run differs there from the one it is compared with."""
    if row.number is None:
        return space.marks.dot
    return f"{space.marks.differs} {row.number}" if row.number == differs else str(row.number)


def _stacked(shown: Sequence[ShownRow], numbers: Sequence[str], front: int, space: Space) -> Iterator[RenderableType]:
    """Yield for each row what was done, and below it what came of it."""
    for named, row in zip(numbers, shown, strict=True):
        number = Text(named.rjust(front - _GAP).ljust(front), "step")
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
