"""The transcript of a lesson on the command line: for "lesson --mode transcript" and for a plain walkthrough."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

from tracer.claims.evaluate import Traces
from tracer.demo_names import watch_command
from tracer.errors import LessonError, TracerError, UsageError
from tracer.lessons.code_sample import CodePart, code_parts, on_app
from tracer.lessons.hunt import split_at_guess
from tracer.lessons.prose import LessonProse
from tracer.lessons.schema import Lesson
from tracer.lessons.transcript import narrate
from tracer.quiz.prompt import left_out, pose
from tracer.quiz.question_kinds.posed_question import PosedQuestion
from tracer.quiz.transcript import question_sections
from tracer.trace.compare import Comparison, compare
from tracer.trace.events import Trace
from tracer.trace.table import Table
from tracer.views.lesson import Transcript


def transcript(lesson: Lesson, traces: Traces, tell: Callable[[str], None]) -> Transcript:
    """Return a lesson as linear text.

    Args:
        lesson: The lesson.
        traces: Gives the runs that it speaks of. One that was not saved raises UsageError; what speaks of it is left
            out, or named without the numbers of its steps.
        tell: Tells the person what was left out, because the runs refute it or do not show it.
    """
    prose = LessonProse(traces)
    trace, rows = traces(None), prose.tables(None)

    def posed() -> Iterator[PosedQuestion]:
        for question in lesson.questions:
            try:
                yield pose(question, traces, partial(prose.fill, scenario=question.scenario))
            except TracerError as error:
                tell(left_out(question, error))

    code, beside = sample(lesson, trace, rows, tell), _beside(lesson, traces)
    told = prose.lesson(replace(lesson, notes=()), tell)
    first, later = split_at_guess(lesson, [*posed()])
    sections = narrate(
        told,
        trace,
        rows,
        code=code,
        fill=prose.fill,
        questions=question_sections(first, trace.name),
        after_guess=question_sections(later, trace.name, number=len(first) + 1),
        beside=beside,
        watched=watch_command(trace.app),
    )
    return Transcript([*sections])


def sample(lesson: Lesson, trace: Trace, rows: Table, tell: Callable[[str], None]) -> tuple[CodePart, ...]:
    """Return the code sample of a lesson; one that points at nothing is left out, and that is said."""
    if lesson.code is None:
        return ()
    try:
        return code_parts(on_app(lesson.code, trace.app), rows, trace)
    except LessonError as error:
        tell(f"Left out: the code: {error}")
        return ()


def _beside(lesson: Lesson, traces: Traces) -> Comparison | None:
    """Return the lesson's run and the one that is shown beside it; None where that one was not saved."""
    if lesson.beside is None:
        return None
    try:
        return compare(traces(None), traces(lesson.beside))
    except UsageError:
        return None
