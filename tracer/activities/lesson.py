"""One sitting of a lesson: its ways, one at a time or in turn."""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from shlex import quote

from tracer.activities.given import NOTHING_GIVEN, Given, GivenRuns
from tracer.activities.hunt import BESIDE, GUESS, WHOLE, hunting_order, part_of, run_beside
from tracer.activities.lesson_runs import course_of, performer_of
from tracer.activities.library import library_of
from tracer.activities.progress import has_guessed
from tracer.activities.quiz import QuizSitting
from tracer.activities.quiz_paper import Paper, lesson_options, lesson_paper
from tracer.activities.transcript import sample, transcript
from tracer.claims.selectors import find_step, numbers_of_steps
from tracer.errors import INTERRUPTED
from tracer.lessons.hunt import before_guess
from tracer.lessons.library import Library
from tracer.lessons.prose import LessonProse
from tracer.quiz.predictions import prediction
from tracer.table_check.check import check_table
from tracer.trace.table import table
from tracer.trace.tracker import track
from tracer.views.check_table import TableVerdictView
from tracer.views.code_listing import CodeListing
from tracer.views.concept_flow import ConceptFlow
from tracer.views.execution_table import ExecutionTable
from tracer.views.hunt import Solution
from tracer.views.lesson import Beginning, KeyMoments, ShownMoment, Snapshot, SpeakerNotes
from tracer.views.question_list import QuestionList
from tracer.views.run import Closing
from tracer.views.terminal import ColorChoice, View, open_terminal
from tracer.views.variable_tracker import VariableTracker


def take_lesson(
    name: str,
    modes: Sequence[str],
    folders: tuple[Path, ...],
    *,
    notes: bool,
    color: ColorChoice,
    plain: bool,
    seed: int | None,
    given: Given = NOTHING_GIVEN,
) -> int:
    """Take a lesson in some of its ways.

    Args:
        name: The lesson.
        modes: The names of the ways, in order.
        folders: The learner's own folders with lessons.
        notes: Whether the speaker's notes are shown at the end.
        color: Whether to use colour.
        plain: Whether everything is shown in its plain form.
        seed: Shuffles answers; None takes another number each time when a person types.
        given: The app or the trace that is given for it.

    Returns:
        The exit code: that of the way if it is a single one; 130 after Ctrl-C.

    Raises:
        UsageError: There is no such lesson.
        LessonError: It cannot be loaded.
    """
    sitting = LessonSitting(
        name, library_of(folders), folders, color=color, plain=plain, seed=seed, runs=GivenRuns(given)
    )
    return sitting.take(modes, notes=notes)


