"""The rules for a static table in a lesson: each of its cells can be held against a run, and there is such a run."""

from collections.abc import Iterator

from tracer.checking.problem import Problem
from tracer.errors import TracerError
from tracer.judging import Traces
from tracer.lesson import Lesson
from tracer.textbook.check import judge_table


def check_textbook(lesson: Lesson, traces: Traces) -> Iterator[Problem]:
    """Yield a problem for each run that cannot be performed, and for each cell that nobody could check.

    Whether the cells agree is not asked here: a lesson shows a table because some of its cells do not.
    """
    static = lesson.textbook
    if static is None:
        return
    strange = {}
    for against in static.against:
        try:
            trace = traces(against.scenario)
        except TracerError as error:
            yield Problem("run", "textbook, against", str(error).rstrip("."), "Name a scenario that there is.")
        else:
            strange.update({cell.key: cell for cell in judge_table(static, trace, against).of("not understood")})
    for cell in strange.values():
        message = f"“{cell.text}” is not understood: {cell.because}"
        remedy = "Write it in other words, or as a claim; docs/checking-tables.md shows both."
        yield Problem("points-at-nothing", f"textbook, {cell.row}, {cell.column}", message, remedy)
