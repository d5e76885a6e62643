"""Trying somebody's own tests on mutants of their app: the run on the app as it is, the mutants, the report."""

import os
import sys
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from tracer.activities.json_output import JsonOutput
from tracer.errors import INTERRUPTED, AppError
from tracer.mutants.catalogue import mutants_of
from tracer.mutants.mutant import Level, Mutant
from tracer.mutants.source_file import SourceFile
from tracer.scratch_folder import scratch_folder
from tracer.test_suites.command import SuiteCommand
from tracer.test_suites.result import SuiteResult
from tracer.test_suites.target import file_of_target
from tracer.test_suites.trial import MutantTrial, try_mutants
from tracer.test_suites.unmutated_run import ObservedSuite, observe_suite
from tracer.views.terminal import ColorChoice, Terminal, open_terminal
from tracer.views.try_tests import TrialProgress, TrialReport


@dataclass(frozen=True)
class TrialOptions:
    """What is tried, and how.

    Attributes:
        target: The app, as ``flask --app`` takes it.
        command: The words of the command that runs its tests.
        level: The highest level of the kinds of mutants.
        jobs: How many mutants are tried at a time.
    """

    target: str
    command: tuple[str, ...]
    level: Level
    jobs: int


def try_tests(options: TrialOptions, *, as_json: bool, color: ColorChoice, plain: bool) -> int:
    """Try somebody's tests on mutants of their app, and report which of them no test notices.

    Args:
        options: What is tried, and how.
        as_json: Whether the report is written as JSON instead.
        color: Whether to use colour.
        plain: Whether it is shown in its plain form.

    Returns:
        The exit code: 0 where every mutant was noticed, 1 where one was not, 130 where Ctrl-C ended it.

    Raises:
        AppError: There is no such app, or nothing of a login in it.
        SuiteError: The tests fail on the app as it is, or cannot be run.
        UsageError: The command does not run pytest.
    """
    output = JsonOutput() if as_json else None
    terminal = open_terminal(color, plain=plain)
    folder = Path.cwd()
    command = SuiteCommand.of(options.command, os.environ, folder)
    sources = _sources(options.target, folder)
    mutants = [*mutants_of(sources, up_to=options.level)]
    if not mutants:
        names = ", ".join(sorted(Path(source.path).name for source in sources))
        raise AppError(f"{options.target}: nothing of a login was found in {names}, so there is nothing to try.")
    with scratch_folder() as scratch:
        suite, trials = _tried(command, str(scratch), sources, mutants, jobs=options.jobs, terminal=terminal)
    result = SuiteResult(
        options.target, folder, tuple(trials), len(mutants), len(suite.tests), suite.time_limit, suite.memory
    )
    if output is not None:
        output.write_json(result.as_plain())
    else:
        terminal.show(TrialReport(result))
    if result.stopped:
        return INTERRUPTED
    return 1 if result.survivors else 0


def _sources(target: str, folder: Path) -> list[SourceFile]:
    file = file_of_target(target, folder, sys.path)
    return [SourceFile(str(path), path.read_text(encoding="utf-8")) for path in sorted(file.parent.rglob("*.py"))]


def _tried(
    command: SuiteCommand,
    scratch: str,
    sources: Sequence[SourceFile],
    mutants: Sequence[Mutant],
    *,
    jobs: int,
    terminal: Terminal,
) -> tuple[ObservedSuite, list[MutantTrial]]:
    """Run the tests on the app and on its mutants; on Ctrl-C what is known so far is returned."""
    trials: list[MutantTrial] = []
    with TrialProgress(terminal) as progress:
        suite = observe_suite(command, scratch, sources, mutants)
        progress.begin("Mutants", len(mutants))
        try:
            with closing(try_mutants(suite, mutants, jobs=jobs)) as running:
                for trial in running:
                    trials.append(trial)
                    progress.advance()
        except KeyboardInterrupt:
            pass
    return suite, trials
