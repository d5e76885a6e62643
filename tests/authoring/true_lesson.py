"""What the tests of lessons share: a lesson in which everything is true, breaking it, and checking the result."""

from pathlib import Path

from tests.course import CHEAP, performed
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


def course(*folders: Path) -> Course:
    return Course(performed, Library((*folders, EVERY_KIND.parent, BUILT_IN)))


def every_kind() -> Lesson:
    return load_lesson(EVERY_KIND)


def checked(text: str, folder: Path, name: str = "broken.toml") -> Report:
    """Check a lesson that consists of this text."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return check([path], performed, Library((folder, BUILT_IN)))
