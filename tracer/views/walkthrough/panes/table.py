"""The execution table, filled up to the step at which the show stands."""

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.content import Content
from textual.message import Message

from tracer.trace.table import Step
from tracer.trace.wording.rows import HEADINGS
from tracer.views.walkthrough.drawing.lines import DIM, NOW, STRONG, Drawing, beside, styled
from tracer.views.walkthrough.panes.base import Pane
from tracer.views.walkthrough.slide import Slide

_ALL_COLUMNS = 86
"""From this many columns on, the whole table fits."""
_THREE_COLUMNS = 58
"""From this many columns on, the check fits beside action and result."""
_TWO_COLUMNS = 38
"""From this many columns on, the result stands beside the action and not below it."""
_HEADINGS = {**HEADINGS, "both": f"{HEADINGS['action']}, {HEADINGS['result']}"}
_HIDDEN = "?"


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


def columns_for(width: int) -> tuple[str, ...]:
    """Return the columns that can be read in a table of that width."""
    if width >= _ALL_COLUMNS:
        return ("action", "input", "check", "result")
    if width >= _THREE_COLUMNS:
        return ("action", "check", "result")
    return ("action", "result") if width >= _TWO_COLUMNS else ("both",)


def draw_table(slide: Slide, width: int, height: int) -> tuple[Drawing, tuple[int, ...]]:
    """Return the lines of the table, and for each line the number of its step (0 for none)."""
    columns = columns_for(width)
    steps = slide.show.table.steps if slide.show else ()
    number_width = max(len(str(len(steps))), 1) + 2
    gap = 2
    each = (width - number_width - gap * len(columns)) // len(columns)
    widths = [number_width, *(max(each, 1) for _ in columns)]
    widths[-1] = max(width - sum(widths[:-1]) - gap * len(columns), 1)

    heading = [Content.styled(text, DIM) for text in ("  #", *(_HEADINGS.get(name, "") for name in columns))]
    lines = beside([[cell] for cell in heading], widths, gap)
    numbers = [0]
    rows = [_row(slide, step, columns, widths, gap) for step in steps]
    airy = len(lines) + sum(map(len, rows)) + len(rows) <= height
    top = bottom = None
    starts: list[int] = []
    for step, row in zip(steps, rows, strict=True):
        if airy:
            lines.append(Content(""))
            numbers.append(0)
        starts.append(len(lines))
        if step.number == slide.position.step:
            top, bottom = len(lines), len(lines) + len(row) - 1
        lines.extend(row)
        numbers.extend([step.number] * len(row))
    if slide.position.is_end and lines:
        top = bottom = len(lines) - 1
    return Drawing(tuple(lines), top, bottom, sticky=1, starts=tuple(starts)), tuple(numbers)


def _row(slide: Slide, step: Step, columns: Sequence[str], widths: Sequence[int], gap: int) -> list[Content]:
    now = step.number == slide.position.step
    number = str(step.number).rjust(widths[0] - 2)
    if step.number > slide.position.step and not slide.whole:
        return beside([[Content.styled(f"  {number}", "$faint")], *([Content("")] for _ in columns)], widths, gap)
    cells = [[styled(("▶ ", NOW), (number, NOW)) if now else Content.styled(f"  {number}", DIM)]]
    for name, width in zip(columns, widths[1:], strict=True):
        names = ("action", "result") if name == "both" else (name,)
        cells.append([line for one in names for line in _cell(slide, step, one).wrap(width)])
    lines = beside(cells, widths, gap)
    total = sum(widths) + gap * len(columns)
    return [line.truncate(total, pad=True).stylize("on $now-background") for line in lines] if now else lines


def _cell(slide: Slide, step: Step, name: str) -> Content:
    now = step.number == slide.position.step
    if now and slide.hidden and name == "result":
        return Content.styled(_HIDDEN, STRONG)
    return Content.styled(str(getattr(step.row, name)), STRONG if name == "result" or now else "")
