"""What happened between the requests, and whose step it is, is shown by every view of every run of the course."""

from collections.abc import Callable, Iterator, Sequence
from functools import cache

import pytest

from tests.course import app_of, lesson, lessons_here, performed
from tests.views.shown import run_shown, shown
from tests.wrapped_text import letters
from tracer.activities.compare import comparison_to_plain
from tracer.lessons.transcript import narrated_steps
from tracer.quiz.generated import generate
from tracer.quiz.predictions import prediction
from tracer.quiz.verdict import Verdict
from tracer.trace.compare import compare_tables
from tracer.trace.wording.between_requests import between_requests, just_before, told
from tracer.views.compare import ComparisonView
from tracer.views.detail import Detail
from tracer.views.execution_table import ExecutionTable
from tracer.views.lesson import KeyMoments, ShownMoment
from tracer.views.question import VerdictView
from tracer.views.run import RunOptions
from tracer.views.terminal import View
from tracer.views.walkthrough.drawing.lines import Drawing
from tracer.views.walkthrough.layout import LayoutName
from tracer.views.walkthrough.panes.request_response import DetailPane, RequestResponsePane
from tracer.views.walkthrough.panes.step_card import StepCardPane
from tracer.views.walkthrough.panes.table import draw_table
from tracer.views.walkthrough.panes.variables import TrackerPane, moment
from tracer.views.walkthrough.plain_text import PlainTextWalkthrough
from tracer.views.walkthrough.predictions import Predictions
from tracer.views.walkthrough.slide import Position, ShownRun, Slide
from tracer.views.walkthrough.speaker_notes.content import speaking
from tracer.views.walkthrough.speaker_notes.plain import notes_lines
from tracer.views.walkthrough.what_if import WhatIf, draw_pair, draw_rows

WIDTHS = (45, 80, 120)

ASK_FOR_A_PAGE = frozenset({"visit", "submit", "click", "send"})
"""What leads to a request at once."""


@cache
def runs() -> tuple[ShownRun, ...]:
    """Return every run of the course in which something happens between requests or two browsers act."""
    made = [
        ShownRun(performed(scenario, app_of(name)), lesson)
        for lesson in lessons_here().values()
        for name, scenario in lesson.scenarios.items()
        if any(action.do not in ASK_FOR_A_PAGE or action.browser != "A" for action in scenario.actions)
    ]
    return tuple(show for show in made if between_requests(show.table) or len(show.table.browsers) > 1)


def text_of(drawing: Drawing) -> str:
    return "\n".join(line.plain for line in drawing.lines)


def at_step(show: ShownRun, number: int) -> list[str]:
    """Return what must be seen at a step: what happened just before it, and its browser where several act."""
    words = [one.words for one in just_before(show.table, number)]
    several = len(show.table.browsers) > 1 and number <= len(show.table.steps)
    return [*words, *([show.table.steps[number - 1].browser] if several else [])]


def positions(show: ShownRun, *, predicting: bool) -> Iterator[tuple[int, Position]]:
    """Yield each step, and the end, as a learner comes to it."""
    count = len(show.table.steps)
    for number in range(1, count + 2):
        yield number, Position(count, number, number - 1 if predicting else min(number, count), predicting)


def test_there_are_runs_to_look_at() -> None:
    names = {show.trace.name for show in runs()}
    assert {"switched-off", "sessions-that-expire", "remember-cookie-copied", "session-cookie"} <= names
    assert sum(len(between_requests(show.table)) for show in runs()) > 70


WHOLE: dict[str, Callable[[ShownRun], View]] = {
    "execution table": lambda show: ExecutionTable(show.table),
    "comparison": lambda show: ComparisonView(
        compare_tables(show.trace, show.table, show.trace, show.table), "one", "other"
    ),
    "verdict": lambda show: VerdictView(
        Verdict(right=True, chosen=(), reason="", readings=(), steps=()), "Right.", show.table, show.table.steps
    ),
    "key moments": lambda show: KeyMoments([ShownMoment("Why?", "So.", show.table, show.table.steps)]),
    "detail": lambda show: Detail(show.table),
}


