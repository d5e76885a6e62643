"""An exercise while it is mended: the complaint, what a save has come to, hints, and the end."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text

from tracer.exercises.difference_wording import HEALTHY_APP_NAME
from tracer.trace.wording.phrases import counted
from tracer.views.markdown import inline, one_line, paragraphs, plain_line, spoken
from tracer.views.not_mended import JudgedScenario
from tracer.views.pieces import Hanging, heading
from tracer.views.terminal import Space


@dataclass(frozen=True)
class ExerciseOpening:
    """What an exercise begins with: what somebody tells who uses the app, and what to do.

    Attributes:
        title: Its title.
        number: Which exercise it is, from 1.
        of: How many there are.
        complaint: What somebody tells.
        file: Where it is mended: the file, or the folder with several.
        watched: Whether each save is judged by itself.
        name: Its name, as it is typed.
    """

    title: str
    number: int
    of: int
    complaint: str
    file: str
    watched: bool = True
    name: str = ""

    def draw(self, space: Space) -> Iterator[RenderableType]:
        """Yield the title, the complaint set apart, and what to do."""
        title = Text(self.title, style="bold reverse")
        which = Text.assemble(title, (f"  {self._which}", "quiet"))
        if which.cell_len <= space.width:
            yield which
        else:
            yield title
            yield Text(self._which, style="quiet")
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
        named = f", {self.name}" if self.name else ""
        return f"Exercise {self.number} of {self.of}{named}"

    @property
    def _how(self) -> str:
        if self.watched:
            return "Open it in your editor. Each time you save it, its login is run and judged here."
        return "Open it in your editor, save it, and judge it again."


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
