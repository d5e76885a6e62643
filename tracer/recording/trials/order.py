"""What a trial is: an app, what is performed on it, and what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from tracer.trace.events import Trace
from tracer.trace.scenario import Scenario
from tracer.trace.visitor import Visitor

TIME_LIMIT_OF_TRIAL = 20.0
"""After so many seconds a trial has failed. Loading an app and performing six scenarios takes about one."""

MEMORY_LIMIT = 512 << 20
"""So many bytes an app may have beyond what Python with Flask has. Such an app takes 30 MB."""


@dataclass(frozen=True)
class AppFile:
    """An app in a file of its own: ``app.py``. Its folder is the current one while it runs.

    Attributes:
        path: The path of the file.
    """

    path: str


@dataclass(frozen=True)
class AppTarget:
    """An app as ``flask --app`` names it.

    Attributes:
        target: What names it.
        folder: The folder in which it is loaded.
    """

    target: str
    folder: str


@dataclass(frozen=True)
class DemoAppName:
    """One of the demo apps on Flask.

    Attributes:
        name: Its name: ``flask``, ``faults/bare-401``.
    """

    name: str


@dataclass(frozen=True)
class TrialOrder:
    """What is to be performed, and on which app.

    Attributes:
        app: The app.
        scenarios: What is performed, by names; each on a fresh app.
        pages: The paths of the app's pages by what they are. A demo app knows its own.
        accounts: Who tries the app out, by the names that the scenarios use. A demo app knows its own.
        sources: Texts that stand in the place of files while the app is loaded, by the paths of the files.
        settings: What is put into ``app.config`` after the app was made; of a demo app its settings.
        scenario_time: Whether app and browsers believe the clock of the scenario, so that nobody waits; otherwise the
            time is real, and a scenario in which somebody waits cannot be performed.
        show_values: Whether values in sessions, queries and messages are shown.
        time_limit: After how many seconds whatever is not performed yet has failed.
        memory_limit: How many bytes the app may have beyond what Python with Flask has. Where the system has no such
            limits (Windows), the memory is not limited; macOS takes the limit and does not keep it.
    """

    app: AppFile | AppTarget | DemoAppName
    scenarios: Mapping[str, Scenario]
    pages: Mapping[str, str] = field(default_factory=dict)
    accounts: Mapping[str, Visitor] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, object] = field(default_factory=dict)
    scenario_time: bool = True
    show_values: bool = True
    time_limit: float = TIME_LIMIT_OF_TRIAL
    memory_limit: int = MEMORY_LIMIT


FailureKind: TypeAlias = Literal[
    "not python", "raised", "no app", "too long", "ended", "too much memory", "not performed"
]
"""Why there is no trace: the file is no Python; something was raised while the app was loaded; there is no app in it;
it took too long; it ended its process; it used too much memory; the scenario cannot be performed on this app."""


@dataclass(frozen=True)
class TrialFailure:
    """Why there is no trace.

    Attributes:
        kind: What happened.
        message: The same in a sentence or two, with what to do.
        file: In which file it happened, as far as that is known: its path.
        line: On which line of it, from 1; None where that is not known.
        text: What stands on that line.
    """

    kind: FailureKind
    message: str
    file: str | None = None
    line: int | None = None
    text: str = ""


def too_long(file: str | None = None, line: int | None = None, text: str = "") -> TrialFailure:
    """Return the failure of an app that took too long, with the place where it was."""
    message = "The app takes too long: it was stopped. Look for a loop that never ends, or for something it waits for."
    return TrialFailure("too long", message, file, line, text)


def performed_traces(runs: Mapping[str, Trace | TrialFailure]) -> dict[str, Trace]:
    """Return the traces of the scenarios that were performed."""
    return {name: run for name, run in runs.items() if isinstance(run, Trace)}


@dataclass(frozen=True)
class TrialResult:
    """What came of a trial.

    Attributes:
        runs: What came of each scenario, in the order of the order.
        failure: Why the app was not loaded; then every scenario has this failure.
        seconds: How long it took.
    """

    runs: Mapping[str, Trace | TrialFailure]
    failure: TrialFailure | None = None
    seconds: float = 0.0

    @property
    def traces(self) -> dict[str, Trace]:
        """The traces of the scenarios that were performed."""
        return performed_traces(self.runs)

    @property
    def failures(self) -> dict[str, TrialFailure]:
        """Why the others were not performed."""
        return {name: run for name, run in self.runs.items() if isinstance(run, TrialFailure)}
