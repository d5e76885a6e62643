"""What only a lesson on a fault shows: what somebody tells, and the heading above what is behind it."""

from collections.abc import Iterator
from dataclasses import dataclass

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from tracer.lessons.hunt import SOLUTION
from tracer.views.markdown import paragraphs, spoken
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
