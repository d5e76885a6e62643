"""Writing the tests that are missing: what a healthy app answers to what people do, and which mutants answer otherwise.

The file is there while its tests are proven, for only then do the developer's own ``conftest.py`` and settings count as
they will later. It is gone again where nothing could be proven, or where it was interrupted.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tracer.errors import SuiteError, UsageError
from tracer.mutants.catalogue import BY_NAME
from tracer.mutants.mutant import Mutant
from tracer.mutants.source_file import SourceFile
from tracer.test_suites.app_pages import AppPages
from tracer.test_suites.person_visits import PersonVisit, visits_of
from tracer.test_suites.suite_order import SuiteOrder
from tracer.test_suites.suite_processes import SuiteProcesses, SuiteRun
from tracer.test_suites.trial import MutantTrial
from tracer.test_suites.unmutated_run import ObservedSuite, last_lines
from tracer.test_suites.written_file import (
    AUTHENTICATED,
    PASSWORD_VARIABLE,
    FileSettings,
    WrittenTest,
    file_of_tests,
    looking_file,
)
from tracer.trace.app_facts import AppFacts
from tracer.trace.validation import read

_PLUGIN = "tracer.pytest_plugin"
"""The module of the fixture that the tests use."""

_LEAST = 60.0
"""In seconds: so long the tests of the file may take."""


@dataclass(frozen=True)
class FoundApp:
    """What was found when the developer's own fixtures made the app.

    Attributes:
        facts: Its description.
        app_fixture: Whether there is a fixture ``app``.
        client_fixture: Whether there is a fixture ``client``.
        forms: The forms on its pages, by the paths of the pages.
    """

    facts: AppFacts
    app_fixture: bool
    client_fixture: bool
    forms: Mapping[str, Sequence[Mapping[str, Any]]]


@dataclass(frozen=True)
class WrittenTests:
    """The tests that were written.

    Attributes:
        file: The file; None where none could be proven.
        tests: The name of the test for each survivor that has one, by the mutants.
        left_out: Why there is none, for the others.
    """

    file: Path | None
    tests: Mapping[Mutant, str]
    left_out: Mapping[Mutant, str]


@contextmanager
def new_file(path: Path) -> Iterator[Path]:
    """Make a file for tests, and remove it afterwards where nothing, or something unfinished, is in it.

    Raises:
        UsageError: It is there already, or cannot be made.
    """
    try:
        with path.open("x", encoding="utf-8"):
            pass
    except FileExistsError:
        raise UsageError(f"{path} is there already, and is never overwritten. Name another file.") from None
    except OSError as error:
        raise UsageError(
            f"{path} cannot be written: {error.strerror}. Name a file in a folder that is there."
        ) from error
    with ExitStack() as removing:
        removing.callback(path.unlink, missing_ok=True)
        yield path
        if path.read_text(encoding="utf-8"):
            removing.pop_all()


class SuiteWriter:
    """Writes tests for mutants that no test noticed.

    Args:
        suite: The developer's tests, and what is known of them.
        file: The file, which is there and is empty.
        settings: What all tests share.
        processes: The processes in which tests run.
    """

    def __init__(self, suite: ObservedSuite, file: Path, settings: FileSettings, processes: SuiteProcesses) -> None:
        self._suite = suite
        self._file = file
        self._settings = settings
        self._processes = processes

    @property
    def sources(self) -> Iterable[SourceFile]:
        """The files of the app's own package."""
        return self._suite.sources.values()

    def look(self) -> FoundApp:
        """Return what is found when the developer's own fixtures make the app.

        Raises:
            SuiteError: The app cannot be made in a test.
        """
        run = self._run(looking_file(self._settings))
        if not run.learned:
            raise SuiteError(
                f"No test can be written: neither do your fixtures make the app, nor can {self._settings.target} be "
                f"loaded in a test. It said last:\n{last_lines(run.said)}"
            )
        told = run.learned[-1].told
        return FoundApp(read(AppFacts, told["facts"]), told["app"], told["client"], told["forms"])

    def write(self, survivors: Sequence[MutantTrial], pages: AppPages, advance: Callable[[], None]) -> WrittenTests:
        """Write the tests, each of them proven, and return what became of each survivor.

        Args:
            survivors: What no test has noticed.
            pages: What is known of the app.
            advance: Is called when a survivor was tried.
        """
        tests = self._learned(pages)
        self._put(file_of_tests(tests, pages, self._settings))
        failing = self._failing([trial.mutant for trial in survivors], advance)
        found = {mutant: _fittest(tests, names, mutant) for mutant, names in failing.items()}
        chosen = {mutant: test for mutant, test in found.items() if test is not None}
        written = self._proven(_guarding(tests, chosen), {mutant: test.name for mutant, test in chosen.items()}, pages)
        left_out = {
            trial.mutant: self._why(trial.mutant, chosen, len(tests), pages)
            for trial in survivors
            if trial.mutant not in written
        }
        return WrittenTests(self._file if written else None, written, left_out)

    def _learned(self, pages: AppPages) -> list[WrittenTest]:
        """Return a test of each visit to which the healthy app answers twice the same."""
        known = self._settings.username is not None
        visits = [visit for visit in visits_of(pages, self._settings.target) if known or not visit.needs_account]
        text = file_of_tests([WrittenTest(visit) for visit in visits], pages, self._settings)
        first, second = _values(self._run(text)), _values(self._run(text))
        learned = [
            WrittenTest(visit, _agreed(visit, first[visit.name], second[visit.name]))
            for visit in visits
            if visit.name in first and visit.name in second
        ]
        self._require_login(learned)
        return self._passing(learned, pages)

    def _require_login(self, tests: Sequence[WrittenTest]) -> None:
        """Refuse an account with which nobody gets in.

        Raises:
            SuiteError: The login of the healthy app did not succeed.
        """
        login = next((test for test in tests if test.visit.name == "login"), None)
        if login is not None and login.values is not None and not login.values[-1].get(AUTHENTICATED):
            raise SuiteError(
                f"{self._settings.username} cannot log in to the app of your tests. Is the password in "
                f"{PASSWORD_VARIABLE} right? If a fixture makes the account, name it: --fixture NAME"
            )

    def _passing(self, tests: Sequence[WrittenTest], pages: AppPages) -> list[WrittenTest]:
        """Return the tests that pass on the healthy app."""
        if not tests:
            return []
        run = self._run(file_of_tests(tests, pages, self._settings))
        passed = {_function(test.test) for test in run.tests if not test.failed}
        return [test for test in tests if test.name in passed]

    def _failing(self, mutants: Sequence[Mutant], advance: Callable[[], None]) -> dict[Mutant, set[str]]:
        """Return the names of the tests in the file that fail on each mutant."""
        found: dict[Mutant, set[str]] = {}
        with ThreadPoolExecutor(self._processes.count) as threads:
            try:
                for mutant, names in zip(mutants, threads.map(self._failing_on, mutants), strict=True):
                    found[mutant] = names
                    advance()
            except BaseException:
                threads.shutdown(wait=False, cancel_futures=True)
                self._processes.stop()
                raise
        return found

    def _failing_on(self, mutant: Mutant) -> set[str]:
        text = mutant.text(self._suite.sources[mutant.file])
        run = self._processes.run(replace(self._order, changed={mutant.file: text}), self._time_limit)
        if run.ended is None and run.running is not None:
            return {_function(run.running)}
        return {_function(test.test) for test in run.failed}

    def _proven(self, tests: Sequence[WrittenTest], chosen: Mapping[Mutant, str], pages: AppPages) -> dict[Mutant, str]:
        """Leave in the file the tests that pass on the app and fail on their mutants, and return which these are."""
        passing = self._passing(tests, pages)
        self._put(file_of_tests(passing, pages, self._settings) if passing else "")
        named = {test.name for test in passing}
        failing = self._failing([mutant for mutant, name in chosen.items() if name in named], lambda: None)
        proven = {mutant: chosen[mutant] for mutant, names in failing.items() if chosen[mutant] in names}
        if {*proven.values()} != named:
            kept = [test for test in passing if test.name in {*proven.values()}]
            return self._proven(kept, proven, pages) if len(kept) < len(tests) and kept else self._nothing()
        return proven

    def _nothing(self) -> dict[Mutant, str]:
        self._put("")
        return {}

    def _why(self, mutant: Mutant, chosen: Mapping[Mutant, WrittenTest], count: int, pages: AppPages) -> str:
        """Return why no test was written for a mutant, and what can be done."""
        if mutant in chosen:
            return f"{chosen[mutant].name} noticed it once, and not each time"
        if self._settings.username is None:
            return (
                "nothing that a stranger does shows it. Say whose account is used: --username NAME, with the password "
                f"in {PASSWORD_VARIABLE}"
            )
        if pages.login is None:
            return "no form was found in which a name and a password can be typed. Say where it is: --login-path PATH"
        if pages.protected is None:
            return "no guarded page was found. Name one: --protected-path PATH"
        return f"nothing that people do showed a difference ({count} visits were tried); there may be none in this app"

    def _run(self, text: str) -> SuiteRun:
        self._put(text)
        return self._processes.run(self._order, self._time_limit)

    def _put(self, text: str) -> None:
        self._file.write_text(text, encoding="utf-8")

    @property
    def _time_limit(self) -> float:
        return max(self._suite.time_limit, _LEAST)

    @property
    def _order(self) -> SuiteOrder:
        order = self._suite.order
        arguments = (*order.arguments, str(self._file))
        variables = {PASSWORD_VARIABLE: self._settings.password} if self._settings.password is not None else {}
        return replace(
            order, arguments=arguments, only=str(self._file), plugin=_PLUGIN, variables=variables, first_failure=False
        )


