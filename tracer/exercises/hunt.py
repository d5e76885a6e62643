"""A fault nobody has seen before: one mutant of an app, and the answers among which the learner looks for it.

Each answer is proven. A line is wrong where the broken app, with that line as it is in the healthy one, is still
broken, and where no known mistake at that line gives the run that the learner sees. A remedy is wrong where the broken
app, changed in that way, still differs from the healthy one in a run.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from random import Random

from tracer.errors import UsageError
from tracer.exercises.changed_app import ChangedApp
from tracer.exercises.hunting_ground import FoundFault, HuntingGround
from tracer.exercises.tried_remedies import TRIED_REMEDIES, TriedRemedy
from tracer.mutants.catalogue import BY_NAME
from tracer.mutants.mutant import Level, Mutant, MutantKind
from tracer.trace.compare import compare
from tracer.trace.events import Trace

_WRONG_ANSWERS = 3
"""How many wrong answers stand beside the right one, where as many can be proven."""


@dataclass(frozen=True)
class SuspectedLine:
    """A line that may be the broken one.

    Attributes:
        file: How its file is called.
        number: Its number.
        text: How it reads in the healthy app.
        app: The broken app with this line as it is in the healthy one.
        why: Why it is the one, or what the run shows against it, in Markdown.
        right: Whether it is the one that was changed.
    """

    file: str
    number: int
    text: str
    app: ChangedApp
    why: str
    right: bool = False


@dataclass(frozen=True)
class OfferedRemedy:
    """A change that may mend the app.

    Attributes:
        text: What is changed, in Markdown.
        app: The broken app with that change.
        runs: The scenarios by which it is judged: all for the right one; one that refutes it for any other.
        why: What it does, in Markdown.
        right: Whether it mends.
    """

    text: str
    app: ChangedApp
    runs: tuple[str, ...]
    why: str
    right: bool = False


class Hunt:
    """One fault to be found.

    Args:
        ground: The app in which it is.
        fault: The fault.
        seed: The number by which it was chosen.
        level: Up to which level it was chosen.
    """

    def __init__(self, ground: HuntingGround, fault: FoundFault, seed: int, level: Level) -> None:
        self.ground = ground
        self.fault = fault
        self.seed = seed
        self.level = level

    @classmethod
    def begin(cls, ground: HuntingGround, seed: int, level: Level = 3) -> "Hunt":
        """Return the hunt of a number: the same one for the same number, whenever and wherever it is asked for.

        Raises:
            UsageError: Nothing that can be changed in this app shows itself in its runs.
            AppError: The app cannot be run as it is.
        """
        for fault in ground.faults(seed, level):
            hunt = cls(ground, fault, seed, level)
            if len(hunt.lines) > 1:
                return hunt
        raise UsageError(
            "No fault can be put into this app that shows itself in a run, and could stand on more than one line. Hunt "
            "in the demo app, without --app, or with another --level."
        )

    @property
    def mutant(self) -> Mutant:
        """What was changed."""
        return self.fault.mutant

    @property
    def kind(self) -> MutantKind:
        """Which mistake it is."""
        return BY_NAME[self.mutant.kind]

    @property
    def told(self) -> str:
        """What is wrong, in a sentence."""
        return self.kind.told_of(self.mutant)

    @cached_property
    def line(self) -> int:
        """The number of the line that was changed."""
        return self.ground.line_of(self.mutant)

    @property
    def place(self) -> str:
        """Where it is: the file and the line."""
        return f"{self.ground.named(self.mutant.file)}:{self.line}"

    @property
    def line_before(self) -> str:
        """How the changed line reads in the healthy app."""
        return self.ground.line(self.mutant.file, self.line)

    @property
    def line_now(self) -> str:
        """How it reads in the broken app; empty where nothing is left of it."""
        return self.fault.broken.texts[self.mutant.file].splitlines()[self.line - 1].strip()

    def _chance(self, what: str) -> Random:
        return Random(f"{what} of hunt {self.seed}")  # noqa: S311 # no secret depends on it

    @cached_property
    def lines(self) -> tuple[SuspectedLine, ...]:
        """The lines that are suspected, in the order in which they are offered: that of the files."""
        mutant, ground = self.mutant, self.ground
        changed = ground.changed_lines(mutant)
        lines = (self.line, *(number for number in changed if number != self.line))
        app = ground.with_lines_as_they_were(self.fault, lines, mutant.file)
        now = f"and here it reads {_code(self.line_now)}" if self.line_now else "and here nothing of it is left"
        why = f"{self.told} In the healthy app the line reads {_code(self.line_before)}, {now}."
        file = ground.named(mutant.file)
        right = SuspectedLine(file, self.line, self.line_before, app, why, right=True)
        wrong = [*self._innocent_lines()]
        return tuple(sorted([right, *wrong], key=lambda line: (line.file, line.number)))

    def _innocent_lines(self) -> Iterator[SuspectedLine]:
        """Yield lines that are not broken: of the changed file first, or the file alone would tell."""
        by_line: dict[tuple[str, int], list[Mutant]] = {}
        for mutant in self.ground.mutants:
            if not self._touches_changed_lines(mutant):
                by_line.setdefault((mutant.file, self.ground.line_of(mutant)), []).append(mutant)
        places = [*by_line]
        self._chance("lines").shuffle(places)
        beside = next((place for place in places if place[0] == self.mutant.file), None)
        places.sort(key=lambda place: place != beside)
        found = 0
        for file, number in places:
            text = self.ground.line(file, number)
            if found < _WRONG_ANSWERS and text and (why := self._against(by_line[file, number])) is not None:
                found += 1
                app = self.ground.with_lines_as_they_were(self.fault, [number], file)
                yield SuspectedLine(self.ground.named(file), number, text, app, why)

    def _touches_changed_lines(self, other: Mutant) -> bool:
        """Tell whether another mistake is made in the lines that were changed, or is told of one of them."""
        changed, touched = ({*self.ground.changed_lines(each), each.line} for each in (self.mutant, other))
        return other.file == self.mutant.file and not changed.isdisjoint(touched)

    def _against(self, mistakes: Sequence[Mutant]) -> str | None:
        """Return what the run shows against a line, by the mistakes that could be made there.

        None where one of them gives this very run, so that the run says nothing against it, or where none can be run.
        """
        reasons = []
        for mistake in mistakes:
            traces = self.ground.runs.traces(self.ground.broken(mistake), [self.fault.shown])
            if traces is None:
                continue
            trace = traces[self.fault.shown]
            if compare(self._trace, trace).same:
                return None
            reasons.append(f"Suppose this line were wrong: {_told(mistake)} {self._then(trace)}")
        return reasons[0] if reasons else None

    @property
    def _trace(self) -> Trace:
        return self.ground.runs.trace(self.fault.broken, self.fault.shown)

    def _then(self, other: Trace) -> str:
        """Return how the run would be with another fault, in a sentence."""
        if compare(other, self.ground.healthy(self.fault.shown)).same:
            return "Then this run would be the same as in the healthy app."
        first = compare(self._trace, other).first_difference
        if first is None:
            return "Then this run would begin in another way."
        if first.left is not None:
            return f"Then step {first.left.number} of this run would be another one, or would not be there."
        title = first.right.title if first.right is not None else ""
        return f"Then this run would have one more step, “{title}”."

    def begin_proofs(self) -> None:
        """Begin the runs by which answers are judged: those of the lines first, for these are asked for first."""
        for line in self.lines:
            self.ground.runs.begin(line.app, [self.fault.shown])
        self.ground.runs.begin(self._mended, self._every_scenario)
        for remedy in self._tried[: _WRONG_ANSWERS + 1]:
            if (app := self._changed_by(remedy)) is not None:
                self.ground.runs.begin(app, [self.fault.shown])

    @cached_property
    def remedies(self) -> tuple[OfferedRemedy, ...]:
        """The changes that are offered, in the order in which they are offered."""
        why = "With this change every run is as in the healthy app."
        text = self.kind.remedy_of(self.mutant)
        right = OfferedRemedy(text, self._mended, self._every_scenario, why, right=True)
        offered = [right, *self._refuted_remedies()]
        self._chance("order of the remedies").shuffle(offered)
        return tuple(offered)

    @property
    def _mended(self) -> ChangedApp:
        """The broken app with the file as it was: it is run anew, although nothing should be left to differ."""
        text = self.ground.sources[self.mutant.file].text
        return ChangedApp(f"{self.fault.broken.name}+mended", {self.mutant.file: text})

    @property
    def _every_scenario(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((self.fault.shown, *self.ground.scenarios)))

    @cached_property
    def _tried(self) -> tuple[TriedRemedy, ...]:
        tried = [remedy for remedy in TRIED_REMEDIES if self.mutant.kind not in remedy.too_near]
        self._chance("remedies").shuffle(tried)
        return tuple(tried)

    def _refuted_remedies(self) -> Iterator[OfferedRemedy]:
        found = 0
        for remedy in self._tried:
            if found < _WRONG_ANSWERS and (refuted := self.refuted(remedy)) is not None:
                found += 1
                yield refuted

    def _changed_by(self, remedy: TriedRemedy) -> ChangedApp | None:
        return remedy.applied_to(self.fault.broken, self.ground.sources.values())

    def refuted(self, remedy: TriedRemedy) -> OfferedRemedy | None:
        """Return a remedy that does not mend; None where it does, where it has no place, or where it cannot be run."""
        if (app := self._changed_by(remedy)) is None:
            return None
        others = (name for name in self.ground.scenarios if name != self.fault.shown)
        for names in ((self.fault.shown,), tuple(others)):
            traces = self.ground.runs.traces(app, names)
            if traces is None:
                return None
            for name, trace in traces.items():
                if not compare(trace, self.ground.healthy(name)).same:
                    return OfferedRemedy(remedy.text, app, (name,), remedy.does)
        return None


def _told(mutant: Mutant) -> str:
    return BY_NAME[mutant.kind].told_of(mutant)


def _code(line: str) -> str:
    return f"`` {line} ``" if "`" in line else f"`{line}`"
