"""The runs that a walkthrough shows: performed once, or saved and never performed."""

from pathlib import Path

import pytest

from tests.course import LIBRARY, performed
from tests.views.walkthrough.show import classroom, classroom_runs, played, playing
from tracer.errors import UsageError
from tracer.lessons.course import Course
from tracer.trace.events import Trace
from tracer.views.walkthrough.runs import saved_runs


def recorded(*names: str) -> list[Trace]:
    return [performed(classroom().scenarios[name]) for name in names]


def test_a_run_is_performed_once() -> None:
    asked: list[str | None] = []
    course = Course(performed, LIBRARY)

    def perform(name: str | None) -> Trace:
        asked.append(name)
        return course.trace(classroom(), name)

    runs = classroom_runs(perform)
    assert runs.main() is runs.main()
    runs.show("wrong")
    runs.trace("wrong")
    assert asked == [None, "wrong"]


def test_saved_runs_are_shown_and_nothing_is_performed() -> None:
    runs = saved_runs(recorded("right", "wrong"), classroom())
    assert runs.main().trace.name == "right"
    assert runs.others == {"wrong": "The same with a wrong password"}
    questions, problems = runs.questions()
    assert [question.id for question, _ in questions] == ["one", "several", "step", "order", "what-if"]
    assert problems == []


def test_a_question_about_a_run_that_was_not_saved_is_left_out_with_the_remedy() -> None:
    runs = saved_runs(recorded("right"), classroom())
    questions, problems = runs.questions()
    assert [question.id for question, _ in questions] == ["one", "several", "step", "order"]
    assert len(problems) == 1
    assert "run-scenario wrong --save wrong.json" in problems[0]
    with pytest.raises(UsageError, match="was not saved"):
        runs.show("wrong")


def test_another_run_of_the_lesson_has_its_flow_but_not_its_notes() -> None:
    runs = saved_runs(recorded("wrong"), classroom())
    show = runs.main()
    assert not show.is_main
    assert runs.title == "A login in class: The same with a wrong password"


def test_a_run_without_a_lesson_can_be_walked_through(tmp_path: Path) -> None:
    async def play() -> None:
        for size in ((80, 24), (120, 40)):
            async with playing(tmp_path, size=size, runs=saved_runs(recorded("right"), None), title="A run") as it:
                await it.press("right", "m", "n", "z", "w", "l", "d", "end", "end", "right")
                assert it.screen == "MainScreen"
                assert "The run ends after 7 steps" in it.text
                assert "Flow" not in it.text

    played(play)
