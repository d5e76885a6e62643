"""The card: the opening, the step in large, the question it asks, and what to keep at the end."""

from typing import ClassVar

from textual.content import Content
from textual.message import Message

from tracer.closing_words import closing_words
from tracer.pointers import counted
from tracer.views.walkthrough.lines import DIM, NOW, STRONG, Drawing, airily, band, styled, wrapped
from tracer.views.walkthrough.pane import Pane
from tracer.views.walkthrough.prose_lines import prose_lines
from tracer.views.walkthrough.step_card import draw_step
from tracer.views.walkthrough.view import View

_ROOMY = 20
"""From so many lines on, the card sets its lines apart."""


class CardPane(Pane[View]):
    """What a class looks at."""

    DEFAULT_CSS: ClassVar[str] = """
    CardPane {
        border-top: none;
        padding: 1 2;
    }
    CardPane.-tight {
        padding: 0 2;
    }
    """

    TITLE: ClassVar[str] = "Step"

    class Clicked(Message):
        """The card was clicked."""

    def on_click(self) -> None:
        """Say so."""
        self.post_message(self.Clicked())

    def draw(self, view: View, width: int, height: int) -> Drawing:
        """Draw the card of the position."""
        if view.show is None:
            return Drawing(tuple(wrapped(Content.styled("The app is running …", DIM), width)))
        if view.position.is_step:
            return draw_step(view, width, height)
        return Drawing(tuple((draw_opening if view.position.is_opening else draw_end)(view, width, height)))


def draw_opening(view: View, width: int, height: int) -> list[Content]:
    """Return what stands there before the first step: the title, what will be learned, what will happen."""
    show = view.show
    if show is None:
        return []
    happens = []
    if show.trace.scenario:
        happens += wrapped(styled(("What happens  ", DIM), (show.trace.scenario.title, STRONG)), width)
    steps = counted(len(show.table.steps), "step")
    blocks = [
        band(wrapped(Content.styled(show.title, NOW), width - 4), width)
        if height >= _ROOMY
        else wrapped(Content.styled(show.title, "bold $lit"), width),
        prose_lines(show.filled(show.lesson.summary), width) if show.lesson else [],
        happens,
        wrapped(f"{steps}, recorded from a real run.", width),
        wrapped(styled(("→", NOW), " or ", ("Space", NOW), " begins"), width),
    ]
    return airily(blocks, height, (2, 1))


def draw_end(view: View, width: int, height: int) -> list[Content]:
    """Return how the run ended, what to keep in mind, and what can come next."""
    show = view.show
    if show is None:
        return []
    blocks = [wrapped(closing_words(show.trace, show.table), width)]
    lesson = show.lesson
    if lesson is not None and lesson.snapshot:
        blocks.append(wrapped(Content.styled("To keep in mind", "bold $lit"), width))
        blocks += [prose_lines(show.filled(item), width, first="• ") for item in lesson.snapshot]
    if lesson is not None and show.is_main and lesson.questions:
        questions = counted(len(lesson.questions), "question")
        blocks.append(wrapped(styled(("→", NOW), f" goes on to the quiz: {questions}"), width))
    return airily(blocks, height, (2, 1) if height >= _ROOMY else (1, 0))
