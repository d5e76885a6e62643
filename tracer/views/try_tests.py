"""What trying somebody's tests has shown, and how far it is."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from rich.console import RenderableType
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
from rich.text import Text

from tracer.test_suites.missing_tests import WrittenTests
from tracer.test_suites.result import SuiteResult, told_of_notice
from tracer.test_suites.trial import MutantTrial
from tracer.trace.wording.phrases import counted, sentence
from tracer.views.pieces import Hanging, heading
from tracer.views.terminal import Space, Terminal
from tracer.views.waiting_line import TerminalProgress


@dataclass(frozen=True)
class TrialReport:
    """The mutants that survived, with what they would mean for users; those that were noticed; the summary."""

    result: SuiteResult

    def draw(self, space: Space) -> Iterator[RenderableType]:
        """Yield the survivors in full, and of the others who noticed them."""
        result = self.result
        if result.survivors:
            yield heading("No test notices")
            for trial in result.survivors:
                yield from self._drawn_survivor(trial, space)
            yield Text()
        if result.noticed:
            yield heading("A test notices")
            for trial in result.noticed:
                yield self._drawn(trial, space.marks.yes, "good")
                yield Hanging(Text("    "), Text(told_of_notice(trial), style="quiet"))
            yield Text()
        for note in _notes(result):
            yield Hanging(Text(f"{space.marks.dot} ", style="quiet"), Text(note, style="quiet"))
        all_noticed = not result.survivors and not result.stopped
        mark = space.marks.yes if all_noticed else space.marks.no
        yield Text(f"{mark} {result.summary}", style="good" if all_noticed else "bad")

    def _drawn_survivor(self, trial: MutantTrial, space: Space) -> Iterator[RenderableType]:
        yield self._drawn(trial, space.marks.no, "bad")
        yield Hanging(Text("    "), Text(trial.kind.told_of(trial.mutant)))
        yield Hanging(Text(f"    {space.marks.onward} "), Text(f"For users: {trial.kind.harm}"))
        yield Hanging(Text("    "), Text(sentence(told_of_notice(trial)), style="quiet"))

    def _drawn(self, trial: MutantTrial, mark: str, style: str) -> RenderableType:
        told = Text.assemble(
            (self.result.place(trial), "step"), f"  {trial.mutant.kind}: ", (trial.mutant.subject, "code")
        )
        return Hanging(Text(f"  {mark} ", style=style), told)

    def lines(self) -> Iterator[str]:
        """Yield one line a mutant."""
        for trial in self.result.survivors:
            yield f"Survived: {self._told(trial)} For users: {trial.kind.harm} {sentence(told_of_notice(trial))}"
        for trial in self.result.noticed:
            yield f"Noticed: {self._told(trial)} {told_of_notice(trial)}."
        yield from _notes(self.result)
        yield self.result.summary

    def _told(self, trial: MutantTrial) -> str:
        mutant = trial.mutant
        return f"{self.result.place(trial)}: {mutant.kind}, {mutant.subject}: {trial.kind.told_of(mutant)}"


def _notes(result: SuiteResult) -> Iterator[str]:
    depending = sum(trial.depends for trial in result.trials)
    if depending:
        yield (
            f"Some of your tests pass only together with others, so for {counted(depending, 'mutant')} all of "
            "them were run in their own order, which takes longer."
        )
    if result.memory is None:
        yield "This system does not limit the memory that a mutant may use; only its time was limited."
    if result.stopped:
        yield f"Stopped: {counted(result.mutants - len(result.trials), 'mutant')} not tried."


@dataclass(frozen=True)
class WrittenReport:
    """The tests that were written, and why there is none for the other survivors."""

    result: SuiteResult

    def draw(self, space: Space) -> Iterator[RenderableType]:
        """Yield the summary, and the survivors for which there is no test."""
        written = self.result.written
        if written is None:
            return
        yield heading("The tests that were missing")
        mark = space.marks.yes if written.tests else space.marks.no
        yield Hanging(Text(f"{mark} ", style="good" if written.tests else "bad"), Text(_told_of_file(written)))
        for trial in self.result.survivors:
            if (why := written.left_out.get(trial.mutant)) is not None:
                yield Hanging(Text(f"  {space.marks.no} ", style="bad"), Text(f"{self.result.name(trial)}: {why}"))

    def lines(self) -> Iterator[str]:
        """Yield a line for each survivor."""
        written = self.result.written
        if written is None:
            return
        for trial in self.result.survivors:
            if (test := written.tests.get(trial.mutant)) is not None:
                yield f"Written: {test} notices {self.result.name(trial)}."
            elif (why := written.left_out.get(trial.mutant)) is not None:
                yield f"Not written: {self.result.name(trial)}: {why}."
        yield _told_of_file(written)


def _told_of_file(written: WrittenTests) -> str:
    if written.file is None:
        return "No test could be proven, so no file was written."
    tests = len({*written.tests.values()})
    return (
        f"{written.file}: {counted(tests, 'test')}, which pass on your app and notice "
        f"{len(written.tests)} of the {len(written.tests) + len(written.left_out)} survivors."
    )


class TrialProgress(AbstractContextManager["TrialProgress"]):
    """How far it is, told to a person at a terminal: a bar on the standard error, or lines where that is read aloud.

    Args:
        terminal: The terminal.
    """

    def __init__(self, terminal: Terminal) -> None:
        self._terminal = terminal
        self._progress = TerminalProgress(terminal, TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        self._told = "The tests on the app as it is"
        self._total = self._done = 0
        self._task = self._progress.add_task(self._told, total=None)

    def __enter__(self) -> Self:
        self._progress.start()
        self._tell()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._progress.stop()

    def begin(self, what: str, total: int) -> None:
        """Begin to count something."""
        self._told, self._total, self._done = what, total, 0
        self._progress.update(self._task, description=what, total=total, completed=0)
        self._tell()

    def advance(self) -> None:
        """Count one more."""
        self._done += 1
        self._progress.advance(self._task)
        if self._done % _LINE_AFTER == 0:
            self._tell()

    def _tell(self) -> None:
        if self._terminal.tells_progress:
            counted_so_far = f": {self._done} of {self._total}" if self._total > 1 else ""
            self._terminal.tell(f"{self._told}{counted_so_far}.")


_LINE_AFTER = 5
"""After so many mutants a person who sees no bar is told how far it is."""
