"""The variables after the step, and the tracker of the whole run. A change is marked by an arrow, words and colour."""

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

from textual.content import Content

from tracer.trace.plain_values import as_shown
from tracer.trace.tracker import Tracker, TrackerColumn, track
from tracer.views.walkthrough.drawing.lines import (
    DIM,
    NOW,
    STRONG,
    Drawing,
    beside,
    folded,
    labelled,
    spread,
    styled,
    wrapped,
)
from tracer.views.walkthrough.panes.base import COMPANION, Pane
from tracer.views.walkthrough.slide import Position, ShownRun, Slide

CHANGED = "◀ changed"
_ANY_WIDTH = 1000

_COLUMN = 26
"""The most columns that a value has to have in a table; a longer one is wrapped."""
_APART = 12
"""How many columns more than it needs a column has at most."""
_GAP = 2
_HEADINGS = 13


class VariablesPane(Pane[Slide]):
    """What the tracker knows at this moment."""

    TITLE: ClassVar[str] = "Variables"

    def draw(self, slide: Slide, width: int, height: int) -> Drawing:  # noqa: ARG002 # Pane's signature
        """Draw one variable below the other."""
        title = f"{self.TITLE} {moment(slide)}"
        self.border_title = title
        # In the companion's place the tabs stand where the title would.
        head = wrapped(Content.styled(title, DIM), width) if self.has_class(COMPANION) else []
        return Drawing((*head, *draw_variables(slide, width)))


def moment(slide: Slide) -> str:
    """Say at which moment the variables are seen, and whose they are where more than one browser acts."""
    return f"of {slide.whose} {when(slide)}" if slide.whose else when(slide)


def when(slide: Slide) -> str:
    """Say at which moment something is seen."""
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
        """Draw the tracker of each browser, as far as it may be seen."""
        title = self.TITLE if slide.whole else f"{self.TITLE} {when(slide)}"
        self.border_title = title
        head = [] if slide.whole or not self.has_class(COMPANION) else wrapped(Content.styled(title, DIM), width)
        lines = [*head, *draw_trackers(slide, width)]
        # What changed last stands at the bottom; the show goes on there.
        return Drawing(tuple(lines), None if slide.whole or not lines else len(lines) - 1)


def draw_trackers(slide: Slide, width: int) -> list[Content]:
    """Return the tracker of each browser, as far as it may be seen, below one another."""
    if slide.show is None:
        return []
    trackers = tracked(slide.show, slide)
    blocks = []
    for tracker in trackers:
        several = slide.show.table.browsers[1:]
        head = wrapped(Content.styled(f"Browser {tracker.browser}", STRONG), width) if several else []
        blocks.append([*head, *draw_tracker(tracker, width)])
    return spread(blocks, 1)


def tracked(show: ShownRun, slide: Slide) -> tuple[Tracker, ...]:
    """Return the tracker of each browser that has acted so far; before the end nothing is final."""
    added = show.lesson.variables if show.lesson else ()
    if slide.whole or slide.position.is_end:
        return track(show.table, (), added)
    so_far = track(replace(show.table, steps=slide.seen), (), added)
    if so_far:
        return tuple(replace(one, columns=one.columns[:-1]) for one in so_far)
    return tuple(replace(one, columns=one.columns[:1]) for one in track(show.table, (), added)[:1])


def draw_tracker(tracker: Tracker, width: int) -> list[Content]:
    """Return a table with a row for each moment.

    Where no such table fits it has a row for each variable, and where that does not fit either, each variable has its
    values below it. No name is broken in any of them while there is room for it.
    """
    values = [[_value(column, name) for name in tracker.names] for column in tracker.columns]
    names = [Content.styled(name, DIM) for name in tracker.names]
    moments = [Content.styled(column.heading, DIM) for column in tracker.columns]
    for heads, sides, cells in ((names, moments, values), (moments, names, [*zip(*values, strict=True)])):
        widths = _widths(heads, sides, cells, width)
        if widths is not None:
            lines = beside([[Content("")], *([head] for head in heads)], widths)
            for side, row in zip(sides, cells, strict=True):
                one = [folded(cell, each) for cell, each in zip(row, widths[1:], strict=True)]
                lines += beside([[side], *one], widths)
            return lines
    return _narrow(tracker, width)


def _widths(
    heads: Sequence[Content], sides: Sequence[Content], cells: Sequence[Sequence[Content]], width: int
) -> list[int] | None:
    """Return the widths of a table, that of its side first; None where it does not fit."""
    side = max(_HEADINGS, *(one.cell_length for one in sides))
    room = width - side - _GAP * len(heads)
    # A long value is wrapped; a name is not, and neither is a moment.
    values = (max(row[index].cell_length for row in cells) for index in range(len(heads)))
    least = [max(head.cell_length, min(value, _COLUMN)) for head, value in zip(heads, values, strict=True)]
    if sum(least) > room:
        return None
    each = min((room - sum(least)) // len(least), _APART)
    return [side, *(one + each for one in least)]


def _change(name: str, before: str, now: str, width: int, label: int) -> list[Content]:
    """Return what a variable was and what it is, in one line where there is room for both."""
    change = styled(f"{before} → ", (now, NOW), " ", (CHANGED, NOW))
    # Rather than the word that says that it changed, a name gives up the column that it stands in.
    for shown in (name.ljust(label), f"{name} "):
        line = styled((shown, STRONG), change)
        if line.cell_length <= width:
            return [line]
    now_line = labelled(name, styled((now, NOW), " ", (CHANGED, NOW)), width, label, STRONG)
    return [*now_line, *labelled("", styled(("was ", DIM), before), width, label)]


def most_lines(show: ShownRun, width: int) -> int:
    """Return how many lines the variables need at most in any step, so that nothing moves about between steps."""
    count = len(show.table.steps)
    views = (Slide(show, Position(count, number, number)) for number in range(count + 1))
    return max(len(draw_variables(slide, width)) for slide in views)


def most_tracker_lines(show: ShownRun, width: int) -> int:
    """Return how many lines the tracker needs at the end of the run."""
    return len(draw_trackers(Slide(show, whole=True), width))


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
