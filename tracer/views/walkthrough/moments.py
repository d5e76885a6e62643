"""Key moments: what learners ask at a step, and the answer."""

from collections.abc import Iterator, Sequence
from contextlib import suppress

from textual.content import Content

from tracer.errors import ClaimError
from tracer.lesson import Moment
from tracer.pointers import find_step
from tracer.telling import is_refuted
from tracer.views.walkthrough.prose_lines import prose_lines
from tracer.views.walkthrough.view import Show, View


def moments_of(view: View) -> tuple[tuple[str, str], ...]:
    """Return question and answer of each moment that points at the step; all of them at the opening and the end."""
    show = view.show
    if show is None or show.lesson is None or not show.is_main:
        return ()
    # The app may have been changed since the lesson was written: what this run refutes is not told.
    moments = tuple(moment for moment in show.lesson.moments if not is_refuted(moment, show.trace, show.table))
    if view.position.is_step:
        moments = tuple(moment for moment in moments if view.position.step in set(_steps(moment, show)))
    return tuple(
        (show.filled(moment.question, moment.scenario), show.filled(moment.answer, moment.scenario))
        for moment in moments
    )


def _steps(moment: Moment, show: Show) -> Iterator[int]:
    """Yield the steps at which a moment points; none where it is about another scenario."""
    if moment.scenario not in {None, show.trace.name}:
        return
    for pointer in moment.steps:
        with suppress(ClaimError):
            yield find_step(show.table, pointer).number


def draw_moments(moments: Sequence[tuple[str, str]], width: int) -> list[Content]:
    """Return the lines of some moments."""
    lines: list[Content] = []
    for question, answer in moments:
        lines += [line.stylize("bold $now") for line in prose_lines(question, width)]
        lines += [*prose_lines(answer, width), Content("")]
    return lines
