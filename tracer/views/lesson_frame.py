"""What stands around the ways of a lesson: which lesson it is, which way, and what comes at the end."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.console import RenderableType
from rich.text import Text

from tracer.lessons.library import LessonOutline
from tracer.lessons.schema import Lesson
from tracer.lessons.syllabus import you_can_now
from tracer.trace.wording.phrases import counted
from tracer.views.markdown import inline, plain_line
from tracer.views.pieces import Hanging, heading
from tracer.views.suggested_commands import SuggestedCommands
from tracer.views.terminal import Space

_MEND_SUCH_A_FAULT = "Mend such a fault yourself, in your own editor"
"""What is said of the exercise that belongs to a lesson."""


@dataclass(frozen=True)
class LessonNumber:
    """Which lesson of the path it is.

    Attributes:
        number: Which one it is.
        of: How many there are.
        part: Which part of what it stands above is shown.
        parts: In how many parts that is shown.
    """

    number: int
    of: int
    part: int = 1
    parts: int = 1

    def draw(self, space: Space) -> Iterator[RenderableType]:  # noqa: ARG002 # the form of every view
        """Yield one line."""
        yield Text(self._said, style="quiet")

    def lines(self) -> Iterator[str]:
        """Yield one line."""
        yield f"{self._said}."

    @property
    def _said(self) -> str:
        return f"Lesson {self.number} of {self.of}{_which_part(self.part, self.parts)}"


def _which_part(part: int, parts: int) -> str:
    return f", part {part} of {parts}" if parts > 1 else ""


@dataclass(frozen=True)
class WayHeading:
    """Which way of taking the lesson begins.

    Attributes:
        number: Which one it is.
        of: How many the lesson has.
        name: Its name.
        meaning: What it shows; that is said above the first part only.
        part: Which part of it is shown.
        parts: In how many parts it is shown.
    """

    number: int
    of: int
    name: str
    meaning: str
    part: int = 1
    parts: int = 1

    def draw(self, space: Space) -> Iterator[RenderableType]:  # noqa: ARG002 # the form of every view
        """Yield one line."""
        which = f"Way {self.number} of {self.of}: {self.name}{_which_part(self.part, self.parts)}"
        yield Text.assemble((which, "bold reverse"), f"  {self.meaning}" if self.part == 1 else "")

    def lines(self) -> Iterator[str]:
        """Yield one line."""
        which = f"Way {self.number} of {self.of}, {self.name}{_which_part(self.part, self.parts)}"
        yield f"{which}: {self.meaning}." if self.part == 1 else f"{which}."


@dataclass(frozen=True)
class Remarks:
    """What has to be said of a screen before what it shows.

    Attributes:
        sentences: Each a line.
    """

    sentences: Sequence[str]

    def draw(self, space: Space) -> Iterator[RenderableType]:  # noqa: ARG002 # the form of every view
        """Yield each sentence."""
        yield from (Text(sentence) for sentence in self.sentences)

    def lines(self) -> Iterator[str]:
        """Yield each sentence."""
        yield from self.sentences


@dataclass(frozen=True)
class LessonEnd:
    """The end of a lesson: what one can do now, what one can click, and what comes next.

    Attributes:
        lesson: The lesson.
        following: The next lesson; None at the end of the path.
        number: Which one that is.
        of: How many lessons there are.
        onward: The command that goes on with it, or at the end of the path the one that shows the map.
        watched: The command that serves the app of the lesson; None where it cannot be served.
        still_open: How many of its questions the learner has not answered right.
        answering: The command that asks them.
        mending: The command that opens the exercise on the fault of the lesson; None where there is none.
    """

    lesson: Lesson
    following: LessonOutline | None
    number: int
    of: int
    onward: str
    watched: str | None
    still_open: int = 0
    answering: str = ""
    mending: str | None = None

    def draw(self, space: Space) -> Iterator[RenderableType]:
        """Yield what one can do now, and the commands."""
        yield heading("The end of this lesson")
        if (told := you_can_now(self.lesson.summary)) is not None:
            yield Hanging(Text(f"{space.marks.yes} ", "good"), inline(told))
        yield from SuggestedCommands([*self._commands()]).draw(space)

    def lines(self) -> Iterator[str]:
        """Yield what one can do now, and the commands."""
        yield "The end of this lesson."
        if (told := you_can_now(self.lesson.summary)) is not None:
            yield plain_line(told)
        yield from SuggestedCommands([*self._commands()]).lines()

    def _commands(self) -> Iterator[tuple[str, str]]:
        if self.still_open:
            verb = "is" if self.still_open == 1 else "are"
            yield f"{counted(self.still_open, 'question')} of it {verb} not answered right yet", self.answering
        if self.watched is not None:
            yield "Click through its app yourself, and watch what happens", self.watched
        if self.mending is not None:
            yield _MEND_SUCH_A_FAULT, self.mending
        if self.following is None:
            yield "This was the last lesson. The whole course", self.onward
            return
        minutes = f", {counted(self.following.minutes, 'minute')}" if self.following.minutes else ""
        yield f"Go on with lesson {self.number} of {self.of}, “{self.following.title}”{minutes}", self.onward
