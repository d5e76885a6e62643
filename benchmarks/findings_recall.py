"""How often the findings name what is wrong with a login: rightly, wrongly, not at all; and how often they cry wolf.

Run it with ``python -m benchmarks.findings_recall``. It counts over logins that were reported as broken in public, each
rebuilt here and proven to happen, over single faults in healthy apps, and over healthy apps and unusual ways to write
one; then over every mutant of the demo app and of the foreign apps, see ``benchmarks.mutants_named``. Below the tables
it names each app of which something wrong is said, or nothing. ``--markdown`` prints the tables as they stand in
docs/watching.md.

The exit code is 1 when anything wrong is said of an app, or nothing of a broken one, beyond what is allowed below.
"""

import logging
import signal
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from benchmarks.mutants_named import recall_of_mutants, table_of_mutants
from tests.foreign_apps.driver import HEALTHY, ONE_FILE, VISIT, WHOLE_FLOW, ForeignApp
from tests.foreign_apps.reports import REPORTS, Report
from tests.foreign_apps.test_faults import FAULTS, MORE_PAGES, Fault
from tests.foreign_apps.test_faults_that_raise import FAULTS_THAT_RAISE
from tests.foreign_apps.test_healthy_checks_and_loads import PATTERNS as CHECKS_AND_LOADS
from tests.foreign_apps.test_healthy_patterns import PATTERNS
from tracer.findings import find
from tracer.trace.events import Trace

ALLOWED_SILENT = 1
"""Of the reported logins so many may be named by nothing; wrong findings are never allowed."""

ALLOWED_SILENT_MUTANTS = 8
"""Of the mutants so many may be named by nothing: cookies that scripts can read, a session that is not protected, an
app that remembers everybody and never asks. Those are advice, or may be meant so."""


@dataclass(frozen=True)
class Trial:
    """One app and what somebody does with it.

    Attributes:
        group: The row of the table.
        name: What is wrong with the app, or how it is written.
        play: Makes the app in an empty folder, uses it, and returns the trace.
        code: The finding that names the cause; None for a healthy app.
    """

    group: str
    name: str
    play: Callable[[Path], Trace]
    code: str | None


@dataclass
class Count:
    """How the trials of one group ended."""

    rightly: int = 0
    wrongly: int = 0
    silent: int = 0
    false_alarms: int = 0
    healthy: int = 0

    @property
    def apps(self) -> int:
        """How many apps were tried."""
        return self.rightly + self.wrongly + self.silent + self.healthy


def trials() -> Iterator[Trial]:
    """Yield every trial."""
    for report in REPORTS:
        yield Trial("reported logins, rebuilt", report.name, partial(reported, report, mended=False), report.code)
    for fault in (*FAULTS, *FAULTS_THAT_RAISE):
        yield Trial("one fault in a healthy app", fault.name, partial(with_fault, fault), fault.code)
    for report in REPORTS:
        yield Trial("the reported logins, mended", report.name, partial(reported, report, mended=True), None)
    for pattern in (*PATTERNS, *CHECKS_AND_LOADS):
        yield Trial("healthy, in an unusual way", pattern.name, pattern.trace, None)
    for foreign in HEALTHY:
        yield Trial("healthy apps", foreign.module, partial(healthy, foreign), None)


def reported(report: Report, folder: Path, *, mended: bool) -> Trace:
    """Use the app of a report, broken or mended."""
    return report.play(ONE_FILE.load(folder, *report.app, *(() if mended else report.fault)))


def with_fault(fault: Fault, folder: Path) -> Trace:
    """Use an app with one fault in it."""
    return fault.foreign.use(fault.foreign.load(folder, *fault.changes), *(fault.actions or [VISIT]), **MORE_PAGES)


def healthy(foreign: ForeignApp, folder: Path) -> Trace:
    """Use a healthy app."""
    return foreign.use(foreign.load(folder), *WHOLE_FLOW)


def counted(trial: Trial, count: Count) -> str | None:
    """Try one app, count how it ended, and return a sentence on what went wrong, None where nothing did."""
    with tempfile.TemporaryDirectory() as folder:
        codes = {finding.code for finding in find(trial.play(Path(folder)))}
    told = ", ".join(sorted(codes))
    if trial.code is None:
        count.healthy += 1
        count.false_alarms += bool(codes)
        return f"{trial.name}: a false alarm, {told}" if codes else None
    if codes == {trial.code}:
        count.rightly += 1
        return None
    if codes:
        count.wrongly += 1
        return f"{trial.name}: {told} instead of {trial.code}"
    count.silent += 1
    return f"{trial.name}: nothing instead of {trial.code}"


def markdown(counts: dict[str, Count]) -> str:
    """Return the table as Markdown."""
    lines = ["| logins | apps | named rightly | wrongly | not at all | false alarms |", "|---|---|---|---|---|---|"]
    for group, count in counts.items():
        cells = (
            (count.apps, "", "", "", count.false_alarms)
            if count.healthy
            else (count.apps, count.rightly, count.wrongly, count.silent, "")
        )
        lines.append(f"| {group} | {' | '.join(map(str, cells))} |".replace("  ", " "))
    return "\n".join(lines)


def main() -> int:
    """Try every app and every mutant, print the tables, and return the exit code."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))  # so that folders are removed
    logging.disable()
    warnings.simplefilter("ignore")
    counts: dict[str, Count] = {}
    wrong: list[str] = []
    for trial in trials():
        sentence = counted(trial, counts.setdefault(trial.group, Count()))
        if sentence is not None:
            wrong.append(sentence)
    recalls = recall_of_mutants()
    print(markdown(counts), table_of_mutants(recalls), sep="\n\n")
    if "--markdown" not in sys.argv[1:]:
        told = (each for recall in recalls for each in recall.tried)
        print("", *wrong, *(each for each in told if each.outcome in {"wrongly", "not at all"}), sep="\n")
    said_wrongly = sum(count.wrongly + count.false_alarms for count in counts.values())
    said_wrongly += sum(recall.count("wrongly") + len(recall.false_alarms) for recall in recalls)
    silent = sum(count.silent for count in counts.values())
    silent_mutants = sum(recall.count("not at all") for recall in recalls)
    return int(said_wrongly > 0 or silent > ALLOWED_SILENT or silent_mutants > ALLOWED_SILENT_MUTANTS)


if __name__ == "__main__":
    sys.exit(main())