@pytest.mark.parametrize("name", WHOLE)
def test_a_view_of_a_whole_run_shows_it_in_every_width_and_in_the_plain_form(name: str) -> None:
    for show in runs():
        view = WHOLE[name](show)
        for text in (shown(view, plain=True), *(shown(view, width=width) for width in WIDTHS)):
            seen = letters(text.replace("│", ""))
            last = {one.words for one in just_before(show.table, len(show.table.steps) + 1)}
            for between in between_requests(show.table):
                # The evidence of a step says what happened before it; behind the last step there is none.
                if between.words not in last or name not in {"verdict", "key moments"}:
                    assert letters(between.words) in seen, (show.trace.name, between.words)
            if len(show.table.browsers) > 1:
                for step in show.table.steps:
                    assert step.browser in text, (show.trace.name, step.browser)


@pytest.mark.parametrize("plain", [False, True])
def test_a_saved_run_shows_it(*, plain: bool) -> None:
    for show in runs():
        seen = letters(run_shown(show.trace, None, RunOptions(all_requests=True, detail=True), plain=plain, width=120))
        for between in between_requests(show.table):
            assert letters(between.words) in seen, (show.trace.name, between.words)


def card(slide: Slide, width: int) -> str:
    return text_of(StepCardPane().draw(slide, width, 40))


def table_pane(slide: Slide, width: int) -> str:
    return text_of(draw_table(slide, width, 40)[0])


def request_pane(slide: Slide, width: int) -> str:
    return text_of(RequestResponsePane().draw(slide, width, 40))


PANES: dict[str, tuple[Callable[[Slide, int], str], LayoutName]] = {
    "card": (card, "study"),
    "card in the presentation": (card, "presentation"),
    "table": (table_pane, "study"),
    "request": (request_pane, "study"),
}


@pytest.mark.parametrize("predicting", [False, True], ids=["shown", "hidden"])
def test_each_pane_of_the_walkthrough_shows_it_with_the_step_that_came_next(*, predicting: bool) -> None:
    for show in runs():
        predictions = Predictions(show)
        happened = [(one.before, letters(one.words)) for one in between_requests(show.table)]
        for number, position in positions(show, predicting=predicting):
            now = [letters(words) for words in at_step(show, number)]
            earlier = {words for before, words in happened if before <= number}
            later = {words for before, words in happened if before > number} - earlier
            if not now and not later:
                continue
            asked = predictions.asked(position)
            for name, (draw, layout) in PANES.items():
                slide = Slide(show, position, layout, asked)
                for width in (30, 110):
                    text, where = letters(draw(slide, width)), (show.trace.name, number, name, width)
                    assert all(words in text for words in now), (*where, now)
                    assert not any(words in text for words in later), (*where, later)


def test_what_happened_before_a_step_says_nothing_of_its_hidden_result() -> None:
    for show in runs():
        for number, position in positions(show, predicting=True):
            if position.is_step:
                shown_now, hidden = (
                    Slide(show, Position(position.count, number, number, predicting=predicting))
                    for predicting in (False, True)
                )
                assert shown_now.told_before == hidden.told_before
                result = show.table.steps[number - 1].row.result
                assert not any(result in words for words in hidden.told_before)


def test_the_variables_say_whose_they_are_where_two_browsers_act() -> None:
    for show in runs():
        for _, position in positions(show, predicting=False):
            slide = Slide(show, position)
            if slide.step is not None:
                several = len(show.table.browsers) > 1
                assert moment(slide).startswith(f"of browser {slide.step.browser} ") == several
                tracker = text_of(TrackerPane().draw(slide, 100, 40))
                assert (f"Browser {slide.step.browser}" in tracker.splitlines()) == several


def test_the_detail_pane_says_whose_step_it_is() -> None:
    for show in runs():
        if len(show.table.browsers) > 1:
            for _, position in positions(show, predicting=False):
                slide = Slide(show, position)
                if slide.step is not None:
                    assert f"In browser {slide.step.browser}" in text_of(DetailPane().draw(slide, 60, 40))


