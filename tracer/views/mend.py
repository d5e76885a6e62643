"""An exercise while it is mended: the complaint, what a save has come to, hints, and the end."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text

from tracer.exercises.edit_effect import EditEffect
from tracer.trace.wording.phrases import counted, listed, quoted, sentence
from tracer.views.markdown import inline, one_line, paragraphs, plain_line, spoken
from tracer.views.pieces import Hanging, heading
from tracer.views.terminal import Space

YOUR_APP = "your app"
HEALTHY_APP_NAME = "the healthy app"
"""How the two apps are called that are compared."""


@dataclass(frozen=True)
class ExerciseOpening:
    """What an exercise begins with: what somebody tells who uses the app, and what to do.

    Attributes:
        title: Its title.
        number: Which exercise it is, from 1.
        of: How many there are.
        complaint: What somebody tells.
        file: The file to mend, as it is typed in a shell.
        watched: Whether each save is judged by itself.
    """

    title: str
    number: int
    of: int
    complaint: str
    file: str
    watched: bool = True

    def draw(self, space: Space) -> Iterator[RenderableType]:
        """Yield the title, the complaint set apart, and what to do."""
        title = Text(self.title, style="bold reverse")
        which = Text.assemble(title, (f"  {self._which}", "quiet"))
        yield which if which.cell_len <= space.width else title
        yield Padding(inline(one_line(self.complaint)), (1, 4))
        yield Hanging(
            Text(f"{space.marks.changed} ", "lit"),
            Text.assemble("Find what is wrong, and mend it in ", (self.file, "code")),
        )
        yield Hanging(Text("  "), Text(self._how, style="quiet"))

    def lines(self) -> Iterator[str]:
        """Yield the same, a line each."""
        yield f"{self._which}: {self.title}."
        yield f"What somebody tells: {plain_line(self.complaint)}"
        yield f"Find what is wrong, and mend it in {self.file}"
        yield self._how

    @property
    def _which(self) -> str:
        return f"Exercise {self.number} of {self.of}"

    @property
    def _how(self) -> str:
        if self.watched:
            return "Open it in your editor. Each time you save it, its login is run and judged here."
        return "Open it in your editor, save it, and judge it again."


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
class NotMended:
    """What is still different from the healthy app: where first, and what an edit has changed.

    Attributes:
        scenarios: The scenarios by which the app is judged.
        refused_by: The title of the first one that goes otherwise.
        place: What was done there: "User submits the login form"; "" where that is not known.
        differences: What differs there: whose it is, or what, and how it is.
        effect: What the edit has changed; None where there was none.
    """

    scenarios: Sequence[JudgedScenario]
    refused_by: str
    place: str
    differences: Sequence[tuple[str, str]]
    effect: EditEffect | None = None

    def draw(self, space: Space) -> Iterator[RenderableType]:
        """Yield what the edit has changed, the verdict, and the first difference."""
        if self.effect is not None:
            yield Hanging(Text(f"{space.marks.dot} ", "quiet"), Text(effect_in_words(self.effect)))
        yield Hanging(Text(f"{space.marks.no} ", "bad"), Text.assemble(("Not mended yet. ", "bad"), self._count))
        yield Hanging(Text(f"{space.marks.differs} ", "changed"), Text(self._where, style="step"))
        names = max((cell_len(name) for name, _ in self.differences), default=0)
        for name, text in self.differences:
            yield Hanging(Text(f"    {name:<{names}}  ", "quiet"), Text(text))

    def lines(self) -> Iterator[str]:
        """Yield the same, a line each."""
        if self.effect is not None:
            yield effect_in_words(self.effect)
        yield f"Not mended yet. {self._count}"
        yield self._where
        yield from (f"  {name}: {text}" for name, text in self.differences)

    @property
    def _count(self) -> str:
        same = sum(scenario.same for scenario in self.scenarios)
        verb = "goes" if same == 1 else "go"
        return f"{same} of {counted(len(self.scenarios), 'scenario')} {verb} as in {HEALTHY_APP_NAME}."

    @property
    def _where(self) -> str:
        place = f": {self.place}" if self.place else ""
        return f"The first difference, in {quoted(self.refused_by)}{place}"


def effect_in_words(effect: EditEffect) -> str:
    """Return what an edit has changed, as a sentence."""
    since = "Since your last save" if effect.was_run else "Since your last save that could be run"
    if effect.is_nothing:
        return f"{since}: nothing in the runs has changed."
    elsewhere = listed([*map(quoted, effect.elsewhere)]) if effect.elsewhere else ""
    if not effect.changes:
        return f"{since}: this run is the same; what changed is {elsewhere}."
    also = f" It changed {elsewhere}, too." if elsewhere else ""
    return f"{since}: {sentence('; '.join(effect.changes), capital=False)}{also}"


@dataclass(frozen=True)
class CannotJudge:
    """Why the app could not be run: a mistake in the code, or a process that did not come to its end.

    Attributes:
        what: What is wrong, as a sentence.
        file: The file in which it is; None where that is not known.
        line: The line of that file, from 1; None where that is not known.
        text: What stands there; "" where that is not known.
    """

    what: str
    file: str | None = None
    line: int | None = None
    text: str = ""

    def draw(self, space: Space) -> Iterator[RenderableType]:
        """Yield what is wrong, and where."""
        yield Hanging(
            Text(f"{space.marks.no} ", "bad"), Text.assemble(("Your app cannot be judged. ", "bad"), self.what)
        )
        if self._where:
            yield Text(f"  {self._where}", style="step", overflow="fold")
        if self.text:
            number = f"{self.line} " if self.line else ""
            yield Hanging(Text(f"    {number}", "quiet"), Text(self.text, "code"))

    def lines(self) -> Iterator[str]:
        """Yield the same, a line each."""
        yield f"Your app cannot be judged. {self.what}"
        if self._where:
            yield f"  {self._where}{f': {self.text.strip()}' if self.text else ''}"

    @property
    def _where(self) -> str:
        if self.file is None:
            return ""
        return f"{self.file}, line {self.line}" if self.line else self.file


@dataclass(frozen=True)
class HintsSoFar:
    """The hints that were taken, the last one of them in the light.

    Attributes:
        hints: Their texts.
        of: How many there are, the finding not counted.
    """

    hints: Sequence[str]
    of: int

    def draw(self, space: Space) -> Iterator[RenderableType]:
        """Yield each hint behind its number."""
        yield heading(f"Hint {len(self.hints)} of {self.of}")
        for number, hint in enumerate(self.hints, 1):
            last = number == len(self.hints)
            front = Text(f"{space.marks.changed if last else ' '} {number} ", "lit" if last else "quiet")
            yield Hanging(front, inline(one_line(hint), style="" if last else "quiet"))

    def lines(self) -> Iterator[str]:
        """Yield the last hint, after those before it."""
        for number, hint in enumerate(self.hints, 1):
            yield f"Hint {number} of {self.of}: {plain_line(hint)}"


@dataclass(frozen=True)
class Mended:
    """That the app is mended, and what was wrong with it.

    Attributes:
        scenarios: The scenarios by which the app was judged.
        explanation: What was wrong.
        hints: How many hints were taken.
    """

    scenarios: Sequence[JudgedScenario]
    explanation: str
    hints: int

    def draw(self, space: Space) -> Iterator[RenderableType]:
        """Yield the verdict, the scenarios, and the explanation."""
        yield Hanging(Text(f"{space.marks.yes} ", "good"), Text.assemble(("Mended. ", "good"), self._said))
        for scenario in self.scenarios:
            yield Hanging(Text(f"  {space.marks.yes} ", "good"), Text(scenario.title))
        yield heading("What was wrong")
        yield from paragraphs(self.explanation)

    def lines(self) -> Iterator[str]:
        """Yield the same, a line each."""
        yield f"Mended. {self._said}"
        for scenario in self.scenarios:
            yield f"  As in {HEALTHY_APP_NAME}: {scenario.title}."
        yield "What was wrong:"
        yield from spoken(self.explanation)

    @property
    def _said(self) -> str:
        taken = f", with {counted(self.hints, 'hint')}" if self.hints else ""
        return f"Every scenario goes as in {HEALTHY_APP_NAME}{taken}."
