"""Running what a lesson speaks of: the traces of its scenarios, each performed at most once."""

from collections.abc import Callable
from typing import TypeAlias

from tracer.claims.evaluate import Traces
from tracer.errors import NotInstalledError
from tracer.lessons.library import Library
from tracer.lessons.schema import Lesson
from tracer.libraries import unmet
from tracer.trace.events import Trace
from tracer.trace.scenario import Scenario

RunScenario: TypeAlias = Callable[[Scenario, str], Trace]
"""Performs a scenario on the app of the given name and returns the trace."""


class Course:
    """Gives the traces that a lesson's claims speak of.

    A scenario is named ``name`` or ``name@app``; one that the lesson does not hold itself is looked for in the
    library.

    Args:
        run: Performs a scenario.
        library: Where other lessons' scenarios are found.
    """

    def __init__(self, run: RunScenario, library: Library) -> None:
        self._run = run
        self._library = library
        self._traces: dict[tuple[str, str, str], Trace] = {}
        self._holders: dict[str, Lesson] = {}

    @property
    def performed(self) -> int:
        """How many scenarios were performed so far."""
        return len(self._traces)

    def traces(self, lesson: Lesson) -> Traces:
        """Return what gives the traces that a lesson speaks of: by the name of a scenario; its own one for None.

        Raises:
            NotInstalledError: The lesson is only true of libraries that are missing or older here.
        """
        if (lacking := unmet(lesson.requires)) is not None:
            raise NotInstalledError(
                f'The lesson "{lesson.name}" is only true of {lacking}. Take it in an environment that has that.'
            )
        return lambda name: self.trace(lesson, name)

    def trace(self, lesson: Lesson, name: str | None = None) -> Trace:
        """Return the trace of a scenario; the lesson's own one when no name is given.

        Raises:
            UsageError: No lesson holds such a scenario.
            ScenarioError: The scenario cannot be performed.
            NotInstalledError: It needs a library that is missing or older here.
        """
        scenario_name, _, app = (name or lesson.main_scenario.name).partition("@")
        holder = lesson if scenario_name in lesson.scenarios else self._holder(scenario_name)
        scenario = holder.scenarios[scenario_name]
        key = (holder.name, scenario_name, app or holder.app_of(scenario))
        if key not in self._traces:
            self._traces[key] = self._run(scenario, key[2])
        return self._traces[key]

    def _holder(self, scenario: str) -> Lesson:
        """Return the lesson elsewhere in the library that holds a scenario."""
        if scenario not in self._holders:
            self._holders[scenario] = self._library.lesson_with_scenario(scenario)
        return self._holders[scenario]
