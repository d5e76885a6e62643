"""The execution table, filled up to the step at which the show stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.message import Message

from tracer.trace.table import Step
from tracer.trace.wording.between_requests import just_before, told
from tracer.trace.wording.browsers import whose
from tracer.trace.wording.rows import HEADINGS
from tracer.views.column_widths import longest_word
from tracer.views.walkthrough.drawing.lines import DIM, NOW, STRONG, Drawing, beside, folded, styled
from tracer.views.walkthrough.panes.base import Pane
from tracer.views.walkthrough.slide import Slide

_ALL_COLUMNS = 86
"""From this many columns on, the whole table fits."""
_THREE_COLUMNS = 58
"""From this many columns on, the check fits beside action and result."""
_TWO_COLUMNS = 38
"""From this many columns on, the result stands beside the action and not below it."""
_HEADINGS = {**HEADINGS, "both": f"{HEADINGS['action']}, {HEADINGS['result']}"}
_BROWSER = "Browser"
_HIDDEN = "?"
_GAP = 2


class TablePane(Pane[Slide]):
    """The rows that have happened; a click on one goes there."""

    TITLE: ClassVar[str] = "Execution table"

    class Chosen(Message):
        """A row was clicked.

        Attributes:
            step: The number of its step.
        """

        def __init__(self, step: int) -> None:
            super().__init__()
            self.step = step

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 # Textual's own word
        super().__init__(id=id)
        self._rows: tuple[int, ...] = ()

    def draw(self, slide: Slide, width: int, height: int) -> Drawing:
        """Draw the rows up to the step."""
        drawing, self._rows = draw_table(slide, width, height)
        return drawing

    def on_click(self, event: events.Click) -> None:
        """Go to the step whose row was clicked."""
        offset = event.get_content_offset(self)
        if offset is None or offset.y < self.drawing.sticky:
            return
        line = offset.y + self.scroll_offset.y
        if line < len(self._rows) and self._rows[line]:
            self.post_message(self.Chosen(self._rows[line]))


def columns_for(width: int) -> list[tuple[str, ...]]:
    """Return the columns that can be read in a table of that width, the most first."""
    choice: list[tuple[int, tuple[str, ...]]] = [
        (_ALL_COLUMNS, ("action", "input", "check", "result")),
        (_THREE_COLUMNS, ("action", "check", "result")),
        (_TWO_COLUMNS, ("action", "result")),
        (0, ("both",)),
    ]
    return [columns for least, columns in choice if width >= least]


def draw_table(slide: Slide, width: int, height: int) -> tuple[Drawing, tuple[int, ...]]:
    """Return the lines of the table, and for each line the number of its step (0 for none).

    What happened between the requests stands above the step that came next, without a number, and belongs to it.
    """
    grid = _grid(slide, width)
    steps = slide.show.table.steps if slide.show else ()
    heading = [Content.styled(text, DIM) for text in ("  #", *grid.headings)]
    lines = beside([[cell] for cell in heading], grid.widths, _GAP)
    numbers = [0]
    rows = [(step.number, _rows(slide, step, grid)) for step in steps]
    last = _between_rows(slide, len(steps) + 1, grid)
    if last:
        rows.append((len(steps) + 1, last))
    airy = len(lines) + sum(len(row) + 1 for _, row in rows) <= height
    top = bottom = None
    starts: list[int] = []
    for number, row in rows:
        if airy:
            lines.append(Content(""))
            numbers.append(0)
        starts.append(len(lines))
        if number == slide.position.step:
            top, bottom = len(lines), len(lines) + len(row) - 1
        lines.extend(row)
        numbers.extend([number] * len(row))
    if slide.position.is_end and lines:
        top = bottom = len(lines) - 1
    return Drawing(tuple(lines), top, bottom, sticky=1, starts=tuple(starts)), tuple(numbers)


@dataclass(frozen=True)
class _Grid:
    """Where the columns of the table stand.

    Attributes:
        columns: The columns of text.
        widths: The widths of all columns, that of the number first.
        names_browsers: Whether a column says whose step it is; where it does not fit, the action begins with it.
    """

    columns: Sequence[str]
    widths: Sequence[int]
    names_browsers: bool

    @property
    def headings(self) -> list[str]:
        """What stands above the columns, that of the number left out."""
        return [*([_BROWSER] if self.names_browsers else []), *(_HEADINGS.get(name, "") for name in self.columns)]

    @property
    def width(self) -> int:
        """The columns of the screen that it takes."""
        return sum(self.widths) + _GAP * (len(self.widths) - 1)


def _grid(slide: Slide, width: int) -> _Grid:
    rows = slide.show.table if slide.show else None
    several = rows is not None and len(rows.browsers) > 1
    names_browsers = several and width >= _TWO_COLUMNS
    front = [max(len(str(len(rows.steps) if rows else 0)), 1) + 2]
    if rows is not None and names_browsers:
        front.append(max(map(cell_len, (*rows.browsers, _BROWSER))))
    steps = rows.steps if rows is not None else ()
    least = {
        name: longest_word([heading, *(getattr(step.row, name) for step in steps)])
        for name, heading in HEADINGS.items()
    }
    for columns in columns_for(width):
        room = width - sum(front) - _GAP * (len(front) - 1 + len(columns))
        needed = [least.get(name, 0) for name in columns]
        if sum(needed) <= room or len(columns) == 1:
            break
    return _Grid(columns, [*front, *_evenly(needed, max(room, len(columns)))], names_browsers)


def _evenly(least: Sequence[int], room: int) -> list[int]:
    """Share out the room: the same for all, except where one needs more so that no word in it is broken."""
    each = room // len(least)
    widths = [*[each] * (len(least) - 1), room - each * (len(least) - 1)]
    while any(width < least[index] for index, width in enumerate(widths)):
        lacking = max(range(len(least)), key=lambda index: least[index] - widths[index])
        giving = max(range(len(least)), key=lambda index: widths[index] - least[index])
        if widths[giving] <= least[giving]:
            break
        widths[lacking] += 1
        widths[giving] -= 1
    return widths


def _rows(slide: Slide, step: Step, grid: _Grid) -> list[Content]:
    """Return the lines of a step, with what happened just before it above them."""
    now = step.number == slide.position.step
    number = str(step.number).rjust(grid.widths[0] - 2)
    if step.number > slide.position.step and not slide.whole:
        return beside([[Content.styled(f"  {number}", "$faint")], *[[Content("")]] * len(grid.headings)], grid.widths)
    cells = [[styled(("▶ ", NOW), (number, NOW)) if now else Content.styled(f"  {number}", DIM)]]
    if grid.names_browsers:
        cells.append([Content.styled(step.browser, STRONG if now else "")])
    for name, width in zip(grid.columns, grid.widths[-len(grid.columns) :], strict=True):
        names = ("action", "result") if name == "both" else (name,)
        cells.append([line for one in names for line in folded(_cell(slide, step, one, grid), width)])
    return [*_between_rows(slide, step.number, grid), *_marked(beside(cells, grid.widths, _GAP), grid, now=now)]


def _between_rows(slide: Slide, number: int, grid: _Grid) -> list[Content]:
    """Return the lines of what happened just before a step; nothing as long as that lies ahead."""
    if slide.show is None or (number > slide.position.step and not slide.whole):
        return []
    lines: list[Content] = []
    for between in just_before(slide.show.table, number):
        front = [[Content.styled("·".rjust(grid.widths[0]), DIM)]]
        words = told(slide.show.table, between)
        if grid.names_browsers:
            front.append([Content.styled(between.browser or "", DIM)])
            words = between.words
        width = grid.width - sum(grid.widths[: len(front)]) - _GAP * len(front)
        cells = [*front, folded(Content.styled(words, "italic"), max(width, 1))]
        lines += beside(cells, [*grid.widths[: len(front)], max(width, 1)], _GAP)
    return _marked(lines, grid, now=number == slide.position.step)


def _marked(lines: list[Content], grid: _Grid, *, now: bool) -> list[Content]:
    """Return lines; those of the step at which the show stands on the ground that marks it."""
    if not now:
        return lines
    return [line.truncate(grid.width, pad=True).stylize("on $now-background") for line in lines]


def _cell(slide: Slide, step: Step, name: str, grid: _Grid) -> Content:
    now = step.number == slide.position.step
    if now and slide.hidden and name == "result":
        return Content.styled(_HIDDEN, STRONG)
    text = Content.styled(str(getattr(step.row, name)), STRONG if name == "result" or now else "")
    browser = whose(slide.show.table, step.browser) if slide.show and name == "action" else ""
    return text if grid.names_browsers or not browser else styled((f"{browser}: ", DIM), text)
