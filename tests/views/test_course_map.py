"""The map of the course: what is behind the learner, where the learner is, and what is left."""

import re
from dataclasses import replace

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


def a_course(here: int, *, lessons: int = 48) -> list[PathStop]:
    """Return a course whose learner has come to a lesson; 0 where every lesson is behind the learner."""
    return [
        PathStop(
            number,
            outline(f"lesson-{number}", "A title", 10, "basics" if number <= 29 else "corners"),
            passed=here == 0 or number < here,
            here=number == here,
        )
        for number in range(1, lessons + 1)
    ]


@pytest.mark.parametrize("width", [45, 60, 80])
@pytest.mark.parametrize("here", [0, 1, 2, 10, 28, 29, 30, 47, 48])
@pytest.mark.parametrize("most", [20, 22, 40])
def test_on_a_short_terminal_the_place_where_one_is_is_seen_and_no_lesson_is_lost(
    here: int, width: int, most: int
) -> None:
    text = shown(CourseMap(a_course(here), most_lines=most), width=width)
    lines = text.rstrip("\n").split("\n")
    assert len(lines) <= most
    if here:
        assert f" lesson-{here} " in text
    told: list[int] = []
    for line in lines:
        if found := re.match(r"[✓▸○] +(\d+)(?: to (\d+): (\d+) lessons)?", line):
            first, last = int(found[1]), int(found[2] or found[1])
            assert found[3] is None or int(found[3]) == last + 1 - first
            told.extend(range(first, last + 1))
    assert told == [*range(1, 49)]


def test_folded_lessons_say_how_many_are_behind_the_learner() -> None:
    stops = a_course(40)
    stops[9] = replace(stops[9], passed=False)
    text = shown(CourseMap(stops, most_lines=22), width=80)
    assert "○  1 to 29: 29 lessons, 28 of them behind you" in text
    assert "✓ 30 to 37: 8 lessons" in text
    assert "All of them:" in text


def test_a_map_with_enough_lines_is_whole() -> None:
    assert "lesson-48" in shown(CourseMap(a_course(1), most_lines=100), width=80)
    assert " to 29" not in shown(CourseMap(a_course(1)), width=80)
