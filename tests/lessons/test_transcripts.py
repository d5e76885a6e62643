"""The transcripts of all lessons: every sentence is one, no mark of Markdown is left, no heading is cut."""

from functools import cache
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.authoring.true_lesson import course as true_course
from tests.authoring.true_lesson import every_kind
from tests.course import course, lessons_here
from tests.sentences import faults
from tests.views.shown import shown
from tracer.activities.transcript import transcript
from tracer.demo_names import watch_command
from tracer.lessons.flow_in_words import flow_in_words
from tracer.lessons.schema import Flow, FlowEdge, FlowNode
from tracer.lessons.transcript import narrated_steps
from tracer.trace.table import table
from tracer.views.code_listing import CodeListing
from tracer.views.concept_flow import ConceptFlow
from tracer.views.lesson import Beginning, KeyMoments, ShownMoment, Snapshot, Transcript
from tracer.views.question_list import QuestionList

if TYPE_CHECKING:
    from tracer.views.terminal import View

LESSONS = lessons_here()
every_lesson = pytest.mark.parametrize("file", LESSONS)


@cache
def told(file: str) -> Transcript:
    left_out: list[str] = []
    view = transcript(LESSONS[file], course().traces(LESSONS[file]), left_out.append)
    assert left_out == []
    return view


def plain(file: str) -> list[str]:
    return [line for line in shown(told(file), plain=True).splitlines() if line]


@every_lesson
def test_every_sentence_of_a_transcript_is_one(file: str) -> None:
    assert told(file).sections
    found = {
        (section.heading, paragraph): wrong
        for section in told(file).sections
        for paragraph in section.paragraphs
        if (wrong := [*faults(paragraph)])
    }
    assert found == {}


@every_lesson
def test_every_step_of_every_run_is_told_in_sentences(file: str) -> None:
    lesson = LESSONS[file]
    for scenario in lesson.scenarios:
        rows = table(course().traces(lesson)(scenario))
        paragraphs = [*narrated_steps(rows, lesson.variables)]
        assert len(paragraphs) >= len(rows.steps)
        assert {text: wrong for text in paragraphs if (wrong := [*faults(text)])} == {}


@every_lesson
def test_each_lesson_names_the_command_that_serves_its_app_and_a_hunt_says_what_it_keeps_back(file: str) -> None:
    lesson = LESSONS[file]
    command = watch_command(course().traces(lesson)(None).app)
    paragraphs = [paragraph for section in told(file).sections[:2] for paragraph in section.paragraphs]
    named = [paragraph for paragraph in paragraphs if f"`{command}`" in paragraph]
    assert len(named) == (0 if command is None else 1)
    assert (command is None) == (lesson.app == "quart")
    assert [("only if you ask" in paragraph) for paragraph in named] == [bool(lesson.guess)] * len(named)


@every_lesson
def test_a_transcript_is_heard_without_marks_of_markdown(file: str) -> None:
    lines = plain(file)
    assert len(lines) > len(told(file).sections)
    for line in lines:
        assert "`" not in line
        assert "**" not in line
        assert line.rstrip("”’)\"'")[-1] in ".?!:", line  # noqa: RUF001 # the closing quotation marks


@every_lesson
@pytest.mark.parametrize("width", [45, 80])
def test_no_heading_of_a_transcript_is_cut_and_none_shows_a_backtick(file: str, width: int) -> None:
    text = shown(told(file), width=width)
    assert "`" not in text
    assert max(map(len, text.splitlines())) <= width
    words = " ".join(text.replace("─", " ").split())
    for section in told(file).sections:
        assert " ".join(section.heading.replace("`", "").split()) in words


@every_lesson
def test_the_parts_of_a_lesson_are_heard_without_backticks(file: str) -> None:
    lesson = LESSONS[file]
    rows = table(course().traces(lesson)(None))
    moments = [ShownMoment(moment.question, moment.answer, rows) for moment in lesson.moments]
    views: list[View] = [Beginning(lesson), KeyMoments(moments), Snapshot(lesson.snapshot)]
    views.append(QuestionList(lesson.questions, rows, ""))
    if lesson.flow is not None:
        views.append(ConceptFlow(lesson.flow, rows.steps))
    if lesson.code is not None:
        views.append(CodeListing((), lesson.code.caption))
    for view in views:
        assert all("`" not in line for line in view.lines())
        assert "`" not in shown(view)


@given(
    label=st.sampled_from(
        ["", "no", "three years later", "“You are out.”", "yes: nobody is asked", "by way of it", "401"]
    ),
    text=st.sampled_from(["login_user writes it", "Is somebody there?", "Stop!", "“Hello”, she says", "a page (new)"]),
)
def test_a_flow_is_told_in_sentences_whatever_stands_in_it(label: str, text: str) -> None:
    nodes = (FlowNode(id="a", text=text), FlowNode(id="b", text=text, stages=("logged_in",)))
    paragraphs = [*flow_in_words(Flow(nodes=nodes, edges=(FlowEdge(source="a", target="b", label=label),)), ())]
    assert len(paragraphs) == 1 + len(nodes)
    assert [fault for paragraph in paragraphs for fault in faults(paragraph)] == []


def test_of_a_flow_is_told_which_way_the_run_takes() -> None:
    lesson = every_kind()
    assert lesson.flow is not None
    steps = table(true_course().traces(lesson)(None)).steps
    _, asked, refused, _ = flow_in_words(lesson.flow, steps)
    assert asked.startswith("**Box 1: “Logged in?”** Steps 1 and 5 of this run stand here.")
    assert "The arrow “yes” leads to “The page”. This run takes it." in asked
    assert asked.endswith("The arrow “no” leads to “No”.")
    assert refused == "**Box 2: “No”.** No step of this run stands here."


def test_a_variable_that_differs_is_spoken_as_in_the_steps() -> None:
    said = [line for file, lesson in LESSONS.items() if lesson.beside for line in plain(file)]
    beside = [line for line in said if "session._user_id is " in line]
    assert any('session._user_id is the text "1" instead of None' in line for line in beside)
    assert [line for line in beside if 'is "' in line or 'of "' in line] == []
