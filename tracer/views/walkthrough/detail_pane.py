"""The detail: everything that was recorded in a step, in order."""

from typing import TYPE_CHECKING, ClassVar

from tracer.event_wording import event_words
from tracer.views.walkthrough.lines import DIM, LIT, NOW, STRONG, Drawing, styled, wrapped
from tracer.views.walkthrough.pane import Pane
from tracer.views.walkthrough.prose_lines import quiet
from tracer.views.walkthrough.view import View

if TYPE_CHECKING:
    from textual.content import Content

_KINDS = 11


class DetailPane(Pane[View]):
    """The events of the step."""

    TITLE: ClassVar[str] = "Recorded in this step"

    def draw(self, view: View, width: int, height: int) -> Drawing:  # noqa: ARG002 # Pane's signature
        """Draw one event below the other."""
        if view.step is None:
            return Drawing(tuple(quiet("Go to a step to see what was recorded in it.", width)))
        if view.hidden:
            return Drawing(tuple(quiet("What was recorded is shown with the result.", width)))
        lines: list[Content] = []
        for event in view.step.events:
            words = event_words(event)
            style = NOW if event.kind == "stage" else LIT
            head = styled((words.kind.ljust(_KINDS), style), (words.text, STRONG))
            lines += wrapped(head, width, rest=" " * _KINDS)
            for name, value in words.details:
                lines += wrapped(styled((f"{name}: ", DIM), value), width, first=" " * _KINDS, rest=" " * (_KINDS + 2))
        return Drawing(tuple(lines))