def test_each_prediction_begins_with_it() -> None:
    for show in runs():
        predictions = Predictions(show)
        for number in range(1, len(show.table.steps) + 1):
            asked = prediction(show.trace, show.table, number)
            posed = predictions.question(number)
            for question in (asked, posed):
                before, _, _ = question.text.partition("**") if question else ("", "", "")
                for words in at_step(show, number) if question else ():
                    assert words in before, (show.trace.name, number, words)


def test_one_question_with_two_answers_is_told_apart_by_what_happened_before() -> None:
    show = ShownRun(performed(lesson("switched-off").main_scenario), lesson("switched-off"))
    texts = {}
    for number in (3, 5, 7):
        question = prediction(show.trace, show.table, number)
        assert question is not None
        texts[question.text] = next(choice.text for choice in question.choices if choice.right)
    assert [*texts.values()] == ["User authenticated", "User not authenticated", "User authenticated"]
    first, second, third = texts
    assert second == f"The account of ada is switched off.\n\n{first}"
    assert third == f"The account of ada is switched on again.\n\n{first}"


def test_a_made_question_for_what_comes_next_says_what_happened_on_the_way() -> None:
    asked = 0
    for show in runs():
        for question in generate(show.trace, show.table, 1000, 1):
            if question.id.startswith("generated-next-"):
                before = int(question.id.rpartition("-")[2])
                for between in just_before(show.table, before + 1):
                    assert told(show.table, between) in question.text
                    asked += 1
    assert asked > 20


def test_the_transcript_tells_it() -> None:
    for show in runs():
        paragraphs = [*narrated_steps(show.table), ""]
        for number in range(1, len(show.table.steps) + 2):
            for words in at_step(show, number):
                assert words in paragraphs[number - 1], (show.trace.name, number, words)


@pytest.mark.parametrize("predicting", [False, True])
def test_the_plain_walkthrough_tells_it(*, predicting: bool) -> None:
    for show in runs():
        lines: list[str] = []
        position = Position(len(show.table.steps), predicting=predicting)
        PlainTextWalkthrough(show, position, lambda _: "", lines.append).play()
        text = "\n".join(lines)
        for between in between_requests(show.table):
            assert told(show.table, between) in text, (show.trace.name, between.words)
        if len(show.table.browsers) > 1:
            for step in show.table.steps:
                assert f"in browser {step.browser}" in text


def test_the_speaker_reads_it_before_and_at_the_step() -> None:
    for show in runs():
        coming: Sequence[str] = ()
        for number, position in positions(show, predicting=False):
            told_now = "\n".join(notes_lines(speaking(Slide(show, position), "A lesson", "again")))
            for words in at_step(show, number):
                assert position.is_end or words in told_now, (show.trace.name, number, words)
                assert number == 1 or any(words in line for line in coming), (show.trace.name, number, words)
            coming = told_now.splitlines()


def test_two_runs_beside_one_another_show_it_on_screen_and_as_data() -> None:
    for show in runs():
        if show.lesson is None or show.trace.name == show.lesson.main_scenario.name:
            continue
        main = show.lesson.main_scenario
        left = ShownRun(performed(main, app_of(main.name)), show.lesson)
        comparison = compare_tables(left.trace, left.table, show.trace, show.table)
        what_if = WhatIf(comparison, ("one", "other"), Position(len(comparison.pairs)), show.variables)
        plain = shown(ComparisonView(comparison, "one", "other"), plain=True)
        data = str(comparison_to_plain(comparison, "one", "other"))
        for row in range(1, len(comparison.pairs) + 2):
            slide = what_if.at(what_if.position.at(row))
            pair = slide.pair
            happened = [words for one in comparison.told_before(pair) for words in one]
            remarks = [comparison.whose(step) for step in (pair.left, pair.right) if step] if pair else []
            if not happened and row != 1:
                continue
            seen = letters(text_of(draw_pair(slide, 160, 40)))
            rows = letters(text_of(draw_rows(slide, 160)[0]))
            for words in [*happened, *remarks]:
                assert letters(words) in seen, (show.trace.name, row, words)
                assert letters(words) in rows, (show.trace.name, row, words)
                assert words.strip() in plain
            for words in happened:
                assert words in data
