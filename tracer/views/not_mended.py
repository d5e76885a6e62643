"""What is still wrong with an app that is being mended: the crash, the first difference, and the scenarios."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.console import RenderableType
from rich.text import Text

from tracer.exercises.difference_wording import HEALTHY_APP_NAME
from tracer.exercises.edit_effect import EditEffect
from tracer.trace.wording.phrases import counted, quoted, sentence
from tracer.views.pieces import Hanging
from tracer.views.terminal import Space


@dataclass(frozen=True)
class JudgedScenario:
    """A scenario by which an app is judged.

    Attributes:
        name: Its name.
        title: What is done in it.
        same: Whether it goes as in the healthy app.
    """

    name: str
    title: str
    same: bool


@dataclass(frozen=True)
class CrashedRequest:
    """What an app has raised instead of an answer.

    Attributes:
        error: What was raised, and what it says: ``KeyError: 'name'``.
        place: Where in the learner's own code; "" where that is not known.
        library: Where a library has raised it, behind that place; "" where it was raised in the place itself.
    """

    error: str
    place: str = ""
    library: str = ""

    @property
    def places(self) -> tuple[str, ...]:
        """Where it was raised: the learner's own code first."""
        if not self.library:
            return (f"at {self.place}",) if self.place else ()
        own = f"the last of your code before it: {self.place}" if self.place else "in no line of your own code"
        return own, f"raised by a library, at {self.library}"


@dataclass(frozen=True)
class NotMended:
    """What is still different from the healthy app: where first, and what an edit has changed.

    Attributes:
        scenarios: The scenarios by which the app is judged.
        refused_by: The title of the first one that goes otherwise.
        place: The step at which it differs first, and what was done there: "step 3, User submits the login form"; ""
            where that is not known.
        differences: What differs there: whose it is, or what, and how it is.
        effect: What the edit has changed; None where there was none.
        crash: What the app has raised in that scenario; None where it has answered each request.
    """

    scenarios: Sequence[JudgedScenario]
    refused_by: str
    place: str
    differences: Sequence[tuple[str, str]]
    effect: EditEffect | None = None
    crash: CrashedRequest | None = None

    def draw(self, space: Space) -> Iterator[RenderableType]:
        """Yield what the app has raised and what the edit has changed, the first difference, and the scenarios."""
        if self.crash is not None:
            yield Hanging(Text(f"{space.marks.no} ", "bad"), Text.assemble((_CRASHES, "bad"), self.crash.error))
            for number, place in enumerate(self.crash.places):
                yield Hanging(Text("    "), Text(place, "quiet" if number else "step"))
        if self.effect is not None:
            yield Hanging(Text(f"{space.marks.dot} ", "quiet"), Text(effect_in_words(self.effect)))
        yield Hanging(Text(f"{space.marks.differs} ", "changed"), Text(self._where, style="step"))
        names = max((cell_len(name) for name, _ in self.differences), default=0)
        for name, text in self.differences:
            yield Hanging(Text(f"    {name:<{names}}  ", "quiet"), Text(text))
        yield Hanging(Text(f"{space.marks.no} ", "bad"), Text.assemble(("Not mended yet. ", "bad"), self._count))
        for scenario in self.scenarios:
            sign = Text(f"  {space.marks.yes} ", "good") if scenario.same else Text(f"  {space.marks.no} ", "bad")
            remark = self._remark(scenario)
            yield Hanging(sign, Text.assemble(scenario.title, (f"  {remark}" if remark else "", "changed")))

    def lines(self) -> Iterator[str]:
        """Yield the same, a line each."""
        if self.crash is not None:
            yield f"{_CRASHES}{self.crash.error}"
            yield from (f"  {sentence(place)}" for place in self.crash.places)
        if self.effect is not None:
            yield effect_in_words(self.effect)
        yield self._where
        yield from (f"  {name}: {text}" for name, text in self.differences)
        yield f"Not mended yet. {self._count}"
        for scenario in self.scenarios:
            remark = self._remark(scenario)
            how = f"As in {HEALTHY_APP_NAME}" if scenario.same else f"Not as in {HEALTHY_APP_NAME}"
            yield f"  {how}: {scenario.title}{f', {remark}' if remark else ''}."

    @property
    def _count(self) -> str:
        same = sum(scenario.same for scenario in self.scenarios)
        verb = "goes" if same == 1 else "go"
        return f"{same} of {counted(len(self.scenarios), 'scenario')} {verb} as in {HEALTHY_APP_NAME}."

    @property
    def _where(self) -> str:
        place = f": {self.place}" if self.place else ""
        return f"The first difference, in {quoted(self.refused_by)}{place}"

    def _remark(self, scenario: JudgedScenario) -> str:
        """Return whether a scenario went otherwise before the edit."""
        was_right = self.effect.was_right.get(scenario.name) if self.effect is not None else None
        if was_right is None or was_right == scenario.same:
            return ""
        return "right since this save" if scenario.same else "was right before your edit"


@dataclass(frozen=True)
class FirstDifference:
    """The step at which a run differs, below a table that does not mark it.

    Attributes:
        place: Its number and what was done there.
    """

    place: str

    def draw(self, space: Space) -> Iterator[RenderableType]:
        """Yield the step behind the sign that marks it elsewhere."""
        yield Hanging(Text(f"{space.marks.differs} ", "changed"), Text(self._said, style="step"))

    def lines(self) -> Iterator[str]:
        """Yield the same as a line."""
        yield self._said

    @property
    def _said(self) -> str:
        return f"The first difference: {self.place}"


_CRASHES = "Your app crashes: "


def effect_in_words(effect: EditEffect) -> str:
    """Return what an edit has changed, in a sentence or two."""
    since = "Since your last save" if effect.was_run else "Since your last save that could be run"
    if effect.is_nothing:
        return f"{since}: nothing in the runs has changed."
    shown = f" Shown before: {quoted(effect.shown_before)}; now another scenario." if effect.shown_before else ""
    if not effect.first_change:
        return f"{since}: this run is the same; another one has changed.{shown}"
    return f"{since}, first: {sentence(effect.first_change, capital=False)}{shown}"
