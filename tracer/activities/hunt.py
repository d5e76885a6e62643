"""What a lesson that hunts a fault shows after the guess: the evidence, and the healthy run beside its own one."""

from collections.abc import Callable, Iterator

from tracer.activities.transcript import sample
from tracer.claims.evaluate import Traces
from tracer.errors import UsageError
from tracer.lessons.prose import LessonProse
from tracer.lessons.schema import Lesson
from tracer.trace.compare import compare
from tracer.trace.table import table
from tracer.views.code_listing import CodeListing
from tracer.views.compare import ComparisonView
from tracer.views.lesson import Solution
from tracer.views.terminal import View


def evidence(lesson: Lesson, traces: Traces, tell: Callable[[str], None]) -> Iterator[View]:
    """Yield what is shown between the guess and the questions that have waited for it.

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
    yield from healthy_run(lesson, traces, tell)


def healthy_run(lesson: Lesson, traces: Traces, tell: Callable[[str], None]) -> Iterator[View]:
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
