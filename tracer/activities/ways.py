"""What each way of taking a lesson shows, and what it asks."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from tracer.activities.fault_lesson import part_of, run_beside
from tracer.activities.given import GivenRuns
from tracer.activities.lesson_runs import course_of, performer_of
from tracer.activities.library import folder_options
from tracer.activities.quiz_paper import Paper, lesson_paper
from tracer.activities.transcript import sample, transcript
from tracer.claims.selectors import find_step, numbers_of_steps
from tracer.command_line import command_line
from tracer.demo_names import watch_command
from tracer.lessons.hunt import before_guess
from tracer.lessons.library import Library
from tracer.lessons.prose import LessonProse
from tracer.lessons.schema import Lesson
from tracer.lessons.ways import BESIDE, GUESS
from tracer.quiz.predictions import predictions
from tracer.table_check.check import check_table
from tracer.trace.table import Table, table
from tracer.trace.tracker import track
from tracer.views.check_table import TableVerdictView
from tracer.views.code_listing import CodeListing
from tracer.views.concept_flow import ConceptFlow
from tracer.views.execution_table import ExecutionTable
from tracer.views.lesson import Beginning, KeyMoments, ShownMoment, Snapshot, SpeakerNotes
from tracer.views.run import Closing
from tracer.views.terminal import View
from tracer.views.variable_tracker import VariableTracker

ASKED = frozenset({"predict", GUESS, "quiz"})
"""The ways in which something is asked."""


class LessonWays:
    """What the ways of a lesson show.

    Args:
        lesson: The lesson.
        library: Where it is found.
        folders: The learner's own folders, for the commands that are suggested.
        runs: Performs its scenarios.
        tell: Tells the person what is left out, because the runs refute it or do not show it.

    Attributes:
        rows: The table of its run.
    """

    def __init__(
        self,
        lesson: Lesson,
        library: Library,
        folders: Sequence[Path],
        runs: GivenRuns,
        tell: Callable[[str], None],
    ) -> None:
        self._lesson = lesson
        self._library = library
        self._folders = folders
        self._runs = runs
        self._tell = tell
        self._traces = course_of(library, runs).traces(lesson)
        self._trace = self._traces(None)
        self.rows: Table = table(self._trace)
        self._prose = LessonProse(self._traces)
        self._shown: Mapping[str, Callable[[], Iterator[View]]] = {
            "flow": self._flow,
            "code": self._code,
            "table": self._table,
            "tracker": self._tracker,
            "moments": self._moments,
            "snapshot": self._snapshot,
            BESIDE: self._beside,
            "transcript": self._transcript,
        }

    @property
    def app(self) -> str:
        """The app on which its run was recorded."""
        return self._trace.app

    def head(self, *, guessed: bool) -> Lesson:
        """Return the head of the lesson, as far as it may be seen now.

        Args:
            guessed: Whether what tells the cause may be seen; that of a lesson without a guess may always be.
        """
        head = self._prose.head(self._lesson)
        return before_guess(head) if self._lesson.guess and not guessed else head

    def beginning(self, *, guessed: bool) -> Beginning:
        """Return what the lesson is about, as far as it may be seen now, and how its app can be clicked."""
        to_be_found = bool(self._lesson.guess) and not guessed
        return Beginning(self.head(guessed=guessed), watch_command(self.app), to_be_found=to_be_found)

    def views(self, way: str) -> list[View]:
        """Return what a way shows that asks nothing."""
        return [*self._shown[way]()]

    def moments(self) -> list[ShownMoment]:
        """Return the key moments that the runs bear out."""
        return [
            ShownMoment(
                moment.question,
                moment.answer,
                self._prose.tables(moment.scenario),
                [find_step(self._prose.tables(moment.scenario), selector) for selector in moment.steps],
                moment.scenario or "",
            )
            for moment in self._prose.moments(self._lesson, self._tell)
        ]

    def notes(self) -> SpeakerNotes:
        """Return the notes for the teacher."""
        notes = self._prose.notes(self._lesson, self._tell)
        return SpeakerNotes(
            [(None if note.step is None else find_step(self.rows, note.step).number, note.text) for note in notes]
        )

    def paper(self, way: str, *, seed: int | None, alone: bool) -> Paper:
        """Return what a way asks.

        Args:
            way: The way.
            seed: Shuffles the answers of predictions.
            alone: Whether it is the only way that is taken: then the quiz of a lesson on a fault asks the guess, too.
        """
        if way == "predict":
            return self._predictions(seed)
        paper = lesson_paper(self._lesson.name, self._library, self._folders, self._runs)
        if self._lesson.guess and (way == GUESS or not alone):
            return part_of(paper, up_to_guess=way == GUESS)
        return paper

    def _predictions(self, seed: int | None) -> Paper:
        """Return a question for each row: what comes out of it."""
        made = predictions(self._trace, self.rows, seed or 0)
        words = ("lesson", self._lesson.name, "--mode", "predict", *folder_options(self._folders))
        command = command_line(*words) + self._runs.given.options
        questions = tuple(question for question in made if question is not None)
        title = f"predict the rows of {self._lesson.main_scenario.name}"
        return Paper(self._lesson.name, title, questions, self._traces, None, command, predicts=True)

    def _flow(self) -> Iterator[View]:
        flow = self._prose.head(self._lesson).flow
        if flow is not None:
            yield ConceptFlow(flow, self.rows.steps)

    def _code(self) -> Iterator[View]:
        if parts := sample(self._lesson, self._trace, self.rows, self._tell):
            code = self._prose.head(self._lesson).code
            yield CodeListing(parts, code.caption if code else "")

    def _table(self) -> Iterator[View]:
        yield ExecutionTable(self.rows)
        yield Closing(self._trace, self.rows)
        if not self._lesson.guess:
            yield from self._beside()
        if self._lesson.textbook is not None:
            perform = performer_of(self._library, self._runs)
            yield from (TableVerdictView(verdict) for verdict in check_table(self._lesson.textbook, perform))

    def _beside(self) -> Iterator[View]:
        yield from run_beside(self._lesson, self._traces, self._tell)

    def _tracker(self) -> Iterator[View]:
        if trackers := track(self.rows, numbers_of_steps(self.rows, self._lesson.track), self._lesson.variables):
            yield VariableTracker(trackers)

    def _moments(self) -> Iterator[View]:
        if shown := self.moments():
            yield KeyMoments(shown)

    def _snapshot(self) -> Iterator[View]:
        if lines := [*self._prose.snapshot(self._lesson, self._tell)]:
            yield Snapshot(lines)

    def _transcript(self) -> Iterator[View]:
        yield transcript(self._lesson, self._traces, self._tell)
