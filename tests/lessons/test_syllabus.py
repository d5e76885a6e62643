"""The syllabus: the order of the lessons, what comes next, and what one can do at the end of each."""

from pathlib import Path

import pytest

from tracer.errors import UsageError
from tracer.lessons.library import BUILT_IN, Library
from tracer.lessons.schema import Part
from tracer.lessons.syllabus import Syllabus, syllabus_of, you_can_now
from tracer.lessons.ways import WAYS, ways_of

LIBRARY = Library()
COURSE = syllabus_of(LIBRARY)
PARTS: tuple[Part, ...] = ("basics", "faults", "corners")


def parts() -> list[Part | None]:
    return [LIBRARY.lesson(name).part for name in COURSE.names]


def test_every_built_in_lesson_is_on_the_path_and_belongs_to_a_part() -> None:
    assert len(COURSE.names) == len([*BUILT_IN.glob("*.toml")]) == 48
    assert set(parts()) == set(PARTS)


def test_going_on_from_the_first_lesson_leads_through_all_of_them() -> None:
    walked, name = ["login-flow"], "login-flow"
    while (following := COURSE.following(name)) is not None:
        name = following.name
        walked.append(name)
    assert tuple(walked) == COURSE.names


def test_the_first_fault_comes_after_the_second_lesson_and_the_corners_come_last() -> None:
    order = parts()
    assert order[:3] == ["basics", "basics", "faults"]
    assert order.index("corners") > max(place for place, part in enumerate(order) if part == "basics")


def test_the_faults_are_the_lessons_that_begin_with_what_somebody_tells() -> None:
    lessons = [LIBRARY.lesson(name) for name in COURSE.names]
    assert [lesson.name for lesson in lessons if lesson.part == "faults"] == [
        lesson.name for lesson in lessons if lesson.app.startswith("faults/")
    ]
    assert all(lesson.symptom for lesson in lessons if lesson.part == "faults")


def test_the_number_of_a_file_is_the_place_of_its_lesson() -> None:
    for place, path in enumerate(COURSE.files.values(), start=1):
        assert int(path.stem.partition("_")[0]) == place


def test_at_the_end_of_every_lesson_one_is_told_what_one_can_do_now() -> None:
    for name in COURSE.names:
        told = you_can_now(LIBRARY.lesson(name).summary)
        assert told is not None, name
        assert told.startswith("You can now ")
        assert told.endswith(".")
    assert you_can_now("Something else.") is None


def own(folder: Path, name: str, head: str = "") -> None:
    (folder / f"{name}.toml").write_text(f'title = "{name}"\n{head}', encoding="utf-8")


def path_of(folder: Path) -> Syllabus:
    return syllabus_of(Library((folder,)))


def test_a_lesson_may_name_the_one_that_comes_next(tmp_path: Path) -> None:
    own(tmp_path, "1_first", 'next = "third"')
    own(tmp_path, "2_second", 'next = "nowhere"')
    own(tmp_path, "3_third")
    course = path_of(tmp_path)
    followed = {name: course.following(name) for name in course.names}
    assert {name: found.name if found else None for name, found in followed.items()} == {
        "first": "third",
        "second": "third",
        "third": None,
    }


def test_a_file_that_cannot_be_read_is_passed_over(tmp_path: Path) -> None:
    own(tmp_path, "1_first")
    own(tmp_path, "2_broken", "a = [")
    own(tmp_path, "3_third")
    following = path_of(tmp_path).following("first")
    assert following is not None
    assert following.name == "third"
    assert path_of(tmp_path).following("broken") is not None


def test_of_two_lessons_of_one_name_the_learners_own_counts(tmp_path: Path) -> None:
    own(tmp_path, "login-flow")
    course = syllabus_of(Library((tmp_path, BUILT_IN)))
    assert len(course.names) == len(COURSE.names)
    assert course.outline("login-flow").title == "login-flow"
    with pytest.raises(UsageError, match="Did you mean"):
        course.number("login-flaw")


def test_the_ways_of_a_lesson_are_those_that_have_something_to_show() -> None:
    assert ways_of(LIBRARY.lesson("login-flow")) == tuple(WAYS)
    lacking = {name: set(WAYS) - set(ways_of(LIBRARY.lesson(name))) for name in COURSE.names}
    for name, ways in lacking.items():
        lesson = LIBRARY.lesson(name)
        assert ways == {
            *([] if lesson.flow else ["flow"]),
            *([] if lesson.code else ["code"]),
            *([] if lesson.moments else ["moments"]),
            *([] if lesson.questions else ["quiz"]),
            *([] if lesson.snapshot else ["snapshot"]),
        }
