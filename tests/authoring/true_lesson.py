"""What the tests of lessons share: a lesson in which everything is true, breaking it, and checking the result."""

from functools import cache
from pathlib import Path

from tests.conftest import CHEAP
from tracer.authoring.check import Report, check
from tracer.lessons.course import Course
from tracer.lessons.library import BUILT_IN, Library, load_lesson
from tracer.lessons.schema import Lesson
from tracer.recording.demo.flask_run import run_on_flask
from tracer.trace.events import Trace
from tracer.trace.scenario import Scenario

EVERY_KIND = Path(__file__).resolve().parents[1] / "lessons" / "every-kind.toml"


def run_cheaply(scenario: Scenario, app: str) -> Trace:
    """Perform a scenario on the Flask app with a cheap hash."""
    assert app == "flask"
    return run_on_flask(scenario, settings={"PASSWORD_HASH_METHOD": CHEAP})


@cache
def _performed(name: str) -> Trace:
    return run_cheaply(Library((EVERY_KIND.parent, BUILT_IN)).lesson_with_scenario(name).scenarios[name], "flask")


def run_once(scenario: Scenario, app: str) -> Trace:
    """Perform a scenario, or give the trace of an unchanged one of the same name that was performed before."""
    library = Library((EVERY_KIND.parent, BUILT_IN))
    if scenario.name in library.scenario_names():
        known = library.lesson_with_scenario(scenario.name).scenarios[scenario.name]
        if known == scenario and app == "flask":
            return _performed(scenario.name)
    return run_cheaply(scenario, app)


def course(*folders: Path) -> Course:
    return Course(run_once, Library((*folders, EVERY_KIND.parent, BUILT_IN)))


def every_kind() -> Lesson:
    return load_lesson(EVERY_KIND)


def checked(text: str, folder: Path, name: str = "broken.toml") -> Report:
    """Check a lesson that consists of this text."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return check([path], run_once, Library((folder, BUILT_IN)))
