"""What a learner has answered, lesson by lesson."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rich import box
from rich.console import RenderableType
from rich.table import Table as Grid
from rich.text import Text

from tracer.command_line import command_line
from tracer.quiz.progress_store import LessonProgress
from tracer.trace.wording.phrases import counted
from tracer.views.pieces import heading
from tracer.views.terminal import Space

_LESS: Mapping[str, int] = {"Answers": 66, "Last": 80, "Hints": 92, "Time": 92}
"""The columns that need a terminal of so many columns, or they would be cut off."""


@dataclass(frozen=True)
class ProgressTable:
    """How a learner stands with each lesson.

    Attributes:
        lessons: How the learner stands with each lesson that has an answer, in the order of the course.
        titles: The titles of these lessons.
        outdated: How many answers count no more, because their questions have changed.
    """

    lessons: Mapping[str, LessonProgress]
    titles: Mapping[str, str]
    outdated: int

    @property
    def most_lines(self) -> int:
        """How many lines a drawing takes at most, the empty one behind it included, where it is a table."""
        return 1 + (len(self.lessons) + 4 if self.lessons else 1) + bool(self.outdated) + 1

    def draw(self, space: Space) -> Iterator[RenderableType]:
        """Yield a table with a row for each lesson; stacked lines where it is too narrow."""
        yield heading("Progress")
        if not self.lessons:
            yield Text(_nothing())
        elif space.narrow:
            for name, progress in self.lessons.items():
                mark = f"{space.marks.yes} " if progress.done else ""
                yield Text(f"{mark}{name}", style="good" if progress.done else "step")
                yield Text(f"  {_said(progress)}")
        else:
            yield self._grid(space)
        if self.outdated:
            yield Text(self._outdated(), style="quiet")

    def lines(self) -> Iterator[str]:
        """Yield a line for each lesson."""
        yield "Progress."
        if not self.lessons:
            yield _nothing()
        for name, progress in self.lessons.items():
            done = "all right" if progress.done else "not all right yet"
            yield f"  {name}, {self.titles[name]}: {done}; {_said(progress)}."
        if self.outdated:
            yield self._outdated()

    def _outdated(self) -> str:
        answers = counted(self.outdated, "earlier answer")
        return f"{answers} {'counts' if self.outdated == 1 else 'count'} no more, for the questions have changed."

    def _grid(self, space: Space) -> Grid:
        shown = [name for name in _COLUMNS if space.width >= _LESS.get(name, 0)]
        grid = Grid(box=box.ROUNDED, header_style="heading", padding=(0, 1))
        grid.add_column("")
        grid.add_column("Lesson", style="code", min_width=16, overflow="fold")
        for name in shown:
            grid.add_column(name, justify="left" if name == "Last" else "right", no_wrap=True)
        for name, progress in self.lessons.items():
            # Only that all is right is marked: the marks of the course map above say something else.
            mark = Text(space.marks.yes if progress.done else "", style="good")
            cells = _cells(progress)
            grid.add_row(mark, name, *(cells[column] for column in shown))
        return grid


_COLUMNS = ("Right", "At first", "Answers", "Hints", "Time", "Last")


def _cells(progress: LessonProgress) -> dict[str, str]:
    return {
        "Right": f"{progress.right} of {progress.questions}",
        "At first": str(progress.right_at_first),
        "Answers": str(progress.attempts),
        "Hints": str(progress.hints),
        "Time": _time(progress.seconds),
        "Last": progress.last[:10],
    }


def _nothing() -> str:
    return f"Nothing is answered yet. Begin with: {command_line('next')}"


def _said(progress: LessonProgress) -> str:
    right = f"{progress.right} of {counted(progress.questions, 'question')} right, {progress.right_at_first} at first"
    took = f"{counted(progress.attempts, 'answer')}, {counted(progress.hints, 'hint')}, {_time(progress.seconds)}"
    return f"{right}; {took}"


def _time(seconds: float) -> str:
    """Return a length of time as people say it."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