def _function(test: str) -> str:
    """Return the name of the function of a test: ``test_login`` of ``test_shop.py::test_login``."""
    return test.rpartition("::")[2]


def _fittest(tests: Sequence[WrittenTest], names: set[str], mutant: Mutant) -> WrittenTest | None:
    """Return the test that is about what a mutant breaks, among those that fail on it; the plainest one for no such."""
    failing = [test for test in tests if test.name in names]
    about = [test for test in failing if any(topic in mutant.kind for topic in test.visit.topics)]
    return next(iter(about or failing), None)


def _guarding(tests: Sequence[WrittenTest], chosen: Mapping[Mutant, WrittenTest]) -> list[WrittenTest]:
    """Return the tests that were chosen, each with what it guards against."""
    guards: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for mutant, test in chosen.items():
        kind = BY_NAME[mutant.kind]
        guards[test.name][f"{kind.told_of(mutant)} {kind.harm} ({kind.name})"] = None
    return [replace(test, guards=tuple(guards[test.name])) for test in tests if test.name in guards]


def _values(run: SuiteRun) -> dict[str, dict[tuple[int, str], Any]]:
    """Return what was learned in the tests that passed: by the visit, the step and the expression."""
    passed = {_function(test.test).removeprefix("test_") for test in run.tests if not test.failed}
    found: defaultdict[str, dict[tuple[int, str], Any]] = defaultdict(dict)
    for each in run.learned:
        if each.topic in passed:
            place, expression, value = each.told
            found[each.topic][place, expression] = value
    return found


def _agreed(
    visit: PersonVisit, first: Mapping[tuple[int, str], Any], second: Mapping[tuple[int, str], Any]
) -> tuple[Mapping[str, Any], ...]:
    """Return what was the same both times, for each step and for the end."""
    return tuple(
        {
            expression: value
            for (place, expression), value in first.items()
            if place == index and (place, expression) in second and second[place, expression] == value
        }
        for index in range(len(visit.steps) + 1)
    )
