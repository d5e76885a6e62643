"""The execution table: one row per step; beyond some two hundred rows, one line per step."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from rich.cells import cell_len, set_cell_size
from rich.console import RenderableType
from rich.table import Table as Grid
from rich.text import Text

from tracer.stages import Tone
from tracer.trace.table import OtherRequest, Step, Table
from tracer.trace.wording.between_requests import (
    BetweenRequests,
    between_requests,
    just_before,
    sentences_before,
    told,
)
from tracer.trace.wording.browsers import whose, whose_remark
from tracer.trace.wording.phrases import sentence
from tracer.trace.wording.rows import COLUMNS, HEADINGS, Row
from tracer.views.column_widths import Frame, cut, fitted, frames, longest_word
from tracer.views.pieces import heading
from tracer.views.terminal import Marks, Space

MOST_ROWS = 200
"""A table of Rich grows slowly to draw: 50 ms for a hundred rows, and seconds for ten thousand."""

RowTone: TypeAlias = Tone | Literal["quiet"]
"""How a step went; what stands between the steps is quiet."""

_COLOURED = frozenset({"good", "bad"})


def mark_of(tone: RowTone, marks: Marks) -> str:
    """Return the sign that says a tone without colour."""
    return {"good": marks.yes, "bad": marks.no, "onward": marks.onward, "quiet": marks.dot}[tone]


def short_row(rows: Table, step: Step, marks: Marks, style: str) -> Iterator[Text]:
    """Yield a step in one line, as evidence, after a line for each thing that happened just before it."""
    for between in just_before(rows, step.number):
        yield Text(f"{marks.dot}  {told(rows, between)}", style="quiet")
    shown = Text(f"{step.number}  {step.row.action}{whose_remark(rows, step.browser)}: ", style=style)
    yield shown.append(f"{mark_of(step.tone, marks)} {step.row.result}", style="not bold")


def short_row_lines(rows: Table, step: Step, of: str = "") -> Iterator[str]:
    """Yield the same as plain lines; ``of`` says to which run the row belongs, where that is not clear."""
    yield from (f"Meanwhile. {words}" for words in sentences_before(rows, step.number))
    remark = whose_remark(rows, step.browser)
    yield f"Row {step.number}{of}{remark}: {sentence(step.row.action)} {sentence(step.row.result)}"


@dataclass(frozen=True)
class ShownRow:
    """A row to show: a step; or, without a number, a request without a stage or what happened between requests.

    Attributes:
        number: The number of the step.
        browser: Whose row it is.
        request: The request to which it belongs.
        row: Its words.
        tone: How it went.
    """

    number: int | None
    browser: str | None
    request: int | None
    row: Row
    tone: RowTone

    @property
    def title(self) -> str:
        """What it is called where its number does not stand in a column."""
        if self.number:
            return f"Step {self.number}"
        return "Meanwhile" if self.is_between else "No step"

    @property
    def is_between(self) -> bool:
        """Whether it happened between two requests."""
        return self.request is None and self.number is None

    @property
    def cells(self) -> list[tuple[str, str]]:
        """The columns besides the action, as far as there is anything to say in them."""
        return [] if self.is_between else [(column, getattr(self.row, column)) for column in COLUMNS[1:]]


@dataclass(frozen=True)
class ExecutionTable:
    """The execution table.

    Attributes:
        rows: The steps.
        others: Requests without a stage to list between them, unnumbered.
    """

    rows: Table
    others: Sequence[OtherRequest] = ()

    def draw(self, space: Space) -> Iterator[RenderableType]:
        """Yield a table; stacked rows where it would break a word, fixed-width lines where there are too many rows."""
        yield heading("Execution table")
        lines = list(self.shown_rows())
        if not lines:
            yield Text("No stage was announced.")
        elif len(lines) > MOST_ROWS and not space.narrow:
            yield from _fixed_width(lines, space, several=self._several_browsers)
        elif not space.narrow and (grid := _grid(lines, space, several=self._several_browsers)) is not None:
            yield grid
        else:
            for index, line in enumerate(lines):
                if index:
                    yield Text()
                yield _stacked(line, whose_remark(self.rows, line.browser), space.marks)

    def lines(self) -> Iterator[str]:
        """Yield each step as numbered lines, each column named."""
        yield f"Execution table, {len(self.rows.steps)} steps."
        for line in self.shown_rows():
            browser = whose(self.rows, line.browser)
            yield f"{line.title}{browser and f', {browser}'}. {line.row.action}."
            for column, text in line.cells:
                yield f"  {HEADINGS[column]}: {text}"

    @property
    def _several_browsers(self) -> bool:
        return len(self.rows.browsers) > 1

    def shown_rows(self) -> Iterator["ShownRow"]:
        """Yield what is shown: the steps, and between them what happened without a number."""
        unnumbered: dict[int, list[OtherRequest | BetweenRequests]] = {}
        for other in self.others:
            unnumbered.setdefault(other.after, []).append(other)
        for between in between_requests(self.rows):
            unnumbered.setdefault(between.before - 1, []).append(between)
        yield from _unnumbered(unnumbered.get(0, ()))
        for step in self.rows.steps:
            yield ShownRow(step.number, step.browser, step.request, step.row, step.tone)
            yield from _unnumbered(unnumbered.get(step.number, ()))


def _unnumbered(found: Sequence[OtherRequest | BetweenRequests]) -> Iterator[ShownRow]:
    """Yield the rows that stand between two steps, in the order in which they happened."""
    for one in sorted(found, key=lambda one: one.number):
        yield _other_line(one) if isinstance(one, OtherRequest) else _between_line(one)


def _other_line(other: OtherRequest) -> ShownRow:
    return ShownRow(None, other.browser, other.request, other.row, "quiet")


def _between_line(between: BetweenRequests) -> ShownRow:
    return ShownRow(None, between.browser, None, Row(between.words, "", "", ""), "quiet")


def _grid(lines: Sequence[ShownRow], space: Space, *, several: bool) -> Grid | None:
    """Return the table in the first frame in which no word is broken; None where there is none.

    A rule stands between requests, so that one sees what one request did.
    """
    front = ["Step", "Browser"] if several else ["Step"]
    for frame in frames(space):
        room = frame.room(len(front) + len(COLUMNS), space.width) - sum(map(cell_len, front))
        widths = _widths(lines, room)
        if widths is not None:
            return _drawn(lines, front, widths, frame, space.marks)
    return None


def _drawn(lines: Sequence[ShownRow], front: Sequence[str], widths: Sequence[int], frame: Frame, marks: Marks) -> Grid:
    grid = frame.grid()
    grid.add_column(front[0], justify="right", style="step", no_wrap=True)
    for name in front[1:]:
        grid.add_column(name, no_wrap=True)
    for column, width in zip(COLUMNS, widths, strict=True):
        grid.add_column(HEADINGS[column], width=width, overflow="fold")
    for index, line in enumerate(lines):
        following = lines[index + 1] if index + 1 < len(lines) else None
        grid.add_row(
            str(line.number or marks.dot),
            *([line.browser or ""] if front[1:] else []),
            line.row.action,
            line.row.input,
            line.row.check,
            shown_result(line, marks),
            style="quiet" if line.tone == "quiet" else "",
            end_section=following is not None and following.request != line.request and not line.is_between,
        )
    return grid


def shown_result(line: ShownRow, marks: Marks) -> Text:
    """Return the result of a row behind the sign of how it went; nothing of what happened between requests."""
    if line.is_between:
        return Text()
    return Text(f"{mark_of(line.tone, marks)} {line.row.result}", style=line.tone if line.tone in _COLOURED else "")


def _widths(lines: Sequence[ShownRow], room: int) -> list[int] | None:
    """Return the widths of the four columns of text; None where a word would have to be broken."""
    texts = {column: [HEADINGS[column], *(getattr(line.row, column) for line in lines)] for column in COLUMNS}
    signed = [f"+ {line.row.result}" for line in lines]
    natural = [max(map(cell_len, texts[column])) for column in COLUMNS[:-1]]
    least = [longest_word(texts[column]) for column in COLUMNS[:-1]]
    least.append(longest_word([HEADINGS["result"], *(sign.replace(" ", "-", 1) for sign in signed)]))
    return fitted(least, [*natural, max(map(cell_len, [HEADINGS["result"], *signed]))], room)


def _stacked(line: ShownRow, whose: str, marks: Marks) -> Grid:
    """Return one row as lines below one another."""
    grid = Grid.grid(padding=(0, 1))
    grid.add_column(style="quiet", no_wrap=True)
    grid.add_column(overflow="fold")
    grid.add_row(Text(line.title, style="lit"), Text(f"{line.row.action}{whose}", style="step"))
    if not line.is_between:
        grid.add_row("Input", line.row.input)
        grid.add_row("Check", line.row.check)
        grid.add_row("Result", shown_result(line, marks))
    return grid


def _fixed_width(lines: Sequence[ShownRow], space: Space, *, several: bool) -> Iterator[Text]:
    """Yield one line per row, cut to the width: ten thousand of them take a second, not a minute."""
    number_width = len(str(max((line.number or 0 for line in lines), default=0)))
    browser_width = max(cell_len(line.browser or "") for line in lines) if several else 0
    rest = space.width - number_width - (browser_width + 2 if several else 0) - 2 * len(COLUMNS) - 1
    width = max(rest // len(COLUMNS), 1)

    def text(number: str, browser: str, cells: Sequence[str]) -> str:
        front = number.rjust(number_width) + (f"  {set_cell_size(browser, browser_width)}" if several else "")
        return "  ".join([front, *(cut(cell, width, space.marks) for cell in cells)]).rstrip()

    yield Text(text("", "", [HEADINGS[column] for column in COLUMNS]), style="heading", no_wrap=True)
    for line in lines:
        cells = [getattr(line.row, column) for column in COLUMNS]
        cells[-1] = shown_result(line, space.marks).plain
        yield Text(text(str(line.number or space.marks.dot), line.browser or "", cells), no_wrap=True, style=line.tone)
