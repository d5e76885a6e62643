"""How many mistakes the findings name, out of every mutant of the demo app and of the foreign apps in the tests.

Each mutant is performed in a process of its own with a time limit. One whose traces equal those of the original in all
four scenarios is equivalent: nothing in these scenarios shows it, so nothing can be found.
"""

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Event
from typing import Literal, TypeAlias

from tests.foreign_apps.driver import (
    CLASSES,
    CLOSE,
    FACTORY,
    HERE,
    HOOKS,
    LOGIN,
    LOGOUT,
    ONE_FILE,
    PASSWORD,
    REMEMBER,
    VISIT,
    WRONG,
    ForeignApp,
)
from tracer.findings import GENERAL_CODES, find
from tracer.mutants.catalogue import mutants_of
from tracer.mutants.mutant import Mutant
from tracer.mutants.own_sources import read_source_file
from tracer.mutants.source_file import SourceFile
from tracer.recording.child_process import end_all
from tracer.recording.trials.order import AppFile, AppTarget, DemoAppName, TrialOrder, TrialResult
from tracer.recording.trials.trials import Trials
from tracer.trace.compare import compare
from tracer.trace.events import Trace
from tracer.trace.scenario import Action, Scenario
from tracer.trace.visitor import Visitor

AT_A_TIME = 2
TIME_LIMIT = 30.0
"""A mutant that is not done after so many seconds is ended."""

_ACTIONS: Mapping[str, Sequence[Action]] = {
    "login-flow": (VISIT, LOGIN, LOGOUT, VISIT),
    "wrong-password": (VISIT, WRONG, LOGOUT, VISIT),
    "remember-me": (REMEMBER, CLOSE, VISIT, VISIT, LOGOUT, VISIT),
    "logout": (LOGIN, VISIT, LOGOUT, VISIT),
}
"""What is performed, as in the lessons' scenarios of these names."""

_OPEN = frozenset({"protected-page-open", "anonymous-user-has-no-such-attribute"})
"""Of a page that nobody guards: it was shown; or it raised, since it asks a stranger for what only users have, and that
finding says to guard it."""

RIGHT_CODES: Mapping[str, frozenset[str]] = {
    "guard-removed": _OPEN,
    "guard-above-its-route": frozenset({"guard-above-route"}),
    "fresh-guard-weakened": frozenset(),
    "refusal-not-returned": frozenset({"redirect-not-returned", "unauthorized-not-returned"}) | _OPEN,
    "guard-asks-for-a-user": _OPEN,
    "login-check-called": frozenset({"property-called-as-method"}),
    # Both say which page it is that nobody gets past.
    "login-page-needs-login": frozenset({"login-page-guarded", "redirect-loop"}),
    "hook-guards-the-login-page": frozenset({"guard-blocks-login-page", "redirect-loop"}),
    "hook-guards-static-files": frozenset({"guard-blocks-static-files"}),
    "role-check-dropped": frozenset(),
    "owner-check-dropped": frozenset(),
    # Where the check cannot be seen, it is known that the form was sent and nobody was logged in.
    "login-left-out": frozenset({"login-user-not-called", "login-form-without-login"}),
    "login-result-ignored": frozenset({"inactive-user-ignored"}),
    "inactive-user-let-in": frozenset({"loaded-but-not-authenticated"}),
    "login-given-an-id": frozenset({"not-a-user"}),
    "everybody-remembered": frozenset({"remember-cookie-unasked"}),
    "remember-left-out": frozenset({"remember-me-ignored"}),
    "login-takes-no-form": frozenset({"login-method-not-allowed"}),
    "confirmation-left-out": frozenset({"redirect-loop"}),
    "session-cleared-after-login": frozenset({"session-emptied-after-login"}),
    "session-cleared-behind-logout": frozenset({"session-cleared-after-logout"}),
    "every-password-right": frozenset({"wrong-password-accepted"}),
    # The arguments changed places: the library is given a password where it wants a hash, and says so; or the check
    # is not one that can be seen, and the right password was refused.
    "every-password-wrong": frozenset(
        {"password-hash-unreadable", "right-password-rejected", "login-form-without-login"}
    ),
    # The wrong password is accepted, and with the right one nobody is logged in: either says it.
    "password-check-turned-round": frozenset({"wrong-password-accepted", "login-user-not-called"}),
    "password-kept-in-clear": frozenset({"password-hash-unreadable"}),
    "loader-not-registered": frozenset({"no-user-loader"}),
    "loader-finds-nobody": frozenset({"user-not-found-again"}),
    "loader-finds-somebody-else": frozenset({"loader-found-somebody-else"}),
    "loader-takes-id-of-another-type": frozenset({"user-not-found-again", "loader-raises-wrong-id"}),
    "loader-raises-for-unknown-id": frozenset({"loader-raises"}),
    "user-without-mixin": frozenset({"not-a-user"}),
    "get-id-and-loader-disagree": frozenset({"user-not-found-again"}),
    "logout-left-out": frozenset({"logout-without-logout-user"}),
    "logout-by-own-hand": frozenset({"logout-without-logout-user"}),
    "logout-by-link": frozenset({"logout-by-get"}),
    "next-not-checked": frozenset({"open-redirect"}),
    "next-checked-too-little": frozenset({"open-redirect"}),
    "next-forgotten": frozenset({"next-lost"}),
    "next-not-passed-on": frozenset({"next-lost"}),
    "destination-not-returned": frozenset({"redirect-not-returned"}),
    "unauthorized-handler-swallowed": frozenset(),
    "refusal-without-status": frozenset(),
    "login-page-not-named": frozenset({"no-login-view"}),
    "login-page-misnamed": frozenset({"login-view-not-found"}),
    "login-manager-not-started": frozenset({"no-login-manager"}),
    "secret-key-new-at-each-start": frozenset({"secret-key-changed", "secret-key-made-at-start"}),
    "secret-key-not-set": frozenset({"secret-key-missing"}),
    "guards-switched-off": frozenset({"login-disabled"}),
    "session-protection-too-strong": frozenset({"strong-protection-with-remember-me"}),
    "session-protection-off": frozenset(),
    # Of the remember cookie it is also told why it did not come back.
    "cookie-for-every-site": frozenset({"cookie-samesite-none", "remember-cookie-not-returned"}),
    "cookie-open-to-scripts": frozenset(),
}
"""For each kind of mutant the findings that name it. A kind may be named by more than one."""


