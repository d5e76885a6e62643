"""The exercises as a whole: every fault of the course, new ones, apps of every style, and the usual cheats in each."""

import ast
from collections.abc import Iterator

import pytest

from tracer.exercises.exercise import APP_FILE, Exercise
from tracer.exercises.loading import FAULTS, exercise, exercise_names
from tracer.trace.scenario import Scenario

NO_FAULTS = {"--init--", "parts", "remedies"}
"""What else lies beside the faults of the course."""


def exercises() -> list[Exercise]:
    return [exercise(name) for name in exercise_names()]


def imported(app: str) -> set[str]:
    """Return the modules that an app imports, and what it imports of them."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(app)):
        if isinstance(node, ast.ImportFrom):
            found |= {node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return found


def with_import(*names: str) -> list[str]:
    return [each.name for each in exercises() if {*names} <= imported(each.files[APP_FILE])]


def test_there_are_40_and_each_fault_of_the_course_is_one_and_18_are_new() -> None:
    course = {path.stem.replace("_", "-") for path in FAULTS.glob("*.py")} - NO_FAULTS
    taken = [each.fault for each in exercises() if each.fault]
    assert len(course) == 22
    assert sorted(taken) == sorted(course)
    assert len(exercises()) - len(taken) >= 18
    assert len(exercises()) >= 40


def test_there_are_apps_of_every_style() -> None:
    assert len(with_import("flask_sqlalchemy")) >= 4
    assert len(with_import("flask_wtf")) >= 4
    assert len(with_import("flask.views.MethodView")) >= 2
    blueprints = with_import("flask.Blueprint")
    factories = [name for name in blueprints if "\ndef create_app(" in exercise(name).files[APP_FILE]]
    assert len(factories) >= 2


@pytest.mark.parametrize("name", exercise_names())
def test_what_an_app_imports_is_required(name: str) -> None:
    found = exercise(name)
    needed = {module.replace("_", "-") for module in imported(found.files[APP_FILE])}
    assert {*found.requires} == needed & {"flask-sqlalchemy", "flask-wtf"}


def types_password(scenario: Scenario, password: str) -> bool:
    return any(action.do == "submit" and action.password == password for action in scenario.actions)


def comes_back_logged_out(scenario: Scenario) -> bool:
    """Tell whether somebody logs out, and asks for a page afterwards."""
    done = [(action.do, action.page) for action in scenario.actions]
    left = [number for number, each in enumerate(done) if each in {("click", "logout"), ("submit", "logout")}]
    return bool(left) and any(do in {"visit", "send"} for do, _ in done[left[0] + 1 :])


def mixes_two_people(scenario: Scenario) -> bool:
    """Tell whether two people log in, at two browsers or one after the other at one."""
    return len({action.account for action in scenario.actions if action.password == "right"}) > 1


def is_a_stranger(scenario: Scenario) -> bool:
    """Tell whether a page is asked for by a browser in which nobody has logged in."""
    known: set[str] = set()
    for action in scenario.actions:
        if action.password == "right":
            known.add(action.browser)
        elif action.page != "login" and action.do in {"visit", "send"} and action.browser not in known:
            return True
    return False


def unguarded(found: Exercise) -> Iterator[str]:
    scenarios = found.scenarios.values()
    if not any(types_password(each, "wrong") for each in scenarios):
        yield "a wrong password stays out"
    if not any(comes_back_logged_out(each) for each in scenarios):
        yield "a logout logs out"
    if not any(mixes_two_people(each) for each in scenarios):
        yield "two people are not mixed up"
    if not any(is_a_stranger(each) for each in scenarios):
        yield "strangers stay out"


@pytest.mark.parametrize("name", exercise_names())
def test_each_exercise_guards_against_the_usual_cheats(name: str) -> None:
    assert [*unguarded(exercise(name))] == []
