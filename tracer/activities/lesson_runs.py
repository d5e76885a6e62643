"""Running scenarios for lessons, and finding the run that a word on the command line names."""

import os
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from tracer.command_line import command_line
from tracer.errors import UsageError
from tracer.input_file import is_file, is_there
from tracer.lessons.course import Course, RunScenario
from tracer.lessons.library import Library
from tracer.lessons.schema import Lesson
from tracer.trace.events import Trace
from tracer.trace.former_names import text_of_today
from tracer.trace.scenario import Scenario, Value

if TYPE_CHECKING:
    from tracer.table_check.check import PerformScenario

_CHEAP_HASH = {"PASSWORD_HASH_METHOD": "pbkdf2:sha256:1000"}
"""A password hash that costs a millisecond and not a hundred. No lesson's run differs by it, except one about it."""


def run_for_lesson(scenario: Scenario, app: str) -> Trace:
    """Perform a scenario as lessons need it: quickly. What is recorded is the same."""
    from tracer.recording.demo.run import run  # noqa: PLC0415 # Flask takes 170 ms; --help needs none

    return run(scenario, app, settings={} if "PASSWORD_HASH_METHOD" in scenario.settings else _CHEAP_HASH)


class RunsAhead:
    """Performs scenarios for lessons; those on Quart ahead of time, while others are performed.

    A run on Quart waits for a process of its own for about a second. Flask apps have this process to themselves.

    Args:
        run: Performs a scenario.
    """

    def __init__(self, run: RunScenario = run_for_lesson) -> None:
        self._run = run
        self._pool = ThreadPoolExecutor(max_workers=max((os.cpu_count() or 1) - 1, 1))
        self._begun: dict[str, tuple[Scenario, Future[Trace]]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if kind is not None:
            from tracer.recording.child_process import end_all  # noqa: PLC0415 # only after Ctrl-C or an error

            end_all()  # a run on Quart that hangs would be waited for until its time is over
        self._pool.shutdown(wait=True, cancel_futures=True)

    def begin(self, scenario: Scenario, app: str) -> None:
        """Hear that a run will be asked for."""
        if app == "quart" and scenario.name not in self._begun:
            self._begun[scenario.name] = scenario, self._pool.submit(run_for_lesson, scenario, app)

    def __call__(self, scenario: Scenario, app: str) -> Trace:
        """Perform a scenario, or return the run that was begun."""
        begun = self._begun.get(scenario.name) if app == "quart" else None
        return begun[1].result() if begun is not None and begun[0] == scenario else self._run(scenario, app)


def course_of(library: Library, run: RunScenario = run_for_lesson) -> Course:
    """Return what gives the traces of the library's scenarios."""
    return Course(run, library)


def performer_of(library: Library, run: RunScenario = run_for_lesson) -> "PerformScenario":
    """Return what performs a scenario of the library with settings on top of its own."""

    def perform(name: str, settings: Mapping[str, Value]) -> Trace:
        scenario_name, _, app = name.partition("@")
        lesson = library.lesson_with_scenario(scenario_name)
        scenario = lesson.scenarios[scenario_name]
        changed = replace(scenario, settings={**scenario.settings, **settings})
        return run(changed, app or lesson.app_of(scenario))

    return perform


def named_run(name: str, library: Library, run: RunScenario = run_for_lesson) -> tuple[Trace, Lesson | None]:
    """Return the run that a word names, and the lesson to which its scenario belongs.

    Args:
        name: A scenario (``login-flow``), a scenario on an app (``login-flow@quart``), or a saved trace
            (``before.json``).
        library: Where scenarios are found.
        run: Performs a scenario.

    Raises:
        UsageError: There is neither a scenario nor a file of that name.
        TraceFileError: The file holds no trace.
    """
    path = Path(name)
    # The name of an app may hold a slash: public-page@faults/healthy.
    if is_file(path) or ("@" not in name and (path.suffix or len(path.parts) > 1)):
        if not is_there(path):
            save = command_line("run-scenario", "--save", name)
            raise UsageError(f"There is no file {name}. Save a run with: {save}")
        from tracer.trace.files import load_trace  # noqa: PLC0415 # only where a saved trace is named

        return load_trace(path), None
    name = text_of_today(name)
    lesson = library.lesson_with_scenario(name.partition("@")[0])
    return course_of(library, run).trace(lesson, name), lesson
