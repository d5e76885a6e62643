"""The built-in course, for tests: each lesson is loaded once in a process, and each scenario performed once in all."""

import os
import pickle
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path

from tests.recording.demo.quart.all_on_quart import together
from tracer.lessons.course import Course
from tracer.lessons.library import Library, load_lesson
from tracer.lessons.schema import Lesson
from tracer.libraries import remedy, unmet
from tracer.recording.demo.run import run
from tracer.trace.events import Trace
from tracer.trace.scenario import Scenario

CHEAP = "pbkdf2:sha256:1000"
"""A hash that costs less than a millisecond; what is tested here is not the hash."""

LIBRARY = Library()


@cache
def lessons() -> Mapping[str, Lesson]:
    """Return the built-in lessons by the names of their files, in the order of the course."""
    return {path.name: load_lesson(path) for path in LIBRARY.paths()}


@cache
def _holders() -> Mapping[str, Lesson]:
    return {name: lesson for lesson in lessons().values() for name in lesson.scenarios}


def lacking_quart() -> str | None:
    """Return why nothing can be performed on Quart here; None where it can."""
    lacking = unmet({"quart": "0.22", "quart-flask-patch": "0.3"})
    return None if lacking is None else f"they need {lacking}. {remedy('quart')}"


@cache
def lessons_here() -> Mapping[str, Lesson]:
    """Return the lessons whose runs can be had with what is installed, by the names of their files."""
    return {file: lesson for file, lesson in lessons().items() if why_left_out(lesson) is None}


def why_left_out(lesson: Lesson) -> str | None:
    """Return what a lesson needs that is not installed; None where nothing is missing."""
    lacking = unmet(lesson.requires)
    if lacking is not None:
        return f"it is only true of {lacking}"
    on_quart = any(lesson.app_of(scenario) == "quart" for scenario in lesson.scenarios.values())
    return lacking_quart() if on_quart else None


def lesson(name: str) -> Lesson:
    """Return a built-in lesson."""
    return next(lesson for lesson in lessons().values() if lesson.name == name)


def scenario(name: str) -> Scenario:
    """Return a scenario of a built-in lesson."""
    return _holders()[name].scenarios[name]


def scenario_names(*apps: str) -> list[str]:
    """Return the names of the scenarios that are performed on one of these apps; of all scenarios if none is given.

    Scenarios of lessons that need libraries which are not installed are not among them.
    """
    possible = [name for lesson in lessons_here().values() for name in lesson.scenarios]
    return [name for name in possible if not apps or app_of(name) in apps]


def app_of(name: str) -> str:
    """Return the app on which a scenario is performed."""
    return _holders()[name].app_of(scenario(name))


_PERFORMED: dict[tuple[str, str], Trace] = {}

RUNS_FOLDER = "RUNS_OF_THE_TESTS"
"""The environment variable with the folder in which the processes that run the tests lay the runs for one another."""


def performed(scenario: Scenario, app: str = "flask") -> Trace:
    """Return the run of a scenario with a cheap password hash. The same scenario is performed once in all.

    What one process has performed lies in a folder for the others, for as long as these tests run.
    """
    key = (repr(scenario), app)
    if key not in _PERFORMED:
        if app == "quart":
            _perform_many_on_quart()
        if key not in _PERFORMED:
            _PERFORMED[key] = _from_another_process(scenario, app)
    return _PERFORMED[key]


def _from_another_process(scenario: Scenario, app: str) -> Trace:
    """Return what another process has performed; perform it where none has, and lay it down for the others."""
    file = Path(os.environ[RUNS_FOLDER], sha256(repr((scenario, app)).encode()).hexdigest())
    if file.exists():
        trace = pickle.loads(file.read_bytes())  # noqa: S301 # these tests wrote it
        assert isinstance(trace, Trace)
        return trace
    trace = run(scenario, app, settings=_cheap_hash(scenario))
    unfinished = file.with_name(f"{file.name}.{os.getpid()}")
    unfinished.write_bytes(pickle.dumps(trace))
    unfinished.replace(file)
    return trace


@cache
def _perform_many_on_quart() -> None:
    """Perform the scenarios of the lessons on Quart in one process: starting one takes most of a second.

    Those that leave out a cure are not among them, for a cure stays in the process to which it was given.
    """
    chosen = [found for found in map(scenario, scenario_names("quart")) if "CURES" not in found.settings]
    for performed, trace in zip(chosen, together(chosen, {"PASSWORD_HASH_METHOD": CHEAP}), strict=True):
        assert isinstance(trace, Trace), trace
        _PERFORMED[repr(performed), "quart"] = trace


def _cheap_hash(scenario: Scenario) -> Mapping[str, object]:
    return {} if "PASSWORD_HASH_METHOD" in scenario.settings else {"PASSWORD_HASH_METHOD": CHEAP}


@cache
def course() -> Course:
    """Return what gives the runs that the built-in lessons speak of."""
    return Course(performed, LIBRARY)
