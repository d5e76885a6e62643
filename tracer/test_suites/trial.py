"""Trying somebody's tests: each mutant in a process of its own, and whether a test notices it."""

from collections import defaultdict
from collections.abc import Generator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from threading import Lock
from typing import Literal, TypeAlias

from tracer.mutants.catalogue import BY_NAME
from tracer.mutants.mutant import Mutant, MutantKind
from tracer.test_suites.suite_order import SuiteOrder
from tracer.test_suites.suite_processes import SuiteProcesses, SuiteRun
from tracer.test_suites.unmutated_run import ObservedSuite

Way: TypeAlias = Literal["failed", "memory", "too long", "ended", "not collected"]
"""How a mutant was noticed: a test failed; there was no more memory; the run took too long; its process was ended in
the middle; the tests could not be collected."""

_GOOD = (0, 5)
"""The exit codes of pytest with which nothing has failed: 5 says that all tests were left out."""

_PATIENCE = 0.1


@dataclass(frozen=True)
class MutantTrial:
    """What became of a mutant.

    Attributes:
        mutant: The mutant.
        way: How it was noticed; None where it was not.
        noticed_by: The test that noticed it, or that ran when its process ended; for tests that cannot be collected,
            their file.
        reached_by: How many tests reach it.
        depends: Whether the tests that reach it depend on others, so all were run in their own order.
    """

    mutant: Mutant
    way: Way | None
    noticed_by: str | None
    reached_by: int
    depends: bool = False

    @property
    def kind(self) -> MutantKind:
        """Its kind."""
        return BY_NAME[self.mutant.kind]

    @property
    def noticed(self) -> bool:
        """Whether it was noticed."""
        return self.way is not None


def try_mutants(
    suite: ObservedSuite, mutants: Sequence[Mutant], processes: SuiteProcesses
) -> Generator[MutantTrial, None, None]:
    """Yield what becomes of each mutant, as soon as it is known.

    However the iteration ends (Ctrl-C, an exception in the caller, ``close``), no process is left.

    Args:
        suite: The tests, and what is known of them.
        mutants: The mutants.
        processes: The processes in which the tests run.
    """
    trials = _Trials(suite, processes)
    with ThreadPoolExecutor(processes.count) as threads:
        waiting: set[Future[MutantTrial]] = {threads.submit(trials.trial_of, mutant) for mutant in mutants}
        try:
            while waiting:
                # A thread that waits without an end would keep Ctrl-C waiting on some systems.
                done, waiting = wait(waiting, _PATIENCE, FIRST_COMPLETED)
                yield from (future.result() for future in done)
        finally:
            if waiting:
                processes.stop()
            for future in waiting:
                future.cancel()


class _Trials:
    """The trials of the mutants of one app.

    Args:
        suite: The tests, and what is known of them.
        processes: The processes in which they run.
    """

    def __init__(self, suite: ObservedSuite, processes: SuiteProcesses) -> None:
        self._suite = suite
        self._processes = processes
        self._locks: defaultdict[tuple[str, ...], Lock] = defaultdict(Lock)
        self._pass_alone: dict[tuple[str, ...], bool] = {}
        self._writing = Lock()

    def trial_of(self, mutant: Mutant) -> MutantTrial:
        """Return what becomes of a mutant."""
        tests = self._suite.tests_of(mutant)
        if not tests:
            return MutantTrial(mutant, None, None, 0)
        text = mutant.text(self._suite.sources[mutant.file])
        order = replace(self._suite.order, changed={mutant.file: text}, selected=tests)
        run = self._run(order)
        if not run.tests and run.ended is not None and not run.uncollected:  # the mutant's tests bear other names
            run = self._run(replace(order, selected=None))
        way, test = _verdict(run)
        if way == "failed" and not self._passes_on_the_app(tuple(each.test for each in run.tests)):
            way, test = _verdict(self._run(replace(order, selected=None)))
            return MutantTrial(mutant, way, test, len(tests), depends=True)
        return MutantTrial(mutant, way, test, len(tests))

    def _passes_on_the_app(self, tests: tuple[str, ...]) -> bool:
        """Tell whether tests that noticed a mutant, in their order, pass on the app: then it was the mutant.

        Some tests pass only when others were run before them, or were not.
        """
        with self._writing:
            lock = self._locks[tests]
        with lock:
            if tests not in self._pass_alone:
                self._pass_alone[tests] = _verdict(self._run(replace(self._suite.order, selected=tests)))[0] is None
            return self._pass_alone[tests]

    def _run(self, order: SuiteOrder) -> SuiteRun:
        return self._processes.run(order, self._suite.time_limit)


def _verdict(run: SuiteRun) -> tuple[Way | None, str | None]:
    """Return how a run tells that something is wrong, and which test does."""
    if run.failed:
        return "memory" if run.failed[0].out_of_memory else "failed", run.failed[0].test
    if run.timed_out:
        return "too long", run.running
    if run.ended is None:
        return "ended", run.running
    if run.uncollected:
        return "not collected", run.uncollected[0]
    return (None, None) if run.ended.exit_code in _GOOD else ("ended", None)
