"""The variables after the step; what has just changed is marked by an arrow, by words and by colour."""

from typing import TYPE_CHECKING, ClassVar

from textual.content import Content

from tracer.plain import as_text
from tracer.views.walkthrough.lines import DIM, NOW, STRONG, Drawing, labelled, styled
from tracer.views.walkthrough.pane import Pane
from tracer.views.walkthrough.position import Position
from tracer.views.walkthrough.view import Show, View

if TYPE_CHECKING:
    from collections.abc import Sequence

CHANGED = "◀ changed"
_ANY_WIDTH = 1000


class VariablesPane(Pane[View]):
    """What the tracker knows at this moment."""

    TITLE: ClassVar[str] = "Variables"

    def draw(self, view: View, width: int, height: int) -> Drawing:  # noqa: ARG002 # Pane's signature
        """Draw one variable below the other."""
        self.border_title = f"{self.TITLE} {moment(view)}"
        return Drawing(tuple(draw_variables(view, width)))


def moment(view: View) -> str:
    """Say at which moment the variables are seen."""
    if view.show is None or view.position.is_opening:
        return "at the start"
    if view.position.is_end:
        return "at the end"
    return f"{'before' if view.hidden else 'after'} step {view.position.step}"


def draw_variables(view: View, width: int) -> list[Content]:
    """Return a line for each variable; two where a line is too short for what it was and what it is."""
    if view.show is None:
        return []
    names = view.show.variables
    label = max(map(len, names)) + 2
    step = view.step
    changed: Sequence[str] = step.changed if step and not view.hidden else ()
    lines: list[Content] = []
    for name in names:
        now = as_text(view.after.get(name))
        if name not in changed:
            lines += labelled(name, Content.styled(now, STRONG), width, label)
            continue
        lines += _change(name, as_text(view.before.get(name)), now, width, label)
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


def most_lines(show: Show, width: int) -> int:
    """Return how many lines the variables need at most in any step, so that nothing moves about between steps."""
    count = len(show.table.steps)
    views = (View(show, Position(count, number, number)) for number in range(count + 1))
    return max(len(draw_variables(view, width)) for view in views)


def most_columns(show: Show) -> int:
    """Return how many columns the variables would need to have each change in one line."""
    count = len(show.table.steps)
    views = (View(show, Position(count, number, number)) for number in range(count + 1))
    return max(line.cell_length for view in views for line in draw_variables(view, _ANY_WIDTH))
