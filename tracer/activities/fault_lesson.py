"""In which order a lesson that hunts a fault is taken, and what is shown of it once the learner has guessed."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from tracer.activities.quiz_paper import Paper
from tracer.activities.transcript import sample
from tracer.claims.evaluate import Traces
from tracer.errors import UsageError
from tracer.lessons.hunt import split_at_guess
from tracer.lessons.prose import LessonProse
from tracer.lessons.schema import Lesson
from tracer.lessons.ways import BESIDE, GUESS, WAYS_OF_A_HUNT
from tracer.trace.compare import compare
from tracer.trace.table import table
from tracer.views.code_listing import CodeListing
from tracer.views.compare import ComparisonView
from tracer.views.hunt import Solution
from tracer.views.terminal import View

_RUN = {"predict", "table", "tracker"}
WHOLE = frozenset({"quiz", "transcript"})
"""Ways that are a whole hunt in themselves where they are taken alone, from the symptom to the remedy."""


def hunting_order(modes: Sequence[str], *, guessed: bool) -> tuple[str, ...]:
    """Return the ways of a lesson in the order in which a hunt takes them, with what it needs besides.

    Args:
        modes: The ways that are wanted.
        guessed: Whether the learner has guessed already.
    """
    wanted = {*modes}
    if len(modes) == 1 and wanted <= WHOLE:
        return tuple(modes)
    if "table" in wanted:
        wanted.add(BESIDE)
    if not guessed and wanted - _RUN:
        wanted |= {GUESS} if wanted & _RUN else {GUESS, "table"}
    return tuple(way for way in WAYS_OF_A_HUNT if way in wanted)


def part_of(paper: Paper, *, up_to_guess: bool) -> Paper:
    """Return the questions of a lesson up to the guess, or those that wait for it, as a part of the lesson."""
    first, later = split_at_guess(paper.lesson, paper.questions)
    if up_to_guess:
        return replace(paper, questions=tuple(first), is_part=True, following=())
    return replace(paper, questions=tuple(later), is_part=True)


def evidence(lesson: Lesson, traces: Traces, tell: Callable[[str], None]) -> Iterator[View]:
    """Yield what a quiz shows between the guess and the questions that have waited for it: the code.

    Args:
        lesson: The lesson.
        traces: Gives the runs that it speaks of.
        tell: Tells the person what was left out.
    """
    trace = traces(None)
    yield Solution()
    if parts := sample(lesson, trace, table(trace), tell):
        code = LessonProse(traces).head(lesson).code
        yield CodeListing(parts, code.caption if code else "")


def run_beside(lesson: Lesson, traces: Traces, tell: Callable[[str], None]) -> Iterator[View]:
    """Yield the run of a lesson beside the one that the lesson names; nothing where it names none.

    Args:
        lesson: The lesson.
        traces: Gives the runs that it speaks of.
        tell: Tells the person what was left out.
    """
    if lesson.beside is None:
        return
    trace, (scenario, _, app) = traces(None), lesson.beside.partition("@")
    names = (trace.name, scenario) if scenario != trace.name else (trace.app, app)
    try:
        yield ComparisonView(compare(trace, traces(lesson.beside)), *names)
    except UsageError as error:
        tell(f"Left out: the run beside it: {error}")
