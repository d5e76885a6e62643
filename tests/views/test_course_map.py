"""The map of the course: what is behind the learner, where the learner is, and what is left."""

import pytest

from tests.golden import assert_golden
from tests.views.shown import shown
from tracer.lessons.library import LessonOutline
from tracer.quiz.progress_store import LessonProgress
from tracer.quiz.whereabouts import PathStop
from tracer.views.course_map import CourseMap


def outline(name: str, title: str, minutes: int | None, part: str) -> LessonOutline:
    return LessonOutline(name, title, minutes, {f"{name}-run": "Log in"}, part)


def standing(right: int) -> LessonProgress:
    return LessonProgress(12, right, right, 12, 0, 60.0, "2026-01-05 09:00:00", 12)


STOPS = [
    PathStop(1, outline("login-flow", "How a login works", 15, "basics"), standing(12), passed=True),
    PathStop(2, outline("session-cookie", "What is a session cookie?", 8, "basics"), standing(10), passed=True),
    PathStop(3, outline("back-at-the-form", "Find the fault: back at the form", 7, "faults"), here=True),
    PathStop(4, outline("broken-for-one-browser", "Find the fault: " + "a long title " * 5, 8, "faults")),
    PathStop(5, outline("remember-me-limits", "How far a remember cookie goes", 80, "corners")),
    PathStop(6, outline("my-own", "My own", None, "")),
]


@pytest.mark.parametrize("width", [45, 60, 80])
def test_the_map_fits(width: int) -> None:
    text = shown(CourseMap(STOPS), width=width)
    assert_golden(f"course-map-{width}.txt", text)
    assert max(len(line.rstrip()) for line in text.splitlines()) <= width
    for stop in STOPS:
        assert sum(stop.outline.name in line for line in text.splitlines()) == 1


def test_the_map_in_the_plain_form_says_in_words_what_the_signs_say() -> None:
    text = shown(CourseMap(STOPS, scenarios=True), plain=True)
    assert_golden("course-map-plain.txt", text)
    assert (
        "Lesson 3, back-at-the-form: Find the fault: back at the form, 7 minutes, a fault to find, you are here."
        in text
    )
    assert "2 of 6 lessons behind you, 1 h 35 min left." in text


def test_nothing_is_left_at_the_end() -> None:
    done = [PathStop(1, outline("login-flow", "How a login works", 15, "basics"), passed=True)]
    assert "1 of 1 lesson behind you, nothing left." in shown(CourseMap(done), plain=True)
