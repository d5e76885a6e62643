"""The speaker notes to a position on the screen itself, and the key moments that point at it."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import ClassVar

from textual.content import Content

from tracer.claims.selectors import find_step
from tracer.errors import ClaimError
from tracer.lessons.prose import is_refuted
from tracer.lessons.schema import Moment
from tracer.views.walkthrough.drawing.lines import Drawing
from tracer.views.walkthrough.drawing.markdown import prose_lines, quiet
from tracer.views.walkthrough.panes.base import Pane
from tracer.views.walkthrough.slide import ShownRun, Slide


class NotesPane(Pane[Slide]):
    """What the speaker wants to say."""

    TITLE: ClassVar[str] = "Speaker notes"

    def draw(self, slide: Slide, width: int, height: int) -> Drawing:  # noqa: ARG002 # Pane's signature
        """Draw the notes to the position."""
        return Drawing(tuple(draw_notes(slide, width)))


def draw_notes(slide: Slide, width: int) -> list[Content]:
    """Return the notes to a position as lines."""
    if slide.show is not None and slide.show.secret:
        return quiet("The notes may tell the cause, so they wait here. The second terminal has them at once.", width)
    lines: list[Content] = []
    for text in notes_of(slide):
        lines += prose_lines(text, width)
    return lines or quiet("The lesson has no note to this step.", width)


def notes_of(slide: Slide) -> tuple[str, ...]:
    """Return the notes to the position, in Markdown; those to the lesson as a whole stand at the opening."""
    show = slide.show
    if show is None or show.lesson is None or not show.is_main:
        return ()
    return tuple(show.filled(text) for number, text in _placed(show) if number == slide.position.step)


def moments_of(slide: Slide) -> tuple[tuple[str, str], ...]:
    """Return question and answer of each moment that points at the step; all of them at the opening and the end."""
    show = slide.show
    if show is None or show.lesson is None or not show.is_main:
        return ()
    # The app may have been changed since the lesson was written: what this run refutes is not told.
    moments = tuple(moment for moment in show.lesson.moments if not is_refuted(moment, show.trace, show.table))
    if slide.position.is_step:
        moments = tuple(moment for moment in moments if slide.position.step in set(_steps(moment, show)))
    return tuple(
        (show.filled(moment.question, moment.scenario), show.filled(moment.answer, moment.scenario))
        for moment in moments
    )


def draw_moments(moments: Sequence[tuple[str, str]], width: int) -> list[Content]:
    """Return the lines of some moments."""
    lines: list[Content] = []
    for question, answer in moments:
        lines += [line.stylize("bold $now") for line in prose_lines(question, width)]
        lines += [*prose_lines(answer, width), Content("")]
    return lines


def _placed(show: ShownRun) -> Iterator[tuple[int, str]]:
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


def _steps(moment: Moment, show: ShownRun) -> Iterator[int]:
    """Yield the steps at which a moment points; none where it is about another scenario."""
    if moment.scenario not in {None, show.trace.name}:
        return
    for selector in moment.steps:
        with suppress(ClaimError):
            yield find_step(show.table, selector).number