class LessonSitting:
    """One sitting.

    Args:
        name: The lesson.
        library: Where it is found.
        folders: The learner's own folders, for the commands that are suggested.
        color: Whether to use colour.
        plain: Whether everything is shown in its plain form.
        seed: Shuffles answers; None takes another number each time when a person types.
        runs: Performs its scenarios.

    Raises:
        UsageError: There is no such lesson.
        LessonError: It cannot be loaded.
    """

    def __init__(
        self,
        name: str,
        library: Library,
        folders: Sequence[Path],
        *,
        color: ColorChoice,
        plain: bool,
        seed: int | None,
        runs: GivenRuns,
    ) -> None:
        self._lesson = library.lesson(name)
        self._runs = runs
        runs.begin(self._lesson)
        self._library = library
        self._folders = folders
        self._color: ColorChoice = color
        self._plain = plain
        self._seed = seed
        self._terminal = open_terminal(color, plain=plain)
        self._interactive = sys.stdin.isatty() and sys.stdout.isatty()
        self._traces = course_of(library, runs).traces(self._lesson)
        self._trace = self._traces(None)
        self._rows = table(self._trace)
        self._prose = LessonProse(self._traces)
        self._told: set[str] = set()
        # Without a terminal the order is the same for everybody: the solution stands last.
        self._guessed = self._interactive and bool(self._lesson.guess) and has_guessed(self._lesson)
        self._ways: Mapping[str, Callable[[], Iterator[View]]] = {
            "flow": self._flow,
            "code": self._code,
            "table": self._table,
            "tracker": self._tracker,
            "moments": self._moments,
            "snapshot": self._snapshot,
            BESIDE: self._beside,
            "transcript": self._transcript,
        }

    def take(self, modes: Sequence[str], *, notes: bool) -> int:
        """Take the lesson in these ways, and return the exit code.

        A person who takes several is asked to go on between them. Without a terminal nothing is asked: the questions
        are shown without their answers, and the rows with them.
        """
        alone = len(modes) == 1
        head = self._prose.head(self._lesson)
        if self._lesson.guess:
            modes = hunting_order(modes, guessed=self._guessed)
            head = head if self._guessed else before_guess(head)
        if len(modes) > 1 or (self._lesson.guess and modes[0] not in WHOLE):
            self._terminal.show(Beginning(head))
        code = 0
        for number, mode in enumerate(modes, start=1):
            if mode == "predict" and not self._rows.steps:
                self._terminal.tell("This run has no rows that one could predict.")
            elif mode in self._ways:
                self._terminal.show(*self._ways[mode]())
            else:
                code = self._asked(mode, alone=alone)
            if mode == GUESS and not self._guessed:
                break
            if code == INTERRUPTED or (number < len(modes) and not alone and not self._goes_on(modes[number])):
                break
        if notes:
            self._show_notes()
        return code if alone or code == INTERRUPTED else 0

    def _show_notes(self) -> None:
        """Show the notes for the teacher; those of a lesson that keeps a secret may tell it."""
        if self._lesson.guess and not self._guessed:
            if self._interactive:
                self._terminal.tell("The speaker's notes may tell the cause, so they wait for your guess.")
                return
            self._terminal.show(Solution())
        self._terminal.show(SpeakerNotes([*self._notes()]))

    def _goes_on(self, following: str) -> bool:
        """Ask a person whether to go on to the next way."""
        if not self._interactive:
            return True
        self._terminal.ask(f"Enter for the next way ({following}), q to stop: ")
        line = sys.stdin.readline()
        self._terminal.tell("")
        return bool(line) and line.strip().lower() not in {"q", "quit"}

    def _asked(self, mode: str, *, alone: bool) -> int:
        """Ask the predictions or the questions; in a row of ways without a terminal only show the questions."""
        asks = self._interactive or (alone and mode != GUESS)
        if mode == "quiz" and not asks and not self._lesson.questions:
            return 0
        paper = self._predictions() if mode == "predict" else self._quiz()
        if self._lesson.guess and (mode == GUESS or (mode == "quiz" and not alone)):
            paper = part_of(paper, up_to_guess=mode == GUESS)
        if mode != "predict" and not asks:
            if paper.questions:
                begin = self._lesson.questions.index(paper.questions[0]) + 1
                self._terminal.show(QuestionList(paper.questions, self._rows, paper.command, begin))
            if mode == GUESS:
                self._reveal()
            return 0
        sitting = QuizSitting(paper, color=self._color, plain=self._plain, asks=asks)
        code = sitting.run(seed=self._seed, shuffle=True, go_on=False)
        if mode == GUESS and sitting.is_over:
            self._reveal()
            return 0
        return code

    def _reveal(self) -> None:
        """Show from now on what tells the cause."""
        self._guessed = True
        self._terminal.show(Solution(self._prose.head(self._lesson).summary))

    def _quiz(self) -> Paper:
        return lesson_paper(self._lesson.name, self._library, self._folders, self._runs)

    def _predictions(self) -> Paper:
        """Return a question for each row: what comes out of it."""
        made = [prediction(self._trace, self._rows, step.number, self._seed or 0) for step in self._rows.steps]
        options = lesson_options(self._folders, self._runs.given)
        command = f"python -m tracer lesson {quote(self._lesson.name)} --mode predict{options}"
        questions = tuple(question for question in made if question is not None)
        title = f"predict the rows of {self._lesson.main_scenario.name}"
        return Paper(self._lesson.name, title, questions, self._traces, None, command, predicts=True)

    def _flow(self) -> Iterator[View]:
        flow = self._prose.head(self._lesson).flow
        if flow is not None:
            yield ConceptFlow(flow, self._rows.steps)

    def _code(self) -> Iterator[View]:
        if parts := sample(self._lesson, self._trace, self._rows, self._tell):
            code = self._prose.head(self._lesson).code
            yield CodeListing(parts, code.caption if code else "")

    def _table(self) -> Iterator[View]:
        yield ExecutionTable(self._rows)
        yield Closing(self._trace, self._rows)
        if not self._lesson.guess:
            yield from self._beside()
        if self._lesson.textbook is not None:
            perform = performer_of(self._library, self._runs)
            yield from (TableVerdictView(verdict) for verdict in check_table(self._lesson.textbook, perform))

    def _beside(self) -> Iterator[View]:
        yield from run_beside(self._lesson, self._traces, self._tell)

    def _tracker(self) -> Iterator[View]:
        if trackers := track(self._rows, numbers_of_steps(self._rows, self._lesson.track), self._lesson.variables):
            yield VariableTracker(trackers)

    def _moments(self) -> Iterator[View]:
        shown = [
            ShownMoment(
                moment.question,
                moment.answer,
                self._prose.tables(moment.scenario),
                [find_step(self._prose.tables(moment.scenario), selector) for selector in moment.steps],
                moment.scenario or "",
            )
            for moment in self._prose.moments(self._lesson, self._tell)
        ]
        if shown:
            yield KeyMoments(shown)

    def _snapshot(self) -> Iterator[View]:
        if lines := [*self._prose.snapshot(self._lesson, self._tell)]:
            yield Snapshot(lines)

    def _transcript(self) -> Iterator[View]:
        yield transcript(self._lesson, self._traces, self._tell)

    def _notes(self) -> Iterator[tuple[int | None, str]]:
        for note in self._prose.notes(self._lesson, self._tell):
            yield None if note.step is None else find_step(self._rows, note.step).number, note.text

    def _tell(self, line: str) -> None:
        """Tell the person what was left out; what two ways leave out is told once."""
        if line not in self._told:
            self._told.add(line)
            self._terminal.tell(line)
