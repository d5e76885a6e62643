"""Trying somebody's own tests on mutants of their app: the run on the app as it is, the mutants, the report."""

import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from pathlib import Path

from tracer.activities.json_output import JsonOutput
from tracer.activities.visit import VisitOptions, pages_of, visitor_of
from tracer.command_line import command_line
from tracer.errors import INTERRUPTED, AppError, UsageError
from tracer.mutants.catalogue import mutants_of
from tracer.mutants.mutant import Level, Mutant
from tracer.mutants.own_sources import own_sources, top_module_file
from tracer.mutants.source_file import SourceFile
from tracer.scratch_folder import scratch_folder
from tracer.test_suites.app_pages import AccountSwitch, AppPages, LoginForm
from tracer.test_suites.command import SuiteCommand
from tracer.test_suites.missing_tests import FoundApp, SuiteWriter, WrittenTests, new_file
from tracer.test_suites.result import SuiteResult
from tracer.test_suites.suite_processes import SuiteProcesses
from tracer.test_suites.trial import MutantTrial, try_mutants
from tracer.test_suites.unmutated_run import ObservedSuite, observe_suite
from tracer.test_suites.written_file import FileSettings
from tracer.views.terminal import ColorChoice, open_terminal
from tracer.views.try_tests import TrialProgress, TrialReport, WrittenReport


@dataclass(frozen=True)
class TrialOptions:
    """What is tried, and how.

    Attributes:
        target: The app, as ``flask --app`` takes it.
        command: The words of the command that runs its tests.
        level: The highest level of the kinds of mutants.
        jobs: How many mutants are tried at a time.
        write: Where the missing tests are written; None writes none.
        fixtures: Fixtures of the developer's that each written test needs.
        visit: Where a visitor of the app goes, and who that is.
    """

    target: str
    command: tuple[str, ...]
    level: Level
    jobs: int
    write: Path | None
    fixtures: tuple[str, ...]
    visit: VisitOptions


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
    settings = None if options.write is None else _settings(options, options.write)
    with ExitStack() as ending, TrialProgress(terminal) as progress:
        scratch = ending.enter_context(scratch_folder())
        suite = observe_suite(command, str(scratch), sources, mutants)
        processes = ending.enter_context(SuiteProcesses(options.jobs, suite.ended.libraries))
        trials = _tried(suite, mutants, processes, progress)
        result = SuiteResult(
            options.target, folder, tuple(trials), len(mutants), len(suite.tests), suite.time_limit, suite.memory
        )
        if options.write is not None and settings is not None and result.survivors and not result.stopped:
            with new_file(options.write) as file:
                writer = SuiteWriter(suite, file.resolve(), settings, processes)
                written = _written(writer, result, options.visit, progress)
                shown = None if written.file is None else options.write
                result = replace(result, written=replace(written, file=shown))
    if output is not None:
        output.write_json(result.as_plain())
    else:
        terminal.show(TrialReport(result), *([WrittenReport(result)] if result.written is not None else []))
    if result.stopped:
        return INTERRUPTED
    return 1 if result.survivors else 0


def _sources(target: str, folder: Path) -> tuple[SourceFile, ...]:
    """Return the files of the app's own package; nothing of it is run.

    Raises:
        AppError: There is no such app.
    """
    places = [folder, folder / "src", *(Path(entry) for entry in sys.path if entry)]
    file = top_module_file(target, places)
    if file is None:
        example = command_line("try-tests", "shop:app", "--", "pytest")
        raise AppError(
            f"{target}: there is no such module here, in src, or among the installed ones. Name the app as flask --app "
            f"does: {example}"
        )
    return own_sources(file)


def _tried(
    suite: ObservedSuite, mutants: Sequence[Mutant], processes: SuiteProcesses, progress: TrialProgress
) -> list[MutantTrial]:
    """Run the tests on the mutants of the app; on Ctrl-C what is known so far is returned."""
    trials: list[MutantTrial] = []
    progress.begin("Mutants", len(mutants))
    try:
        with closing(try_mutants(suite, mutants, processes)) as running:
            for trial in running:
                trials.append(trial)
                progress.advance()
    except KeyboardInterrupt:
        pass
    return trials


def _settings(options: TrialOptions, file: Path) -> FileSettings:
    """Return what all tests that will be written share.

    Raises:
        UsageError: The file is there already, is none of Python, or cannot be written; the password is not known.
    """
    if file.suffix != ".py":
        raise UsageError(f"{file} is no file of Python. Name one that pytest finds: test_login_flow.py")
    if file.exists():
        raise UsageError(f"{file} is there already, and is never overwritten. Name another file.")
    if not file.parent.is_dir() or not os.access(file.parent, os.W_OK):
        why = "cannot be written to" if file.parent.is_dir() else "is not there"
        raise UsageError(f"{file} cannot be written: the folder {file.parent} {why}. Name a file in another one.")
    if options.visit.username is None:
        return FileSettings(options.target, None, None, options.fixtures)
    visitor = visitor_of(options.visit)
    return FileSettings(options.target, visitor.name, visitor.password, options.fixtures)


def _written(writer: SuiteWriter, result: SuiteResult, visit: VisitOptions, progress: TrialProgress) -> WrittenTests:
    """Write the missing tests."""
    progress.begin("Looking at the app", 1)
    found = writer.look()
    progress.begin("Tests that are missing", len(result.survivors))
    return writer.write(result.survivors, _pages(found, visit, [*writer.sources]), progress.advance)


def _pages(found: FoundApp, visit: VisitOptions, sources: Sequence[SourceFile]) -> AppPages:
    """Return what a written test must know of the app; a page that is not known is left out."""
    facts = found.facts
    pages: Mapping[str, str | None]
    try:
        pages = pages_of(facts, visit)
    except UsageError:
        pages = {"login": visit.login_path, "protected": visit.protected_path, "logout": visit.logout_path}
    login, logout = pages["login"], pages.get("logout")
    form = None if login is None else LoginForm.of(login, found.forms.get(login, ()))
    leaving = [view for view in facts.views if view.rule == logout]
    methods = tuple(method for view in leaving for method in view.methods if method in {"GET", "POST"})
    switch = AccountSwitch.of(sources)
    return AppPages(facts, found.app_fixture, found.client_fixture, form, pages["protected"], logout, methods, switch)
