"""The variables after the step, and the tracker of the whole run. A change is marked by an arrow, words and colour."""

from typing import TYPE_CHECKING, ClassVar

from textual.content import Content

from tracer.trace.plain_values import as_shown
from tracer.trace.tracker import Tracker, TrackerColumn, track
from tracer.views.walkthrough.drawing.lines import DIM, NOW, STRONG, Drawing, beside, labelled, styled, wrapped
from tracer.views.walkthrough.panes.base import Pane
from tracer.views.walkthrough.slide import Position, ShownRun, Slide

if TYPE_CHECKING:
    from collections.abc import Sequence


CHANGED = "◀ changed"
_ANY_WIDTH = 1000

_COLUMN = 14
"""The least width of a column of values."""
_HEADINGS = 13


class VariablesPane(Pane[Slide]):
    """What the tracker knows at this moment."""

    TITLE: ClassVar[str] = "Variables"

    def draw(self, slide: Slide, width: int, height: int) -> Drawing:  # noqa: ARG002 # Pane's signature
        """Draw one variable below the other."""
        self.border_title = f"{self.TITLE} {moment(slide)}"
        return Drawing(tuple(draw_variables(slide, width)))


def moment(slide: Slide) -> str:
    """Say at which moment the variables are seen."""
    if slide.show is None or slide.position.is_opening:
        return "at the start"
    if slide.position.is_end:
        return "at the end"
    return f"{'before' if slide.hidden else 'after'} step {slide.position.step}"


def draw_variables(slide: Slide, width: int) -> list[Content]:
    """Return a line for each variable; two where a line is too short for what it was and what it is."""
    if slide.show is None:
        return []
    names = slide.show.variables
    label = max(map(len, names)) + 2
    step = slide.step
    changed: Sequence[str] = step.changed if step and not slide.hidden else ()
    lines: list[Content] = []
    for name in names:
        now = as_shown(slide.after.get(name))
        if name not in changed:
            lines += labelled(name, Content.styled(now, STRONG), width, label)
            continue
        lines += _change(name, as_shown(slide.before.get(name)), now, width, label)
    return lines


class TrackerPane(Pane[Slide]):
    """The whole tracker of a run."""

    TITLE: ClassVar[str] = "Variable tracker"

    def draw(self, slide: Slide, width: int, height: int) -> Drawing:  # noqa: ARG002 # Pane's signature
        """Draw the tracker of each browser."""
        if slide.show is None or not slide.whole:
            return Drawing(())
        lesson = slide.show.lesson
        lines: list[Content] = []
        trackers = track(slide.show.table, (), lesson.variables if lesson else ())
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


def _change(name: str, before: str, now: str, width: int, label: int) -> list[Content]:
    """Return what a variable was and what it is, in one line where there is room for both."""
    for mark in (CHANGED, CHANGED[0]):
        line = styled((name.ljust(label), STRONG), f"{before} → ", (now, NOW), " ", (mark, NOW))
        if line.cell_length <= width:
            return [line]
    now_line = labelled(name, styled((now, NOW), " ", (CHANGED, NOW)), width, label, STRONG)
    if len(now_line) > 1:
        now_line = labelled(name, styled((now, NOW), " ", (CHANGED[0], NOW)), width, label, STRONG)
    return [*now_line, *labelled("", styled(("was ", DIM), before), width, label)]


def most_lines(show: ShownRun, width: int) -> int:
    """Return how many lines the variables need at most in any step, so that nothing moves about between steps."""
    count = len(show.table.steps)
    views = (Slide(show, Position(count, number, number)) for number in range(count + 1))
    return max(len(draw_variables(slide, width)) for slide in views)


def most_columns(show: ShownRun) -> int:
    """Return how many columns the variables would need to have each change in one line."""
    count = len(show.table.steps)
    views = (Slide(show, Position(count, number, number)) for number in range(count + 1))
    return max(line.cell_length for slide in views for line in draw_variables(slide, _ANY_WIDTH))


def _narrow(tracker: Tracker, width: int) -> list[Content]:
    lines: list[Content] = []
    for name in tracker.names:
        lines += wrapped(Content.styled(name, STRONG), width)
        for column in tracker.columns:
            heading = Content.styled(column.heading.ljust(_HEADINGS), DIM)
            lines += wrapped(styled("  ", heading, "  ", _value(column, name)), width)
    return lines


def _value(column: TrackerColumn, name: str) -> Content:
    text = as_shown(column.values[name])
    return styled((text, NOW), " ", ("◀", NOW)) if name in column.changed else Content(text)
