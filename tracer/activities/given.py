"""What whoever takes a lesson gives where its file says "given": an app of their own, or a saved trace.

A lesson may be a stranger's, so its file names no module and no path. The person who runs the command does.
"""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from shlex import join
from typing import TYPE_CHECKING

from tracer.activities.lesson_runs import run_for_lesson
from tracer.activities.standard_streams import streams_for_app
from tracer.activities.visit import VisitOptions, pages_of, visitor_of
from tracer.errors import NotGivenError, ScenarioError, UsageError
from tracer.lessons.schema import GIVEN, GIVEN_TRACE, Lesson
from tracer.trace.events import Trace
from tracer.trace.scenario import Scenario

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True)
class Given:
    """What the command line gives.

    Attributes:
        app: Whatever ``flask --app`` takes, or ``demo``; None where no app is given.
        trace: The file of a saved trace; None where none is given.
        visit: Where a visitor of the app goes, and who that is; None where nobody says.
    """

    app: str | None = None
    trace: Path | None = None
    visit: VisitOptions | None = None

    @property
    def options(self) -> str:
        """The options by which a command is given the same, with a space in front of each."""
        visit = self.visit
        named = (
            ("--app", self.app),
            ("--trace", self.trace),
            ("--login-path", visit and visit.login_path),
            ("--protected-path", visit and visit.protected_path),
            ("--logout-path", visit and visit.logout_path),
            ("--username", visit and visit.username),
        )
        words = [word for option, value in named if value for word in (option, str(value))]
        return f" {join(words)}" if words else ""

    def what_for(self, lesson: Lesson) -> str | None:
        """Return what a lesson is held against of what is given, in words; None where it asks for nothing."""
        if lesson.trace is not None and self.trace is not None:
            return f"{self.trace.name}, a saved trace, which is not a run of today"
        return self.app if wants_app(lesson) else None


NOTHING_GIVEN = Given()


def wants_app(lesson: Lesson) -> bool:
    """Tell whether a lesson runs on an app that is given."""
    return any(lesson.app_of(scenario) == GIVEN for scenario in lesson.scenarios.values())


class GivenRuns:
    """Performs scenarios for lessons, those on the app that is given as well, each of them once.

    Args:
        given: What is given.
    """

    def __init__(self, given: Given = NOTHING_GIVEN) -> None:
        self.given = given
        self._on_app: Callable[[Scenario], Trace] | None = None
        self._traces: dict[str, Trace] = {}

    def __call__(self, scenario: Scenario, app: str) -> Trace:
        """Perform a scenario on the app of that name, and return the trace.

        Raises:
            NotGivenError: It needs an app or a trace that is not given.
            TracerError: The app or the trace that is given cannot be loaded, or the scenario not be performed.
        """
        if app not in {GIVEN, GIVEN_TRACE}:
            return run_for_lesson(scenario, app)
        key = f"{app} {scenario.name}"
        if key not in self._traces:
            self._traces[key] = self._performed(scenario) if app == GIVEN else self._saved(scenario)
        return self._traces[key]

    def begin(self, lesson: Lesson) -> None:
        """Load what is given for a lesson and perform its scenarios there, before anything is shown.

        So the password is asked for while the terminal is free, and an app stays in the thread that has loaded it.

        Raises:
            UsageError: The lesson asks for what is not given, or something is given for which it does not ask.
            TracerError: What is given cannot be loaded, or the scenario that the lesson shows not be performed.
        """
        self.refuse_superfluous([lesson])
        for scenario in lesson.scenarios.values():
            app = lesson.app_of(scenario)
            if scenario == lesson.main_scenario and app in {GIVEN, GIVEN_TRACE}:
                self(scenario, app)
            elif app == GIVEN:
                with suppress(ScenarioError):  # told where it is asked for
                    self(scenario, app)

    def refuse_superfluous(self, lessons: Iterable[Lesson]) -> None:
        """Refuse what is given for lessons of which none asks for it. Raises UsageError."""
        lessons = [*lessons]
        names = _named(lessons)
        if self.given.app is not None and not any(map(wants_app, lessons)):
            raise UsageError(f'--app is for a lesson that says app = "given"; {names}. Leave it out.')
        if self.given.trace is not None and all(lesson.trace is None for lesson in lessons):
            raise UsageError(f'--trace is for a lesson that says trace = "given"; {names}. Leave it out.')

    def load(self) -> None:
        """Load what is given, so that nothing else is said where that cannot be done. Raises TracerError."""
        if self.given.app is not None:
            self._of_app()
        if self.given.trace is not None:
            self._saved(Scenario(name=GIVEN, title="", actions=()))

    def _performed(self, scenario: Scenario) -> Trace:
        perform = self._of_app()
        with streams_for_app():
            return perform(scenario)

    def _of_app(self) -> "Callable[[Scenario], Trace]":
        """Return what performs a scenario on the app that is given. Raises TracerError."""
        if self.given.app is None or self.given.visit is None:
            raise NotGivenError(
                'The lesson runs on an app of your own: it says app = "given". Name the app as flask --app does: '
                "--app TARGET"
            )
        if self._on_app is None:
            # Flask takes 170 ms, and most lessons are taken without an app of one's own.
            from tracer.recording.foreign_app import run_on_app  # noqa: PLC0415
            from tracer.recording.load_app import load_app  # noqa: PLC0415
            from tracer.recording.observe import describe  # noqa: PLC0415

            visit = self.given.visit
            with streams_for_app():
                app = load_app(self.given.app)
            pages = pages_of(describe(app), visit)
            self._on_app = partial(run_on_app, app, pages=pages, visitor=visitor_of(visit))
        return self._on_app

    def _saved(self, scenario: Scenario) -> Trace:
        from tracer.trace.files import load_trace  # noqa: PLC0415 # only where a saved trace is given

        if self.given.trace is None:
            raise NotGivenError(
                'The lesson is about a trace of your own: it says trace = "given". Name the file: --trace FILE'
            )
        trace = load_trace(self.given.trace)
        return replace(trace, scenario=replace(trace.scenario or scenario, name=GIVEN))


def _named(lessons: Sequence[Lesson]) -> str:
    if len(lessons) == 1:
        return f'the lesson "{lessons[0].name}" does not'
    return "none of these lessons does"
