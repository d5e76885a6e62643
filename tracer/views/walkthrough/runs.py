"""The runs that a walkthrough shows: performed when they are wanted, or saved before."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock

from tracer.command_line import command_line
from tracer.errors import ClaimError, LessonError, UsageError
from tracer.lessons.schema import Lesson, Question
from tracer.lessons.step_references import with_steps
from tracer.quiz.prompt import pose
from tracer.quiz.question_kinds.posed_question import PosedQuestion
from tracer.trace.events import Trace
from tracer.trace.table import Table
from tracer.views.walkthrough.slide import ShownRun

Perform = Callable[[str | None], Trace]
"""Gives the run of a scenario by its name; None asks for the one that the lesson shows."""


@dataclass
class Runs:
    """The runs of one lesson, each performed at most once, one after the other.

    Attributes:
        lesson: The lesson; None for a run that belongs to none.
        perform: Gives a run; it may take a while.
        others: The scenarios that can be put beside the one that is shown, with their titles.
        shown: The scenario that is shown; None for the lesson's own.
    """

    lesson: Lesson | None
    perform: Perform
    others: Mapping[str, str] = field(default_factory=dict)
    shown: str | None = None
    _shows: dict[str | None, ShownRun] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    @property
    def title(self) -> str:
        """What is shown, as far as it is known before the run."""
        if self.lesson is None:
            return "A recorded run"
        if self.shown is not None and self.shown in self.lesson.scenarios:
            return f"{self.lesson.title}: {self.lesson.scenarios[self.shown].title}"
        return self.lesson.title

    @property
    def name(self) -> str:
        """The name of the run that is shown, known before it has ended."""
        if self.shown is not None:
            return self.shown
        return self.lesson.main_scenario.name if self.lesson else self.trace(None).name

    def main(self) -> ShownRun:
        """Return the run that is shown. Raises as ``show`` does."""
        return self.show(self.shown)

    def show(self, name: str | None = None) -> ShownRun:
        """Return the run of a scenario.

        Raises:
            TracerError: It cannot be performed, or was not saved.
        """
        with self._lock:
            if name not in self._shows:
                self._shows[name] = ShownRun(self.perform(name), self.lesson)
            return self._shows[name]

    def trace(self, name: str | None) -> Trace:
        """Return the trace of a scenario. Raises as ``show`` does."""
        return self.show(name).trace

    def posed(self, question: Question) -> PosedQuestion:
        """Return a question of the lesson as it is put, proven by the runs that it speaks of.

        Raises:
            TracerError: It cannot be asked here.
        """

        def tables(name: str | None) -> Table:
            return self.show(name or question.scenario).table

        return pose(question, self.trace, lambda text: with_steps(text, tables))

    def questions(self) -> tuple[list[tuple[Question, PosedQuestion]], list[str]]:
        """Return the questions of the lesson that can be asked, and why the others cannot."""
        asked: list[tuple[Question, PosedQuestion]] = []
        problems: list[str] = []
        for question in self.lesson.questions if self.lesson else ():
            try:
                asked.append((question, self.posed(question)))
            except (ClaimError, LessonError, UsageError) as error:
                problems.append(f"{question.id}: {error}")
        return asked, problems

    def seen(self) -> Mapping[str | None, ShownRun]:
        """Return the runs that were performed so far."""
        return dict(self._shows)


def saved_runs(traces: Sequence[Trace], lesson: Lesson | None) -> Runs:
    """Return saved runs; none is ever performed.

    Args:
        traces: The runs. The first one is shown, the others can stand beside it.
        lesson: The lesson to which the first one belongs.
    """
    by_name = {trace.name: trace for trace in reversed(traces)}
    shown = traces[0].name
    main = lesson.main_scenario.name if lesson else shown

    def find(name: str | None) -> Trace:
        wanted = name or main
        if wanted not in by_name:
            raise UsageError(
                f'the run "{wanted}" was not saved. Save it before the lesson: '
                f"{command_line('run-scenario', wanted, '--save', f'{wanted}.json')}, and add --replay {wanted}.json."
            )
        return by_name[wanted]

    others = {trace.name: trace.scenario.title if trace.scenario else trace.name for trace in traces}
    del others[shown]
    return Runs(lesson, find, others, None if shown == main else shown)
