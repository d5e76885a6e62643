"""The variable tracker: the variables at the start and after each step that changed one."""

from typing import ClassVar

from textual.content import Content

from tracer.plain import as_text
from tracer.tracking import Column, Tracker, track
from tracer.views.walkthrough.lines import DIM, NOW, STRONG, Drawing, beside, styled, wrapped
from tracer.views.walkthrough.pane import Pane
from tracer.views.walkthrough.view import View

_COLUMN = 14
"""The least width of a column of values."""
_HEADINGS = 13


class TrackerPane(Pane[View]):
    """The whole tracker of a run."""

    TITLE: ClassVar[str] = "Variable tracker"

    def draw(self, view: View, width: int, height: int) -> Drawing:  # noqa: ARG002 # Pane's signature
        """Draw the tracker of each browser."""
        if view.show is None or not view.whole:
            return Drawing(())
        lesson = view.show.lesson
        lines: list[Content] = []
        trackers = track(view.show.table, (), lesson.variables if lesson else ())
        for tracker in trackers:
            if len(trackers) > 1:
                lines += wrapped(Content.styled(f"Browser {tracker.browser}", STRONG), width)
            lines += [*draw_tracker(tracker, width), Content("")]
        return Drawing(tuple(lines))


def draw_tracker(tracker: Tracker, width: int) -> list[Content]:
    """Return a table with a row for each moment; below each variable its values where the pane is too narrow."""
    each = (width - _HEADINGS) // len(tracker.names) - 2
    if each < _COLUMN:
        return _narrow(tracker, width)
    widths = [_HEADINGS, *(each for _ in tracker.names)]
    heads = [[Content("")], *(wrapped(Content.styled(name, DIM), each) for name in tracker.names)]
    lines = beside(heads, widths)
    for column in tracker.columns:
        cells = [_value(column, name).wrap(each) for name in tracker.names]
        lines += beside([wrapped(Content.styled(column.heading, DIM), _HEADINGS), *cells], widths)
    return lines


def _narrow(tracker: Tracker, width: int) -> list[Content]:
    lines: list[Content] = []
    for name in tracker.names:
        lines += wrapped(Content.styled(name, STRONG), width)
        for column in tracker.columns:
            heading = Content.styled(column.heading.ljust(_HEADINGS), DIM)
            lines += wrapped(styled("  ", heading, "  ", _value(column, name)), width)
    return lines


def _value(column: Column, name: str) -> Content:
    text = as_text(column.values[name])
    return styled((text, NOW), " ", ("◀", NOW)) if name in column.changed else Content(text)
