"""No word of a heading, a name or a text is broken in a table of 60 or 80 columns, in any run of the course.

Only a word that is longer than the line goes on in the next one.
"""

from collections import Counter
from collections.abc import Iterable
from itertools import pairwise

import pytest
from rich.cells import cell_len

from demo_app.flask_app import create_app
from tests.course import app_of, lessons_here, performed, scenario, scenario_names
from tests.table_check.runs import perform
from tests.views.shown import shown
from tracer.findings.catalogue import codes, page
from tracer.lessons.schema import Lesson
from tracer.mutants.catalogue import BY_NAME, KINDS, kind_page
from tracer.recording.observe import describe
from tracer.table_check.check import check_table
from tracer.trace.compare import Comparison, compare
from tracer.trace.events import Trace
from tracer.trace.table import other_requests, table
from tracer.trace.wording.rows import HEADINGS
from tracer.views.check_table import TableVerdictView
from tracer.views.compare import ComparisonView
from tracer.views.execution_table import ExecutionTable
from tracer.views.findings import CodeList
from tracer.views.inspect import AppReport
from tracer.views.markdown import plain_line
from tracer.views.run import trackers_of
from tracer.views.short_run import ShortRun
from tracer.views.variable_tracker import VariableTracker, value_text

WIDTHS = (60, 80)

LABELS = 10
"""What a row that is stacked has in front of its words at most."""


def broken(texts: Iterable[str], drawn: str, width: int) -> set[str]:
    """Return the words of some texts that a drawing does not show whole as often as the texts have them."""
    expected = Counter(word for text in texts for word in text.split() if len(word) <= width - LABELS)
    return {*(expected - Counter(drawn.split()))}


def run_of(name: str) -> Trace:
    return performed(scenario(name), app_of(name))


def lesson_with(name: str) -> Lesson:
    return next(lesson for lesson in lessons_here().values() if name in lesson.scenarios)


@pytest.mark.parametrize("name", scenario_names())
def test_a_run_breaks_no_word(name: str) -> None:
    trace, lesson = run_of(name), lesson_with(name)
    rows = table(trace)
    others = other_requests(trace, rows)
    trackers = trackers_of(trace, lesson, rows)
    execution = ExecutionTable(rows, others)
    cells = [text for row in execution.shown_rows() for _, text in [("action", row.row.action), *row.cells]]
    in_short = [text for row in execution.shown_rows() for text in (row.row.action, row.row.result)]
    variables = [name for tracker in trackers for name in tracker.names]
    values = [value_text(value) for tracker in trackers for one in tracker.columns for value in one.values.values()]
    short = ShortRun(trace, lesson.title, rows, trackers, others)
    for width in WIDTHS:
        assert not broken(cells, shown(execution, width=width), width)
        assert not broken([*variables, *values], shown(VariableTracker(trackers), width=width), width)
        assert not broken([*in_short, *variables, *values], shown(short, width=width), width)


def told(comparison: Comparison) -> Iterable[str]:
    """Yield the texts that the drawing of a comparison has."""
    for pair in comparison.pairs:
        for step in (pair.left, None if pair.same else pair.right):
            if step is not None:
                yield from (step.row.action, step.row.result)
        if not any(difference.aspect == "stage" for difference in pair.differences):
            for difference in pair.differences:
                yield from (difference.name, difference.left, difference.right)


@pytest.mark.parametrize("lesson", lessons_here().values(), ids=lambda lesson: lesson.name)
def test_two_runs_beside_one_another_break_no_word(lesson: Lesson) -> None:
    for left, right in pairwise(lesson.scenarios):
        comparison = compare(run_of(left), run_of(right))
        view = ComparisonView(comparison, left, right)
        for width in WIDTHS:
            assert not broken(told(comparison), shown(view, width=width), width)


@pytest.mark.parametrize("width", WIDTHS)
def test_a_table_from_a_book_breaks_no_word(width: int) -> None:
    static = lesson_with("textbook-tutorial").textbook
    assert static is not None
    for verdict in check_table(static, perform):
        cells = [text for cell in verdict.cells for text in (plain_line(cell.text), cell.row.removeprefix("step "))]
        drawn = shown(TableVerdictView(verdict), width=width)
        assert verdict.cells
        assert not broken([*{*cells}], drawn, width)
        assert all(heading in drawn.split() for heading in HEADINGS.values())


@pytest.mark.parametrize("width", WIDTHS)
def test_the_description_of_an_app_breaks_no_word(width: int) -> None:
    app = describe(create_app({}))
    cells = [text for view in app.views for text in (view.rule, view.endpoint, *view.guards)]
    drawn = shown(AppReport(app), width=width).replace("(", " ").replace(")", " ")
    assert not broken(cells, drawn, width)


@pytest.mark.parametrize("width", [45, *WIDTHS])
def test_the_list_of_what_can_be_found_keeps_its_columns(width: int) -> None:
    lines = shown(CodeList(tuple(map(page, codes())), tuple(map(kind_page, KINDS))), width=width).splitlines()
    assert max(map(cell_len, lines)) <= width
    named = [line.split()[0] for line in lines if line and not line.startswith(" ")]
    assert [name for name in named if "-" in name] == [*codes(), *BY_NAME]
