"""The exercises from easy to hard, and how the learner stands with each; what is wrong in them is not told."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.console import RenderableType
from rich.text import Text

from tracer.command_line import command_line
from tracer.quiz.exercise_progress import ListedExercise
from tracer.views.pieces import Hanging, heading
from tracer.views.terminal import Space


@dataclass(frozen=True)
class BegunExercises:
    """The exercises that were begun.

    Attributes:
        exercises: Those, from easy to hard.
        of: How many there are in all.
    """

    exercises: Sequence[ListedExercise]
    of: int

    @property
    def most_lines(self) -> int:
        """How many lines a drawing takes at most on a terminal that is not narrow, the empty one behind it included."""
        return 2 + 2 * len(self.exercises)

    def draw(self, space: Space) -> Iterator[RenderableType]:
        """Yield a line for each: a sign, its name, and how the learner stands with it."""
        yield heading(_heading(self.exercises, self.of, "Exercises"))
        names = max((cell_len(each.name) for each in self.exercises), default=0)
        for each in self.exercises:
            front = Text(f"{space.marks.yes if each.is_mended else ' '} ", "good")
            yield Hanging(front, Text.assemble((f"{each.name:<{names}}  ", "code"), each.said))

    def lines(self) -> Iterator[str]:
        """Yield a line for each."""
        yield f"{_heading(self.exercises, self.of, 'Exercises')}."
        yield from (f"  {each.name}, {each.title}: {each.said}." for each in self.exercises)


@dataclass(frozen=True)
class ExerciseList:
    """The exercises.

    Attributes:
        exercises: All of them, from easy to hard.
        most_lines: How many lines there are at most; the exercises around the one that comes next are shown then. None
            shows all.
        left_by: The key by which one leaves to open another one; "" where a command can be typed at once.
    """

    exercises: Sequence[ListedExercise]
    most_lines: int | None = None
    left_by: str = ""

    def draw(self, space: Space) -> Iterator[RenderableType]:
        """Yield a line for each: a sign, its number, its title, its name and how the learner stands with it."""
        yield heading(_heading(self.exercises, len(self.exercises)))
        digits = len(str(len(self.exercises)))
        titles = max((cell_len(each.title) for each in self.exercises), default=0)
        names = max((cell_len(each.name) for each in self.exercises), default=0)
        beside = digits + titles + names + _STANDING + _GAPS <= space.width
        command_fits = cell_len(f"{self._open}: {self._command}") <= space.width
        around = 2 if command_fits else 3
        begin, end = self._window(1 if beside else 2 if digits + titles + 4 <= space.width else 3, around)
        if begin:
            yield Text(f"{space.marks.ellipsis} {begin} before", style="quiet")
        for number, each in [*enumerate(self.exercises, 1)][begin:end]:
            mark = space.marks.yes if each.is_mended else space.marks.changed if each.here else " "
            style = "lit" if each.here else "good" if each.is_mended else ""
            front = Text.assemble((f"{mark} ", style), (f"{number:{digits}}  ", "quiet"))
            if beside:
                line = Text.assemble(front, (f"{each.title:<{titles}}  ", style), (f"{each.name:<{names}}", "code"))
                yield line.append(f"  {each.said}", "quiet") if each.said else line
            else:
                yield Hanging(front, Text(each.title, style))
                said = Text.assemble((each.name, "code"), (f"  {each.said}" if each.said else "", "quiet"))
                yield Hanging(Text(" " * front.cell_len), said)
        if end < len(self.exercises):
            yield Text(f"{space.marks.ellipsis} {len(self.exercises) - end} more", style="quiet")
        if command_fits:
            yield Text.assemble(f"{self._open}: ", (self._command, "code"))
        else:  # a command is copied as a whole
            yield Text(f"{self._open}:")
            yield Text(f"  {self._command}", "code")

    def lines(self) -> Iterator[str]:
        """Yield a line for each."""
        yield f"{_heading(self.exercises, len(self.exercises))}."
        for number, each in enumerate(self.exercises, 1):
            said = each.said or "not opened yet"
            yield f"{number}. {each.title}. Name: {each.name}; {said}{', comes next' if each.here else ''}."
        yield f"{self._open}: {self._command}"

    @property
    def _open(self) -> str:
        return (
            f"Open another one: {self.left_by} to leave, then type"
            if self.left_by
            else "Open one, for example the next"
        )

    @property
    def _command(self) -> str:
        following = next((each.name for each in self.exercises if each.here), "NAME")
        return command_line("mend", "NAME" if self.left_by else following)

    def _window(self, lines_of_each: int, around: int) -> tuple[int, int]:
        """Return the first one that is shown, and the one behind the last.

        Args:
            lines_of_each: How many lines an exercise takes.
            around: How many lines the heading and the end take.
        """
        number = len(self.exercises)
        if self.most_lines is None or number * lines_of_each + around <= self.most_lines:
            return 0, number
        room = max((self.most_lines - around - 2) // lines_of_each, 1)
        here = next((at for at, each in enumerate(self.exercises) if each.here), 0)
        begin = max(min(here - room // 3, number - room), 0)
        return begin, min(begin + room, number)


def _heading(exercises: Sequence[ListedExercise], of: int, what: str = "Mend it") -> str:
    return f"{what}: {sum(each.is_mended for each in exercises)} of {of} mended"


_STANDING = cell_len("mended, 10 hints, 10 tries")
_GAPS = 2 + 2 + 2 + 2
