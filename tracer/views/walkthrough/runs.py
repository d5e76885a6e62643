"""The runs that a walkthrough shows: performed when they are wanted, or saved before."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from threading import Lock

from tracer.command_line import command_line
from tracer.errors import ClaimError, LessonError, UsageError
from tracer.lessons.hunt import before_guess, guess_of
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
        others: The runs that can be put beside the one that is shown, with their titles.
        shown: The scenario that is shown; None for the lesson's own.
        guessed: Whether the learner has guessed what is behind the symptom of the lesson, or cannot be asked.
        named: Whether somebody has named the others, so that none of them waits for the guess.
        quiz: The command that asks its questions; the one for a lesson of that name when left out.
    """

    lesson: Lesson | None
    perform: Perform
    others: Mapping[str, str] = field(default_factory=dict)
    shown: str | None = None
    guessed: bool = False
    named: bool = False
    quiz: str = ""
    _shows: dict[str | None, ShownRun] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    @property
    def secret(self) -> bool:
        """Whether the lesson keeps its secret: nothing is shown that tells the cause."""
        return not self.guessed and guess_of(self.lesson) is not None

    def reveal(self) -> None:
        """Show everything from now on: the guess is settled."""
        with self._lock:
            self.guessed = True
            self._shows = {name: self.whole(show) for name, show in self._shows.items()}

    def whole(self, show: ShownRun) -> ShownRun:
        """Return a run with all of its lesson, also with what waits for the guess."""
        return replace(show, lesson=self.lesson, secret=False) if show.secret else show

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
            known = self.lesson is not None and self.shown in self.lesson.scenarios
            return self.shown if known else self.trace(self.shown).name
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
                lesson = before_guess(self.lesson) if self.lesson and self.secret else self.lesson
                self._shows[name] = ShownRun(self.perform(name), lesson, self.secret, self.quiz)
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


def titles_beside(left: Trace, right: Trace, chosen: str) -> tuple[str, str]:
    """Return what two runs are called that stand beside one another.

    Args:
        left: The run that is shown.
        right: The other one.
        chosen: What the other one is called among those that can be chosen.
    """
    if _title_of(left) != _title_of(right):
        return _title_of(left), chosen
    return (f"On {left.app}", f"On {right.app}") if left.app != right.app else (_title_of(left), chosen)


def _title_of(trace: Trace) -> str:
    """Return the title of a run."""
    return trace.scenario.title if trace.scenario else trace.name


def saved_runs(
    traces: Sequence[Trace], lesson: Lesson | None, *, files: Sequence[str] = (), guessed: bool = False
) -> Runs:
    """Return saved runs; none is ever performed.

    Args:
        traces: The runs. The first one is shown, the others can stand beside it.
        lesson: The lesson to which the first one belongs.
        files: The files that hold them, to tell runs apart that are the same in all else.
        guessed: Whether the learner has guessed what is behind the symptom of the lesson.
    """
    numbered = [*files, *(f"run {number}" for number in range(len(files) + 1, len(traces) + 1))]
    keys = _told_apart(
        [
            (trace.name, f"{trace.name}@{trace.app}", f"{trace.name} ({file})")
            for trace, file in zip(traces, numbered, strict=True)
        ]
    )
    saved = dict(zip(keys, traces, strict=True))
    own = (lesson.main_scenario.name, lesson.app_of(lesson.main_scenario)) if lesson else (traces[0].name, "")

    def find(name: str | None) -> Trace:
        if name in saved:
            return saved[name]
        named = [trace for trace in traces if _is_run_of(trace, name or own[0])]
        if not named:
            run = name or own[0]
            file = f"{run.replace('/', '-')}.json"
            raise UsageError(
                f'the run "{run}" was not saved. Save it before the lesson: '
                f"{command_line('run-scenario', run, '--save', file)}, and add --replay {file}."
            )
        return next((trace for trace in named if trace.app == own[1]), named[0])

    titles = _told_apart(
        [
            (_title_of(trace), f"{_title_of(trace)}, on {trace.app}", f"{_title_of(trace)} ({file})")
            for trace, file in zip(traces, numbered, strict=True)
        ]
    )
    beside = (lesson.beside if lesson else None) or ""
    others = dict(sorted([*zip(keys, titles, strict=True)][1:], key=lambda one: not _is_run_of(saved[one[0]], beside)))
    is_own = traces[0].name == own[0] and find(None) is traces[0]
    return Runs(lesson, find, others, None if is_own else keys[0], guessed, named=True)


def _is_run_of(trace: Trace, name: str) -> bool:
    """Tell whether a trace is a run of a scenario by its name, ``name`` or ``name@app``."""
    scenario, _, app = name.partition("@")
    return trace.name == scenario and app in {"", trace.app}


def _told_apart(names: Sequence[tuple[str, str, str]]) -> list[str]:
    """Return a name for each of several things, the first of three that no other one has."""
    return [
        next((one for place, one in enumerate(each) if [every[place] for every in names].count(one) == 1), each[-1])
        for each in names
    ]
