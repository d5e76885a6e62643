"""Where a learner is on the path: after answers, after a lesson that was left, and at its end."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tracer.lessons.library import Library
from tracer.lessons.syllabus import Syllabus, syllabus_of
from tracer.quiz.progress_store import Progress
from tracer.quiz.whereabouts import PathProgress, Whereabouts

LESSON = """
format_version = 1
title = "{name}"
summary = "Afterwards you can go on."
minutes = 5

[[questions]]
id = "one"
kind = "step"
text = "Where?"
hints = ["There."]
asks = {{ stage = "redirected" }}

[[questions]]
id = "two"
kind = "step"
text = "And where then?"
hints = ["There."]
asks = {{ stage = "session_checked" }}

[scenarios.{name}]
title = "Visit the protected page"
actions = [{{ do = "visit", page = "protected" }}]
"""


@pytest.fixture
def course(tmp_path: Path) -> Syllabus:
    for number, name in enumerate(("first", "second", "third"), start=1):
        (tmp_path / f"{number}_{name}.toml").write_text(LESSON.format(name=name), encoding="utf-8")
    return syllabus_of(Library((tmp_path,)))


@pytest.fixture
def progress(tmp_path: Path) -> Iterator[Progress]:
    with Progress(tmp_path / "home" / "progress.sqlite3") as progress:
        yield progress


def answer(course: Syllabus, progress: Progress, name: str, *questions: str, right: bool = True) -> None:
    lesson = Library((course.files[name].parent,)).lesson(name)
    for question in lesson.questions:
        if question.id in questions:
            progress.record(name, question, right=right, hints=0, seconds=1.0)


def here(course: Syllabus, progress: Progress | None) -> Whereabouts:
    return PathProgress(course, progress).whereabouts()


def test_who_has_done_nothing_begins_at_the_beginning(course: Syllabus, progress: Progress) -> None:
    assert here(course, progress) == here(course, None) == Whereabouts("first")
    assert here(Syllabus({}), progress) == Whereabouts(None)


def test_a_lesson_that_was_left_is_gone_on_with_at_that_place(course: Syllabus, progress: Progress) -> None:
    progress.stand_at("first", "")
    progress.stand_at("second", "table")
    assert here(course, progress) == Whereabouts("second", "table", begun=True)
    progress.stand_at("second", "")
    assert here(course, progress) == Whereabouts("third", begun=True)


def test_going_back_to_a_lesson_goes_on_there(course: Syllabus, progress: Progress) -> None:
    progress.stand_at("second", "")
    progress.stand_at("first", "code")
    assert here(course, progress) == Whereabouts("first", "code", begun=True)
    progress.stand_at("first", "")
    assert here(course, progress) == Whereabouts("third", begun=True)


def test_looking_something_up_in_a_lesson_that_is_behind_leads_nobody_back(
    course: Syllabus, progress: Progress
) -> None:
    progress.stand_at("first", "")
    progress.stand_at("second", "quiz:1")
    progress.stand_at("first", "moments:4")
    assert here(course, progress) == Whereabouts("second", "quiz:1", begun=True)
    assert PathProgress(course, progress).is_passed("first")


def test_a_look_at_a_later_lesson_leads_nobody_away(course: Syllabus, progress: Progress) -> None:
    answer(course, progress, "third", "one")
    assert here(course, progress) == Whereabouts("first", begun=True)
    progress.stand_at("first", "moments:3")
    answer(course, progress, "third", "one", "two")
    assert here(course, progress) == Whereabouts("first", "moments:3", begun=True)


def test_what_was_answered_elsewhere_counts_all_the_same(course: Syllabus, progress: Progress) -> None:
    answer(course, progress, "first", "one", "two", right=False)
    assert here(course, progress) == Whereabouts("second", begun=True)
    answer(course, progress, "third", "one", "two")
    progress.stand_at("second", "")
    assert here(course, progress) == Whereabouts(None, begun=True)


def test_after_the_last_lesson_comes_what_was_left_out_and_then_nothing(course: Syllabus, progress: Progress) -> None:
    progress.stand_at("third", "")
    assert here(course, progress) == Whereabouts("first", begun=True)
    progress.stand_at("first", "")
    progress.stand_at("second", "")
    assert here(course, progress) == Whereabouts(None, begun=True)


def test_a_lesson_of_another_course_does_not_count(course: Syllabus, progress: Progress) -> None:
    progress.stand_at("second", "")
    progress.stand_at("elsewhere", "table")
    assert here(course, progress) == Whereabouts("third", begun=True)


def test_the_stops_say_what_is_passed_and_where_one_is(course: Syllabus, progress: Progress, tmp_path: Path) -> None:
    progress.stand_at("first", "")
    answer(course, progress, "second", "one")
    stops = PathProgress(course, progress).stops(Library((tmp_path,)).outlines())
    assert [(stop.number, stop.outline.name, stop.passed, stop.here) for stop in stops] == [
        (1, "first", True, False),
        (2, "second", False, True),
        (3, "third", False, False),
    ]
    assert [stop.standing and (stop.standing.right, stop.standing.tried) for stop in stops] == [None, (1, 1), None]


def test_a_lesson_that_cannot_be_loaded_counts_as_not_answered(course: Syllabus, progress: Progress) -> None:
    answer(course, progress, "first", "one", "two")
    course.files["first"].write_text("a = [", encoding="utf-8")
    assert here(course, progress) == Whereabouts("first", begun=True)


def test_forgetting_forgets_the_places_too_and_an_old_file_has_none(progress: Progress) -> None:
    assert progress.places() == {}
    progress.stand_at("first", "flow")
    assert [place.place for place in progress.places().values()] == ["flow"]
    progress.reset()
    assert progress.places() == {}
