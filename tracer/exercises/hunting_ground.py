"""An app in which faults are hunted: the mutants of its login, and what their runs say of them.

A mutant is a fault only where its runs differ from the healthy ones; the runs decide, and nothing else.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import PurePath
from random import Random

from tracer.demo_names import BROKEN_APP, HEALTHY_APP
from tracer.errors import AppError
from tracer.exercises.changed_app import ChangedApp
from tracer.exercises.changed_runs import ChangedRuns
from tracer.exercises.distinguishing_scenarios import SHOWN_FIRST
from tracer.mutants.catalogue import KINDS, mutants_of
from tracer.mutants.mutant import Level, Mutant
from tracer.mutants.source_file import SourceFile
from tracer.trace.compare import compare
from tracer.trace.events import Trace

HEALTHY = ChangedApp(HEALTHY_APP)
"""The app as it is in its files."""

_AT_ONCE = 4
"""So many scenarios are performed before it is asked whether they tell a mutant from the healthy app."""


@dataclass(frozen=True)
class FoundFault:
    """A mutant whose runs differ from the healthy ones.

    Attributes:
        mutant: The mutant.
        broken: The app as the mutant has it.
        shown: The first scenario in which a step differs; its run is shown to the learner.
        lacks: Whether the first step that differs there is one of the healthy run that the broken one has not.
    """

    mutant: Mutant
    broken: ChangedApp
    shown: str
    lacks: bool


class HuntingGround:
    """An app with the mutants of its login.

    Args:
        sources: The files of its login, as they are.
        runs: Performs its scenarios, and keeps the runs.
        folder: The folder from which its files are named.
        is_steady: Whether its runs are known to be alike each time; otherwise that is tried out.
        mutants: The faults that can be put in; all that there are when left out.
    """

    def __init__(
        self,
        sources: Sequence[SourceFile],
        runs: ChangedRuns,
        folder: PurePath,
        *,
        is_steady: bool = False,
        mutants: Sequence[Mutant] | None = None,
    ) -> None:
        self.sources = {source.path: source for source in sources}
        self.runs = runs
        self._folder = folder
        self._is_steady = is_steady
        self._all = mutants
        self._usable: dict[str, bool] = {}
        self._failure = AppError(
            "The app does not run alike twice: each of its runs differs from the one before, so no difference could be "
            "told from a fault. Let it begin with the same data at each start."
        )

    @cached_property
    def mutants(self) -> tuple[Mutant, ...]:
        """Every change that could be a fault."""
        return tuple(mutants_of(self.sources.values())) if self._all is None else tuple(self._all)

    @property
    def scenarios(self) -> tuple[str, ...]:
        """The scenarios that the app can perform, and whose run is the same each time."""
        return self._usable_of(tuple(self.runs.scenarios))

    def _usable_of(self, names: Sequence[str]) -> tuple[str, ...]:
        """Return those of some scenarios in which a difference says something of the app."""
        unknown = [name for name in names if name not in self._usable]
        again = ChangedApp(HEALTHY.name, {path: source.text for path, source in self.sources.items()})
        self.runs.begin(HEALTHY, unknown)
        if not self._is_steady:
            self.runs.begin(again, unknown)
        for name in unknown:
            try:
                run = self.healthy(name)
                self._usable[name] = self._is_steady or compare(run, self.runs.trace(again, name)).same
            except AppError as error:
                self._usable[name] = False
                self._failure = error
        return tuple(name for name in names if self._usable[name])

    def _begun(self, kind: str) -> Iterator[tuple[str, ...]]:
        """Yield the scenarios, a few at a time, those first in which a kind of mutant shows itself.

        Raises:
            AppError: The app cannot be run as it is, or does not run alike twice in any scenario.
        """
        first = tuple(name for name in SHOWN_FIRST.get(kind, ()) if name in self.runs.scenarios)
        names = tuple(name for name in self.runs.scenarios if name not in first)
        for some in (first, *(names[at : at + _AT_ONCE] for at in range(0, len(names), _AT_ONCE))):
            yield self._usable_of(some)
        if not any(self._usable.values()):
            raise self._failure

    def healthy(self, scenario: str) -> Trace:
        """Return the run of a scenario on the app as it is."""
        return self.runs.trace(HEALTHY, scenario)

    def broken(self, mutant: Mutant) -> ChangedApp:
        """Return the app as a mutant has it."""
        return ChangedApp(BROKEN_APP, {mutant.file: mutant.text(self.sources[mutant.file])})

    def named(self, file: str) -> str:
        """Return how a file is called to the learner: from the folder of the app."""
        path = PurePath(file)
        return path.relative_to(self._folder).as_posix() if path.is_relative_to(self._folder) else path.name

    def line(self, file: str, number: int) -> str:
        """Return the text of a line of the healthy app, without the blanks around it."""
        return self.sources[file].text.splitlines()[number - 1].strip()

    def faults(self, seed: int, level: Level) -> Iterator[FoundFault]:
        """Yield the faults of a number, in the order in which they are tried: the same ones for the same number.

        Raises:
            AppError: The app cannot be run as it is.
        """
        yield from (found for mutant in self._in_order(seed, level) if (found := self.found(mutant)) is not None)

    def _in_order(self, seed: int, level: Level) -> Iterator[Mutant]:
        """Yield the mutants up to a level, kind by kind, so that a mistake with many places comes no more often."""
        chance = Random(f"hunt {seed}")  # noqa: S311 # no secret depends on it
        kinds = [kind.name for kind in KINDS if kind.level <= level]
        chance.shuffle(kinds)
        for kind in kinds:
            mutants = [mutant for mutant in self.mutants if mutant.kind == kind]
            chance.shuffle(mutants)
            yield from mutants

    def found(self, mutant: Mutant) -> FoundFault | None:
        """Return what the runs say of a mutant; None where it shows in none of them, or cannot be run."""
        if not self.line(mutant.file, self.line_of(mutant)):
            return None
        broken = self.broken(mutant)
        for names in self._begun(mutant.kind):
            if (traces := self.runs.traces(broken, names)) is None:
                return None
            for name, trace in traces.items():
                if (lacks := _lacks_a_step(trace, self.healthy(name))) is not None:
                    return FoundFault(mutant, broken, name, lacks)
        return None

    def changed_lines(self, mutant: Mutant) -> tuple[int, ...]:
        """Return the numbers of the lines that a mutant changes."""
        were = self.sources[mutant.file].text.splitlines()
        now = self.broken(mutant).texts[mutant.file].splitlines()
        return tuple(number for number, lines in enumerate(zip(were, now, strict=True), 1) if lines[0] != lines[1])

    def line_of(self, mutant: Mutant) -> int:
        """Return the number of the line at which a mutant is seen: its own one, or the first one that it changes."""
        lines = self.changed_lines(mutant)
        return mutant.line if mutant.line in lines else lines[0]

    def with_lines_as_they_were(self, fault: FoundFault, lines: Sequence[int], file: str) -> ChangedApp:
        """Return the broken app with some of its lines as they are in the healthy one; the first names it."""
        texts = dict(fault.broken.texts)
        if file in texts:
            now, were = texts[file].splitlines(keepends=True), self.sources[file].text.splitlines(keepends=True)
            for number in lines:
                now[number - 1] = were[number - 1]
            texts[file] = "".join(now)
        return replace(
            fault.broken, name=f"{fault.broken.name}+{PurePath(file).name}:{lines[0]} put right", texts=texts
        )


def _lacks_a_step(broken: Trace, healthy: Trace) -> bool | None:
    """Tell whether the first step that differs is one that the broken run has not; None where no step differs."""
    for lacks, left, right in ((False, broken, healthy), (True, healthy, broken)):
        first = compare(left, right).first_difference
        if first is not None and first.left is not None:
            return lacks
    return None
