"""What trying somebody's tests has shown."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tracer.test_suites.missing_tests import WrittenTests
from tracer.test_suites.trial import MutantTrial, Way

FORMAT = "login-flow-test-trial"
FORMAT_VERSION = 1

WAYS_IN_WORDS: dict[Way, str] = {
    "failed": "{test} fails",
    "memory": "{test} fails: there is no more memory",
    "too long": "{test} takes too long and was ended",
    "ended": "{test} ends its process in the middle",
    "not collected": "{test} cannot be collected",
}
"""How a mutant was noticed, in words."""

_NO_TEST = "something before the first test"


@dataclass(frozen=True)
class SuiteResult:
    """What trying somebody's tests has shown.

    Attributes:
        target: The app, as it was named.
        folder: The current folder, from which files are named.
        trials: What became of the mutants that were tried.
        mutants: How many mutants there are.
        tests: How many tests there are.
        time_limit: How many seconds a mutant might take.
        memory: How many bytes of addresses it might take; None for no limit.
        written: The tests that were written; None where nobody asked for them.
    """

    target: str
    folder: Path
    trials: tuple[MutantTrial, ...]
    mutants: int
    tests: int
    time_limit: float
    memory: int | None
    written: WrittenTests | None = None

    @property
    def noticed(self) -> tuple[MutantTrial, ...]:
        """The mutants that a test has noticed, in the order of the code."""
        return tuple(trial for trial in self._in_order if trial.noticed)

    @property
    def survivors(self) -> tuple[MutantTrial, ...]:
        """The mutants that no test has noticed, in the order of the code."""
        return tuple(trial for trial in self._in_order if not trial.noticed)

    @property
    def _in_order(self) -> list[MutantTrial]:
        return sorted(self.trials, key=lambda trial: (trial.mutant.file, trial.mutant.line, trial.mutant.kind))

    @property
    def stopped(self) -> bool:
        """Whether it was ended before every mutant was tried."""
        return len(self.trials) < self.mutants

    @property
    def summary(self) -> str:
        """One line, as a badge has it: ``login mutants: 18 of 20 noticed``."""
        told = f"login mutants: {len(self.noticed)} of {len(self.trials)} noticed"
        return f"{told}, {self.mutants - len(self.trials)} not tried" if self.stopped else told

    def place(self, trial: MutantTrial) -> str:
        """Return the file and the line of a mutant, from the current folder: ``shop/views.py:41``."""
        file = Path(trial.mutant.file)
        near = file.relative_to(self.folder) if file.is_relative_to(self.folder) else file
        return f"{near}:{trial.mutant.line}"

    def name(self, trial: MutantTrial) -> str:
        """Return what tells a mutant from the others: ``guard-removed at shop/views.py:41, account``."""
        return f"{trial.mutant.kind} at {self.place(trial)}, {trial.mutant.subject}"

    def as_plain(self) -> dict[str, Any]:
        """Return it as JSON can hold it."""
        return {
            "format": FORMAT,
            "format_version": FORMAT_VERSION,
            "target": self.target,
            "summary": self.summary,
            "mutants": self.mutants,
            "noticed": len(self.noticed),
            "survived": len(self.survivors),
            "stopped": self.stopped,
            "tests": self.tests,
            "time_limit": round(self.time_limit, 3),
            "memory_limit": self.memory,
            "trials": [self._plain_trial(trial) for trial in self._in_order],
            "written": None if self.written is None else self._plain_written(self.written),
        }

    def _plain_written(self, written: WrittenTests) -> dict[str, Any]:
        return {
            "file": None if written.file is None else str(written.file),
            "tests": [
                {"mutant": self.name(trial), "test": written.tests[trial.mutant]}
                for trial in self.survivors
                if trial.mutant in written.tests
            ],
            "left_out": [
                {"mutant": self.name(trial), "why": written.left_out[trial.mutant]}
                for trial in self.survivors
                if trial.mutant in written.left_out
            ],
        }

    def _plain_trial(self, trial: MutantTrial) -> dict[str, Any]:
        mutant, kind = trial.mutant, trial.kind
        return {
            "kind": mutant.kind,
            "level": kind.level,
            "file": self.place(trial).rpartition(":")[0],
            "line": mutant.line,
            "function": mutant.function,
            "subject": mutant.subject,
            "what": kind.told_of(mutant),
            "harm": kind.harm,
            "noticed": trial.noticed,
            "way": trial.way,
            "noticed_by": trial.noticed_by,
            "reached_by": trial.reached_by,
            "depends": trial.depends,
        }


def told_of_notice(trial: MutantTrial) -> str:
    """Return how a mutant was noticed, in words; that no test has noticed it for one that was not."""
    if trial.way is not None:
        return WAYS_IN_WORDS[trial.way].format(test=trial.noticed_by or _NO_TEST)
    if not trial.reached_by:
        return "no test reaches it"
    if trial.reached_by == 1:
        return "one test reaches it, and passes"
    return f"{trial.reached_by} tests reach it, and all pass"
