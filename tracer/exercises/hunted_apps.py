"""The demo app, or the learner's own app, with the code of its login and what performs scenarios on it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path, PurePath

from tracer.demo_names import HEALTHY_APP
from tracer.errors import UsageError
from tracer.exercises.changed_app import ChangedApp
from tracer.exercises.changed_runs import ChangedRuns
from tracer.exercises.distinguishing_scenarios import ON_ANY_APP, ON_THE_DEMO_APP, scenarios_told_apart
from tracer.exercises.hunting_ground import HuntingGround
from tracer.lessons.library import Library
from tracer.lessons.shipped_files import SOURCE
from tracer.mutants.own_sources import own_sources, read_source_file, top_module_file
from tracer.mutants.source_file import SourceFile
from tracer.recording.trials.order import AppTarget, DemoAppName, TrialFailure, TrialOrder
from tracer.recording.trials.trials import Trials
from tracer.trace.events import Trace
from tracer.trace.scenario import Scenario
from tracer.trace.visitor import Visitor

_LOGIN_OF_DEMO_APP = ("flask_app/*.py", "accounts.py", "next_page.py")
"""The files of the demo app that have to do with its login."""

_QUICKLY = {"PASSWORD_HASH_METHOD": "pbkdf2:sha256:1000"}
"""A password hash that costs a millisecond and not a hundred. No run differs by it."""


@dataclass(frozen=True)
class OwnApp:
    """The learner's own app.

    Attributes:
        target: Whatever ``flask --app`` takes.
        folder: The folder in which that names it.
        pages: The paths of its pages by what they are.
        visitor: Who visits it.
    """

    target: str
    folder: Path
    pages: Mapping[str, str]
    visitor: Visitor


def login_code_of_demo_app() -> tuple[SourceFile, ...]:
    """Return the files of the demo app that have to do with its login."""
    folder = SOURCE / "demo_app"
    paths = [path for pattern in _LOGIN_OF_DEMO_APP for path in sorted(folder.glob(pattern))]
    return tuple(source for path in paths if (source := read_source_file(path)) is not None)


@contextmanager
def demo_ground() -> Iterator[HuntingGround]:
    """Yield the demo app, in which faults are hunted; afterwards no process of it is left."""
    order = TrialOrder(DemoAppName(HEALTHY_APP), {}, settings=_QUICKLY)
    scenarios = scenarios_told_apart(ON_THE_DEMO_APP, Library())
    with _ground(order, login_code_of_demo_app(), scenarios, SOURCE, is_steady=True) as ground:
        yield ground


@contextmanager
def own_ground(app: OwnApp) -> Iterator[HuntingGround]:
    """Yield the learner's own app, in which faults are hunted; afterwards no process of it is left.

    Raises:
        UsageError: No source of the app was found.
    """
    top = top_module_file(app.target, [app.folder])
    sources = own_sources(top) if top is not None else ()
    if not sources:
        raise UsageError(f"{app.target}: no source of this app was found. Name its module, or its file: --app shop.py")
    scenarios = scenarios_told_apart(ON_ANY_APP, Library())
    accounts = {action.account for scenario in scenarios.values() for action in scenario.actions if action.account}
    order = TrialOrder(
        AppTarget(app.target, str(app.folder)),
        {},
        pages=app.pages,
        accounts=dict.fromkeys(accounts, app.visitor),
        show_values=False,
    )
    with _ground(order, sources, scenarios, app.folder) as ground:
        yield ground


@contextmanager
def _ground(
    order: TrialOrder,
    sources: Sequence[SourceFile],
    named_scenarios: Mapping[str, Scenario],
    folder: PurePath,
    *,
    is_steady: bool = False,
) -> Iterator[HuntingGround]:
    with ExitStack() as block:
        trials = Trials()

        def perform(app: ChangedApp, scenarios: tuple[Scenario, ...]) -> Mapping[str, Trace | TrialFailure]:
            runs: dict[str, Trace | TrialFailure] = {}
            for own, some in _by_own_settings(scenarios, app.settings).items():
                settings = {**order.settings, **{name: app.settings[name] for name in app.settings if name not in own}}
                runs |= trials.perform(replace(order, scenarios=some, sources=app.texts, settings=settings)).runs
            return runs

        runs = block.enter_context(ChangedRuns(perform, named_scenarios))
        block.enter_context(trials)
        block.callback(runs.begin_no_more)  # or a new process would be begun when this one is ended
        yield HuntingGround(sources, runs, folder, is_steady=is_steady)


def _by_own_settings(
    scenarios: Iterable[Scenario], changed: Mapping[str, object]
) -> Mapping[frozenset[str], dict[str, Scenario]]:
    """Return scenarios by those of the changed settings that they set themselves: there the scenario has its way."""
    found: dict[frozenset[str], dict[str, Scenario]] = {}
    for scenario in scenarios:
        found.setdefault(frozenset(changed).intersection(scenario.settings), {})[scenario.name] = scenario
    return found
