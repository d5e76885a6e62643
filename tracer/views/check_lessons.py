"""What the check of the lessons found."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from rich.console import RenderableType
from rich.table import Table as Grid
from rich.text import Text

from tracer.authoring.check import Problem, Report
from tracer.trace.wording.phrases import counted, sentence
from tracer.views.pieces import heading
from tracer.views.terminal import Space


@dataclass(frozen=True)
class CheckReport:
    """The problems, file by file, and how much was checked."""

    report: Report

    def draw(self, space: Space) -> Iterator[RenderableType]:
        """Yield each problem below the name of its file: where, what, and what to do."""
        for file, problems in groupby(self._by_file(), key=lambda problem: problem.file):
            yield heading(file or "All lessons together")
            for problem in problems:
                yield _drawn(problem, space)
        for lesson in self.report.left_out:
            yield Text(f"{space.marks.dot} {lesson}", style="quiet")
        for held in self.report.held_against:
            yield Text(f"{space.marks.dot} {held}", style="quiet")
        good = self.report.passed
        mark = space.marks.yes if good else space.marks.no
        yield Text(f"{mark} {_summary(self.report)}", style="good" if good else "bad")

    def lines(self) -> Iterator[str]:
        """Yield one line per problem, with its file in front."""
        yield from map(str, self._by_file())
        yield from map(str, self.report.left_out)
        yield from map(str, self.report.held_against)
        yield _summary(self.report)

    def _by_file(self) -> list[Problem]:
        """Return problems and warnings, those of one file together; what belongs to no file comes last."""
        found = [*self.report.problems, *self.report.warnings]
        return sorted(found, key=lambda problem: (not problem.file, problem.file))


def _drawn(problem: Problem, space: Space) -> Grid:
    """Return a problem with its remedy below it."""
    grid = Grid.grid(padding=(0, 1))
    grid.add_column(style="quiet" if problem.is_warning else "bad", no_wrap=True)
    grid.add_column(overflow="fold")
    line = f"line {problem.line}" if problem.line else ""
    where = ", ".join(part for part in (line, problem.place) if part)
    said = Text("Warning: " if problem.is_warning else "", style="step")
    said.append(f"{where}: " if where else "")
    grid.add_row(
        f"  {space.marks.dot if problem.is_warning else space.marks.no}",
        said.append(sentence(problem.message, capital=False), style="not bold"),
    )
    grid.add_row("", Text(f"{space.marks.onward} {problem.remedy}", style="quiet"))
    return grid


def _summary(report: Report) -> str:
    checked = (
        f"{counted(report.lessons, 'lesson')}, {counted(report.questions, 'question')}, "
        f"{counted(report.answers, 'answer')} checked against {counted(report.scenarios, 'recorded run')}"
    )
    if report.left_out:
        checked += f", {counted(len(report.left_out), 'lesson')} left out"
    if report.warnings:
        checked += f", {counted(len(report.warnings), 'warning')}"
    if report.passed:
        return f"{checked}: everything is true."
    if not report.problems:
        return f"{checked}: nothing was checked."
    files = len({problem.file for problem in report.problems})
    return f"{checked}: {counted(len(report.problems), 'problem')} in {counted(files, 'file')}."
