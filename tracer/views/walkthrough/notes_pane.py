"""The speaker notes to the step, on the screen itself."""

from collections.abc import Iterator
from typing import ClassVar

from textual.content import Content

from tracer.errors import ClaimError
from tracer.pointers import find_step
from tracer.views.walkthrough.lines import Drawing
from tracer.views.walkthrough.pane import Pane
from tracer.views.walkthrough.prose_lines import prose_lines, quiet
from tracer.views.walkthrough.view import Show, View


class NotesPane(Pane[View]):
    """What the speaker wants to say."""

    TITLE: ClassVar[str] = "Speaker notes"

    def draw(self, view: View, width: int, height: int) -> Drawing:  # noqa: ARG002 # Pane's signature
        """Draw the notes to the position."""
        return Drawing(tuple(draw_notes(view, width)))


def draw_notes(view: View, width: int) -> list[Content]:
    """Return the notes to a position as lines."""
    lines: list[Content] = []
    for text in notes_of(view):
        lines += prose_lines(text, width)
    return lines or quiet("The lesson has no note to this step.", width)


def notes_of(view: View) -> tuple[str, ...]:
    """Return the notes to the position, in Markdown; those to the lesson as a whole stand at the opening."""
    show = view.show
    if show is None or show.lesson is None or not show.is_main:
        return ()
    return tuple(show.filled(text) for number, text in _placed(show) if number == view.position.step)


def _placed(show: Show) -> Iterator[tuple[int, str]]:
    """Yield each note with the step it belongs to, 0 for the lesson as a whole; one that this run lacks is left out."""
    for note in show.lesson.notes if show.lesson else ():
        if note.step is None:
            yield 0, note.text
            continue
        try:
            yield find_step(show.table, note.step).number, note.text
        except ClaimError:
            # This run has no such step: the lesson is taught with another run, such as a wrong password.
            continue