@dataclass(frozen=True)
class TriedApp:
    """An app whose mutants are tried.

    Attributes:
        name: Its name in the table.
        order: What is performed on it.
        files: The files of which mutants are made.
    """

    name: str
    order: TrialOrder
    files: Sequence[Path]

    def sources(self) -> list[SourceFile]:
        """Return the files as the app has them."""
        return [source for file in self.files if (source := read_source_file(file)) is not None]


Outcome: TypeAlias = Literal["equivalent", "rightly", "wrongly", "without cause", "not at all"]
"""How a mutant ended. Of a failure without its cause it is known that, and where, something failed."""


@dataclass(frozen=True)
class TriedMutant:
    """A mutant, and what came of it.

    Attributes:
        mutant: The mutant.
        codes: What was found.
        outcome: How it ended.
    """

    mutant: Mutant
    codes: frozenset[str]
    outcome: Outcome

    def __str__(self) -> str:
        return f"{self.mutant.name}: {self.outcome}, {', '.join(sorted(self.codes)) or 'nothing'} was found"


@dataclass(frozen=True)
class RecallOfMutants:
    """What came of trying every mutant of an app.

    Attributes:
        app: The name of the app.
        tried: The mutants.
        false_alarms: What was found in the app as it is.
    """

    app: str
    tried: Sequence[TriedMutant]
    false_alarms: frozenset[str]

    def count(self, outcome: Outcome) -> int:
        """Return how many mutants ended so."""
        return sum(each.outcome == outcome for each in self.tried)


def tried_apps() -> tuple[TriedApp, ...]:
    """Return the demo app and the foreign apps of the tests."""
    demo = HERE.parents[1] / "demo_app"
    files = [*sorted((demo / "flask_app").glob("*.py")), demo / "accounts.py", demo / "next_page.py"]
    cheap = {"PASSWORD_HASH_METHOD": "pbkdf2:sha256:1000"}
    order = TrialOrder(
        DemoAppName("faults/healthy"), _scenarios("ada"), settings=cheap, time_limit=TIME_LIMIT, show_values=False
    )
    return (TriedApp("the demo app", order, files), *map(_foreign, (ONE_FILE, HOOKS, CLASSES, FACTORY)))


