"""The evidence of every answer of every lesson, as learners are told it: whole sentences that name a place."""

import re

import pytest

from tests.course import course, lessons_here
from tests.sentences import faults
from tracer.lessons.schema import Lesson
from tracer.quiz.prompt import pose
from tracer.quiz.verdict import evidence_told

_RAW = re.compile(r"(?:session|session_before|current_user|query|set_cookie|changed|value|attributes)\.[_a-z]")
"""The path to a fact, as lessons write it."""

_COUNTED = re.compile(r"\b[012] times?\b")
"""How often something happened, as a number where a person says a word."""

_PLACE = re.compile(r"\b(?:[Ss]teps? \d|[Rr]equest \d|the whole run|first step|[Nn]o step differs|in it\b)")
"""Where it was read."""


@pytest.mark.parametrize("lesson", lessons_here().values(), ids=lambda lesson: lesson.name)
def test_every_piece_of_evidence_is_a_sentence_that_names_its_place(lesson: Lesson) -> None:
    traces = course().traces(lesson)
    for question in lesson.questions:
        posed = pose(question, traces)
        readings = [answer.reading for answer in posed.answers if answer.reading]
        assert len(readings) == (0 if question.kind == "order" else len(posed.answers))
        for reading in [*readings, *posed.reveal().readings]:
            for text in (str(reading), evidence_told(reading), evidence_told(reading, "login-flow@flask")):
                where = f"{question.id}: {text}"
                assert [*faults(text)] == [], where
                assert not _RAW.search(text), where
                assert not _COUNTED.search(text), where
                assert _PLACE.search(text), where


@pytest.mark.parametrize("lesson", lessons_here().values(), ids=lambda lesson: lesson.name)
def test_of_a_right_answer_nothing_else_is_claimed_and_of_a_wrong_one_the_evidence_is_its_own(lesson: Lesson) -> None:
    traces = course().traces(lesson)
    for question in lesson.questions:
        posed = pose(question, traces)
        for answer in posed.answers:
            if answer.reading is not None and answer.right:
                assert answer.reading.claimed == "", f"{question.id}: {answer.reading}"
