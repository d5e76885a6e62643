"""What an earlier version named differently still works, and whoever uses the old name is told the new one."""

from pathlib import Path

import pytest

from tests import ROOT
from tests.cli.process import tracer_process
from tracer.activities.lesson_runs import run_for_lesson
from tracer.errors import FormerNameWarning
from tracer.lessons.library import Library
from tracer.lessons.loading import load_lesson
from tracer.lessons.schema import Lesson
from tracer.trace.files import load_trace
from tracer.trace.former_names import content_of_today, text_of_today
from tracer.trace.json_format import json_lines

SAVED = ROOT / "tests" / "saved_by_earlier_versions" / "0.1.0"

NOTICE = (
    'The app "laboratory" is called "edge-cases" today, and its code lies in demo_app/edge_cases. The old names still '
    "work; write the new ones in your own files.\n"
)


@pytest.mark.parametrize(
    ("former", "today"),
    [
        ("laboratory", "edge-cases"),
        ("logout-by-clearing@laboratory", "logout-by-clearing@edge-cases"),
        ("demo_app.laboratory.doors:by_hand", "demo_app.edge_cases.guards:by_hand"),
        ("demo_app.laboratory.looking:bare", "demo_app.edge_cases.user_loading:bare"),
        ("demo_app.laboratory.logins:logout", "demo_app.edge_cases.logins:logout"),
        ("demo_app/laboratory/doors.py", "demo_app/edge_cases/guards.py"),
        ("/laboratory/by-hand", "/edge-cases/by-hand"),
        ("/login?next=%2Flaboratory%2Forder", "/login?next=%2Fedge-cases%2Forder"),
        ("doors.by_hand", "guards.by_hand"),
        ("looking.bare", "user_loading.bare"),
    ],
)
def test_a_former_name_is_replaced_and_told(former: str, today: str) -> None:
    with pytest.warns(FormerNameWarning, match=r'"laboratory" is called "edge-cases"'):
        assert text_of_today(former) == today


@pytest.mark.parametrize("text", ["edge-cases", "flask", "In a laboratory the doors. Close them.", "my_app.laboratory"])
def test_every_other_text_stays_as_it_is(text: str) -> None:
    assert text_of_today(text) == text


def test_the_texts_in_lists_and_tables_are_replaced_and_nothing_else() -> None:
    content = {"app": "laboratory", "show": ["demo_app.laboratory.doors:hall"], "minutes": 3, "more": None}
    with pytest.warns(FormerNameWarning):
        assert content_of_today(content) == {
            "app": "edge-cases",
            "show": ["demo_app.edge_cases.guards:hall"],
            "minutes": 3,
            "more": None,
        }


@pytest.mark.parametrize("name", ["logout-by-clearing", "number-as-id"])
def test_a_trace_that_names_the_former_app_is_one_of_today(name: str) -> None:
    with pytest.warns(FormerNameWarning):
        saved = load_trace(SAVED / f"{name}.json")
    lesson = Library().lesson_with_scenario(name)
    today = run_for_lesson(lesson.scenarios[name], lesson.app_of(lesson.scenarios[name]))
    assert (saved.app, saved.pages) == (today.app, today.pages)
    assert {event.place.file for event in saved.events if event.place} == {
        event.place.file for event in today.events if event.place
    }
    assert not [line for line in json_lines(saved) if "laborator" in line]


def load_quietly(path: Path) -> Lesson:
    with pytest.warns(FormerNameWarning):
        return load_lesson(path)


def test_a_lesson_that_names_the_former_app_is_one_of_today() -> None:
    lesson = load_quietly(SAVED / "20_tutorial-defaults.toml")
    assert lesson.code is not None
    assert "demo_app.edge_cases.logins:logout" in lesson.code.show
    assert {lesson.app_of(scenario) for scenario in lesson.scenarios.values()} == {"flask", "edge-cases"}


def test_answers_that_were_given_under_the_former_name_still_count() -> None:
    """What stands for the runs of a question is what version 0.1.0 has kept beside an answer."""
    lesson = load_quietly(SAVED / "20_tutorial-defaults.toml")
    runs = {question.id: question.runs for question in lesson.questions}
    assert runs["why-a-cookie"] == runs["fresh-before-login"] == "41a739921dfb62e4"


@pytest.mark.parametrize(
    ("arguments", "shown"),
    [
        (("run-scenario", "logout-by-clearing", "--app", "laboratory", "--json"), '"app": "edge-cases"'),
        (("run-scenario", "logout-by-clearing@laboratory", "--json"), '"app": "edge-cases"'),
        (("compare", "login-flow@laboratory", str(SAVED / "logout-by-clearing.json"), "--plain"), "step by step"),
        (("show", str(SAVED / "number-as-id.json"), "--json"), '"app": "edge-cases"'),
        (("lesson", "tutorial-defaults", "--lessons", str(SAVED), "--mode", "code", "--plain"), "edge_cases/logins.py"),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else None,
)
def test_a_command_that_meets_a_former_name_does_its_work_and_tells_it_once(
    arguments: tuple[str, ...], shown: str, tmp_path: Path
) -> None:
    done = tracer_process(*arguments, settings={"TRACER_HOME": str(tmp_path)})
    assert (done.returncode, done.stderr) == (0, NOTICE)
    assert shown in done.stdout


def test_a_lesson_of_ones_own_that_names_the_former_app_passes_the_check(tmp_path: Path) -> None:
    text = (SAVED / "20_tutorial-defaults.toml").read_text(encoding="utf-8")
    for name in load_quietly(SAVED / "20_tutorial-defaults.toml").scenarios:
        text = text.replace(name, f"my-{name}")  # two lessons may not hold scenarios of one name
    (tmp_path / "my-lesson.toml").write_text(text, encoding="utf-8")
    done = tracer_process("check-lessons", str(tmp_path), "--plain")
    assert (done.returncode, done.stderr) == (0, NOTICE), done.stdout
    assert "everything is true" in done.stdout
