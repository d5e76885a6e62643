"""The pane in which the quiz asks."""

from collections.abc import Mapping
from typing import ClassVar

from textual import events
from textual.message import Message

from tracer.quiz.votes import Ballot
from tracer.views.walkthrough.drawing.lines import Drawing
from tracer.views.walkthrough.drawing.question import label_at
from tracer.views.walkthrough.drawing.quiz import draw_quiz
from tracer.views.walkthrough.panes.base import Pane
from tracer.views.walkthrough.quiz_state import QuizState
from tracer.views.walkthrough.slide import Slide


class QuizPane(Pane[Slide]):
    """The open question, or the one that is looked at, or the result."""

    DEFAULT_CSS: ClassVar[str] = """
    QuizPane {
        border-top: none;
        padding: 1 2;
    }
    QuizPane.-tight {
        padding: 0 2;
    }
    """

    TITLE: ClassVar[str] = "Question"

    class Chosen(Message):
        """An answer was clicked.

        Attributes:
            label: Its label.
        """

        def __init__(self, label: str) -> None:
            super().__init__()
            self.label = label

    def __init__(self) -> None:
        super().__init__()
        self._state: QuizState | None = None
        self._votes: Mapping[str, Ballot] = {}
        self._symptom = ""

    def ask(self, state: QuizState, votes: Mapping[str, Ballot], symptom: str = "") -> None:
        """Take where the quiz stands, and what somebody tells; it is drawn with the next slide."""
        self._state, self._votes, self._symptom = state, votes, symptom

    def draw(self, slide: Slide, width: int, height: int) -> Drawing:  # noqa: ARG002 # the slide is for the panes beside it
        """Draw the question."""
        if self._state is None:
            return Drawing(())
        return Drawing(tuple(draw_quiz(self._state, self._votes, width, height, self._symptom)))

    def on_click(self, event: events.Click) -> None:
        """Choose the answer that was clicked."""
        offset = event.get_content_offset(self)
        question = self._state.question if self._state else None
        if offset is None or question is None:
            return
        label = label_at(self.drawing.lines, offset.y + self.scroll_offset.y, question)
        if label is not None:
            self.post_message(self.Chosen(label))
