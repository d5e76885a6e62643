"""The list of the lessons, each with its scenarios."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from rich.console import RenderableType
from rich.table import Table as Grid
from rich.text import Text

from tracer.lessons.library import LessonOutline
from tracer.quiz.progress_store import LessonProgress
from tracer.trace.wording.phrases import counted
from tracer.views.terminal import Hanging, Space, heading


@dataclass(frozen=True)
class CourseList:
    """The lessons.

    Attributes:
        outlines: The lessons.
        done: How the learner stands with those that have an answer.
    """

    outlines: Sequence[LessonOutline]
    done: Mapping[str, LessonProgress] = field(default_factory=dict)

    def draw(self, space: Space) -> Iterator[RenderableType]:
        """Yield each lesson with its scenarios below it."""
        yield heading("Lessons, and the scenarios to run")
        for outline in self.outlines:
            title = Text(outline.title)
            title.append(_minutes(outline, "  "), "quiet")
            if (progress := self.done.get(outline.name)) is not None:
                mark = f"{space.marks.yes} " if progress.done else ""
                title.append(f"  {mark}{_said(progress)}", "good" if progress.done else "")
            yield Hanging(Text(f"{outline.name}  ", "lit"), title)
            yield _scenarios(outline, space)
        yield Text.assemble("Run one: ", ("python -m tracer run-scenario NAME", "code"))

    def lines(self) -> Iterator[str]:
        """Yield each lesson and each scenario as a line."""
        for number, outline in enumerate(self.outlines, start=1):
            progress = self.done.get(outline.name)
            kept = f", {_said(progress)}" if progress is not None else ""
            yield f"Lesson {number}, {outline.name}: {outline.title}{_minutes(outline, ', ')}{kept}."
            for name, title in outline.scenarios.items():
                yield f"  Scenario {name}: {title}."
        yield "Run one: python -m tracer run-scenario NAME"


def _said(progress: LessonProgress) -> str:
    return "done" if progress.done else f"{progress.right} of {progress.questions} questions right"


def _minutes(outline: LessonOutline, before: str) -> str:
    return f"{before}{counted(outline.minutes, 'minute')}" if outline.minutes else ""


def _scenarios(outline: LessonOutline, space: Space) -> Grid:
    grid = Grid.grid(padding=(0, 1))
    grid.add_column(no_wrap=not space.narrow, style="code")
    grid.add_column()
    for name, title in outline.scenarios.items():
        grid.add_row(f"  {space.marks.onward} {name}", title)
    return grid
