"""The transcript of a lesson on the command line: for "lesson --mode transcript" and for a plain walkthrough."""

from collections.abc import Callable, Iterator
from functools import partial

from tracer.code_sample import code_parts, on_app
from tracer.compare import Comparison, compare
from tracer.errors import ClaimError, LessonError, UsageError
from tracer.judging import Traces
from tracer.lesson import Lesson
from tracer.narration import narrate
from tracer.posing import Posed, pose
from tracer.prose import readable, with_steps
from tracer.steps import Table, table
from tracer.views.lesson_parts import Transcript


def transcript(lesson: Lesson, traces: Traces, tell: Callable[[str], None]) -> Transcript:
    """Return a lesson as linear text.

    Args:
        lesson: The lesson.
        traces: Gives the runs that it speaks of. One that was not saved raises UsageError; what speaks of it is left
            out, or named without the numbers of its steps.
        tell: Tells the person what was left out.
    """
    trace = traces(None)
    rows = table(trace)

    def tables(scenario: str | None) -> Table:
        return rows if scenario is None else table(traces(scenario))

    def fill(text: str, scenario: str | None) -> str:
        try:
            return with_steps(text, lambda name: tables(name or scenario))
        except (ClaimError, UsageError):
            return readable(text, rows, scenario)

    def posed() -> Iterator[Posed]:
        for question in lesson.questions:
            try:
                yield pose(question, traces, partial(fill, scenario=question.scenario))
            except (LessonError, ClaimError, UsageError) as error:
                tell(f"Left out: {error}")

    code = code_parts(on_app(lesson.code, trace.app), rows) if lesson.code is not None else ()
    beside = _beside(lesson, traces)
    return Transcript([*narrate(lesson, trace, rows, code=code, questions=[*posed()], fill=fill, beside=beside)])


def _beside(lesson: Lesson, traces: Traces) -> Comparison | None:
    """Return the lesson's run and the one that is shown beside it; None where that one was not saved."""
    if lesson.beside is None:
        return None
    try:
        return compare(traces(None), traces(lesson.beside))
    except UsageError:
        return None
