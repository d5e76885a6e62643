"""The run of somebody's tests on the app as it is: it must pass, and it tells which test reaches what."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePath

from tracer.errors import SuiteError
from tracer.mutants.mutant import Mutant
from tracer.mutants.source_file import SourceFile
from tracer.test_suites.command import SuiteCommand
from tracer.test_suites.memory_limit import limit_for
from tracer.test_suites.reach import MutantPlaces, marks_for, places_of, reaches
from tracer.test_suites.suite_order import FinishedTest, SuiteEnded, SuiteOrder
from tracer.test_suites.suite_processes import SuiteProcesses, SuiteRun

_LONGEST = 3600.0
"""In seconds: so long the tests of an app may take."""

_TIMES = 3
"""So many times as long as all tests take on the app a mutant may take."""

_LEAST = 10.0
"""In seconds: so long any mutant may take."""

_LAST_LINES = 12
_NO_TESTS, _USAGE, _INTERNAL = 5, 4, 3


@dataclass(frozen=True)
class ObservedSuite:
    """Somebody's tests, and what is known of them from the unmutated run.

    Attributes:
        command: The command that runs them.
        scratch: A folder for what the runs write.
        sources: The files of the app's own package, by their paths.
        tests: The tests, in the order in which they ran.
        ended: What the run told in the end.
        seconds: How long it took.
    """

    command: SuiteCommand
    scratch: str
    sources: Mapping[str, SourceFile]
    tests: tuple[FinishedTest, ...]
    ended: SuiteEnded
    seconds: float

    @property
    def time_limit(self) -> float:
        """How many seconds a mutant may take."""
        return max(_TIMES * self.seconds, _LEAST)

    @property
    def memory(self) -> int | None:
        """How many bytes of addresses a mutant may take; None for no limit."""
        return limit_for(self.ended.peak)

    @cached_property
    def order(self) -> SuiteOrder:
        """The order for one more run of all tests on the app as it is, up to the first failure."""
        return SuiteOrder(
            self.command.arguments,
            self.scratch,
            on_path=self.command.on_path,
            first_failure=True,
            memory=self.memory,
        )

    def tests_of(self, mutant: Mutant) -> tuple[str, ...]:
        """Return the tests that reach a mutant: first those that call it, then those that make requests, then others.

        Among them the fastest come first.
        """
        places = places_of(mutant, self.sources[mutant.file])
        found = [test for test in self.tests if self._reaches(test, places)]
        direct = {test.test for test in found if places.called & {*test.called}}
        found.sort(key=lambda test: (test.test not in direct, not test.requests, test.seconds))
        return tuple(test.test for test in found)

    def _reaches(self, test: FinishedTest, places: MutantPlaces) -> bool:
        return reaches(test, places, self._called, self._views)

    @cached_property
    def _called(self) -> frozenset[tuple[str, str]]:
        return frozenset(self.ended.called)

    @cached_property
    def _views(self) -> frozenset[tuple[str, str]]:
        return frozenset(self.ended.views)


def observe_suite(
    command: SuiteCommand, scratch: str, sources: Sequence[SourceFile], mutants: Sequence[Mutant]
) -> ObservedSuite:
    """Run the tests on the app as it is, and learn which of them reach which mutant.

    Args:
        command: The command that runs them.
        scratch: A folder for what the runs write.
        sources: The files of the app's own package.
        mutants: The mutants.

    Raises:
        SuiteError: The tests fail, cannot be run, or never import the app.
    """
    by_path = {source.path: source for source in sources}
    marked = marks_for(mutants, by_path)
    order = SuiteOrder(command.arguments, scratch, on_path=command.on_path, observes=True, marked=marked)
    with SuiteProcesses(1) as processes:
        run = processes.run(order, _LONGEST)
    ended = _passed(run, command)
    if marked and not ended.loaded:
        names = ", ".join(sorted({PurePath(file).name for file in marked}))
        raise SuiteError(
            f"The tests pass, but never import the app: of {names} no file was loaded from {_folder(marked)}. Do they "
            "use a copy of the app that is installed? Install the app so that it is found here: pip install -e ."
        )
    return ObservedSuite(command, scratch, by_path, run.tests, ended, run.seconds)


def _folder(files: Mapping[str, object]) -> str:
    return str(PurePath(min(files)).parent)


def _passed(run: SuiteRun, command: SuiteCommand) -> SuiteEnded:
    """Return what was told in the end of a run in which every test passed.

    Raises:
        SuiteError: They did not.
    """
    if run.timed_out:
        raise SuiteError(f"The tests take more than {_LONGEST / 60:.0f} minutes, {_during(run)}. Choose fewer of them.")
    if run.failed:
        first, others = run.failed[0].test, len(run.failed) - 1
        more = f" So do {others} others." if others > 1 else " So does another one." if others else ""
        raise SuiteError(
            f"A test fails on the app as it is: {first}.{more} Mend it first; you see it with: {command.line(first)}"
        )
    again = command.line(*command.arguments)
    if run.ended is None:
        raise SuiteError(
            f"The process of the tests ended with exit code {run.exit_code}, {_during(run)}. It said last:\n"
            f"{last_lines(run.said)}\nYou see it with: {again}"
        )
    if run.ended.exit_code == _NO_TESTS or (not run.tests and not run.ended.exit_code):
        raise SuiteError(f"pytest found no test to run. You see it with: {again}")
    if run.ended.exit_code:
        where = f" at {', '.join(run.uncollected)}" if run.uncollected else ""
        raise SuiteError(
            f"The tests cannot be run{where}: pytest ended with exit code {run.ended.exit_code}. It said last:\n"
            f"{last_lines(run.said)}\nYou see it with: {again}{_elsewhere(run, command)}"
        )
    return run.ended


def _elsewhere(run: SuiteRun, command: SuiteCommand) -> str:
    """Return what to do where a module was not found: pytest alone does not look for it in the current folder."""
    missing = _NOT_FOUND.search(run.said)
    if missing is None or command.on_path:
        return ""
    return f"\nIf {missing[1]} lies in this folder, run python -m pytest, which finds it there; pytest alone does not."


_NOT_FOUND = re.compile(r"ModuleNotFoundError: No module named '([\w.]+)'")


def _during(run: SuiteRun) -> str:
    return f"while {run.running} ran" if run.running else "before any test ran"


def last_lines(said: str) -> str:
    """Return the last lines of what a process said, indented."""
    return "\n".join(f"    {line}" for line in said.splitlines()[-_LAST_LINES:])