def _foreign(foreign: ForeignApp) -> TriedApp:
    folder = HERE / foreign.module
    is_package = folder.is_dir()
    file = HERE / f"{foreign.module}.py"
    order = TrialOrder(
        AppTarget(foreign.module, str(HERE)) if is_package else AppFile(str(file)),
        _scenarios("me"),
        pages=foreign.pages,
        accounts={"me": Visitor(foreign.name, PASSWORD)},
        scenario_time=False,
        show_values=False,
        time_limit=TIME_LIMIT,
    )
    return TriedApp(foreign.module, order, sorted(folder.glob("*.py")) if is_package else [file])


def _scenarios(account: str) -> dict[str, Scenario]:
    return {
        name: Scenario(name=name, title=name, actions=tuple(_of_account(action, account) for action in actions))
        for name, actions in _ACTIONS.items()
    }


def _of_account(action: Action, account: str) -> Action:
    return action if action.account is None else replace(action, account=account)


def recall_of_mutants() -> list[RecallOfMutants]:
    """Try every mutant of every app."""
    with ExitStack() as block:
        trials = [block.enter_context(Trials()) for _ in range(AT_A_TIME)]
        return [recall_of(app, trials) for app in tried_apps()]


def table_of_mutants(recalls: Iterable[RecallOfMutants]) -> str:
    """Return what came of it as a table in Markdown."""
    headings = (
        *("mutants of", "mutants", "equivalent", "named rightly", "wrongly", "without the cause", "not at all"),
        "false alarms",
    )
    lines = [f"| {' | '.join(headings)} |", f"|{'---|' * len(headings)}"]
    for each in recalls:
        counts = [
            each.count(outcome) for outcome in ("equivalent", "rightly", "wrongly", "without cause", "not at all")
        ]
        cells = (each.app, len(each.tried), *counts, len(each.false_alarms))
        lines.append(f"| {' | '.join(map(str, cells))} |")
    return "\n".join(lines)


def recall_of(app: TriedApp, trials: Sequence[Trials], mutants: Sequence[Mutant] | None = None) -> RecallOfMutants:
    """Try mutants of an app.

    Args:
        app: The app.
        trials: Where they are performed, so many at a time.
        mutants: The mutants; all that there are of the app where none are given.
    """
    sources = {source.path: source for source in app.sources()}
    tried_ones = mutants_of(sources.values()) if mutants is None else mutants
    texts = [(mutant, mutant.text(sources[mutant.file])) for mutant in tried_ones]
    original = trials[0].perform(app.order).traces
    stop = Event()
    with ThreadPoolExecutor(len(trials)) as threads:
        parts = [
            threads.submit(_tried, app, original, texts[part :: len(trials)], each, stop)
            for part, each in enumerate(trials)
        ]
        try:
            tried = [each for part in parts for each in part.result()]
        except BaseException:  # Ctrl-C: nobody waits for the rest
            stop.set()
            end_all()
            raise
    return RecallOfMutants(app.name, sorted(tried, key=lambda each: each.mutant.name), _codes(original.values()))


def _tried(
    app: TriedApp, original: Mapping[str, Trace], texts: Sequence[tuple[Mutant, str]], trials: Trials, stop: Event
) -> list[TriedMutant]:
    """Try some mutants, each with the text of its file, one after the other, until all are tried or it is to stop."""
    tried: list[TriedMutant] = []
    for mutant, text in texts:
        if stop.is_set():
            break
        tried.append(_judged(mutant, original, trials.perform(replace(app.order, sources={mutant.file: text}))))
    return tried


def _judged(mutant: Mutant, original: Mapping[str, Trace], result: TrialResult) -> TriedMutant:
    codes = _codes(result.traces.values())
    causes, right = codes - GENERAL_CODES, RIGHT_CODES[mutant.kind]
    if causes:
        return TriedMutant(mutant, codes, "rightly" if causes <= right else "wrongly")
    if codes or result.failure is not None:
        return TriedMutant(mutant, codes, "without cause")  # An app that cannot be loaded is told by that.
    same = all(compare(original[name], trace).same for name, trace in result.traces.items())
    return TriedMutant(mutant, codes, "equivalent" if same and not result.failures else "not at all")


def _codes(traces: Iterable[Trace]) -> frozenset[str]:
    return frozenset(finding.code for trace in traces for finding in find(trace))
