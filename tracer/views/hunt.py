"""What only a hunt for a fault shows: what somebody tells, the changed line, and what comes next."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from tracer.lessons.hunt import SOLUTION
from tracer.views.markdown import inline, paragraphs, plain_line, spoken
from tracer.views.pieces import Hanging, heading
from tracer.views.suggested_commands import SuggestedCommands
from tracer.views.terminal import Space


@dataclass(frozen=True)
class Symptom:
    """What somebody tells whose app behaves like this."""

    text: str

    def draw(self, space: Space) -> Iterator[RenderableType]:  # noqa: ARG002 # the form of every view
        """Yield it set apart from what is said around it."""
        yield Padding(Group(*paragraphs(self.text)), (1, 4))

    def lines(self) -> Iterator[str]:
        """Yield it as one line."""
        yield f"What somebody tells: {' '.join(spoken(self.text))}"


@dataclass(frozen=True)
class Solution:
    """The heading above all that tells what is behind a symptom.

    Attributes:
        words: What is said below it; nothing where all that it stands above follows at once.
    """

    words: str = ""

    def draw(self, space: Space) -> Iterator[RenderableType]:  # noqa: ARG002 # the form of every view
        """Yield the heading."""
        yield Text(SOLUTION, style="bold reverse")
        if self.words:
            yield from paragraphs(self.words)

    def lines(self) -> Iterator[str]:
        """Yield the heading as a line."""
        yield f"{SOLUTION}."
        if self.words:
            yield from spoken(self.words)


@dataclass(frozen=True)
class WaitsForGuess:
    """Where the solution would stand: how the learner guesses.

    Attributes:
        command: The command that asks.
    """

    command: str

    def draw(self, space: Space) -> Iterator[RenderableType]:  # noqa: ARG002 # the form of every view
        """Yield one line."""
        yield Text.assemble("What is behind it? Code and flow wait for your guess: ", (self.command, "code"))

    def lines(self) -> Iterator[str]:
        """Yield one line."""
        yield f"What is behind it? Code and flow wait for your guess: {self.command}"


@dataclass(frozen=True)
class HuntTitle:
    """Which fault is hunted, and in which app.

    Attributes:
        title: The title of the hunt.
        app: The app, in words.
    """

    title: str
    app: str

    def draw(self, space: Space) -> Iterator[RenderableType]:  # noqa: ARG002 # the form of every view
        """Yield the title, and below it what was done to the app."""
        yield heading(self.title)
        yield from paragraphs(self._done)

    def lines(self) -> Iterator[str]:
        """Yield the title, and below it what was done to the app."""
        yield f"{self.title}."
        yield from spoken(self._done)

    @property
    def _done(self) -> str:
        return f"One change was made in the code of the login of {self.app}. No file was touched."


@dataclass(frozen=True)
class ChangedLine:
    """The line that is behind it: as the healthy app has it, and as it was changed.

    Attributes:
        place: The file and the number of the line.
        before: How it reads in the healthy app.
        now: How it reads in the broken one; empty where nothing is left of it.
        told: What is wrong, in Markdown.
    """

    place: str
    before: str
    now: str
    told: str

    def draw(self, space: Space) -> Iterator[RenderableType]:
        """Yield the place, both forms of the line, one below the other, and what is wrong."""
        yield Text(self.place, style="quiet", overflow="fold")
        looks = ((space.marks.yes, "good"), (space.marks.no, "bad"))
        for (mark, style), (what, text) in zip(looks, self._forms, strict=True):
            yield Hanging(Text(f"{mark} {what + ':':<9}", style), Text(text, "code"))
        yield inline(self.told)

    def lines(self) -> Iterator[str]:
        """Yield the place, both forms of the line, and what is wrong."""
        yield f"The line is {self.place}."
        yield from (f"  In the {what} app: {text}" for what, text in self._forms)
        yield plain_line(self.told)

    @property
    def _forms(self) -> tuple[tuple[str, str], tuple[str, str]]:
        return ("healthy", self.before), ("broken", self.now or "(nothing)")


@dataclass(frozen=True)
class HuntEnd:
    """The end of a hunt: how it went, what the fault means for people, and what one can do now.

    Attributes:
        found: How it went, in sentences.
        harm: What the fault means.
        following: What to do next, each with its command.
    """

    found: str
    harm: str
    following: Sequence[tuple[str, str]]

    def draw(self, space: Space) -> Iterator[RenderableType]:
        """Yield how it went, what it means, and the commands."""
        yield Text(self.found, style="bold")
        yield inline(f"What it means for people: {self.harm}")
        yield from SuggestedCommands(self.following).draw(space)

    def lines(self) -> Iterator[str]:
        """Yield how it went, what it means, and the commands."""
        yield self.found
        yield plain_line(f"What it means for people: {self.harm}")
        yield from SuggestedCommands(self.following).lines()
