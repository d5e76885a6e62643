"""One sitting of a lesson: its ways, one at a time or in turn."""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from tracer.activities.given import NOTHING_GIVEN, Given, GivenRuns
from tracer.activities.hunt import WHOLE, hunting_order, part_of, run_beside
from tracer.activities.lesson_runs import course_of, performer_of
from tracer.activities.library import folder_options, library_of
from tracer.activities.progress import has_guessed, open_progress
from tracer.activities.quiz import QuizSitting
from tracer.activities.quiz_paper import Paper, lesson_paper
from tracer.activities.transcript import sample, transcript
from tracer.claims.selectors import find_step, numbers_of_steps
from tracer.command_line import command_line
from tracer.errors import INTERRUPTED, NotInstalledError, ProgressError, UsageError
from tracer.lessons.hunt import before_guess
from tracer.lessons.library import Library
from tracer.lessons.prose import LessonProse
from tracer.lessons.schema import Lesson
from tracer.lessons.syllabus import syllabus_of
from tracer.lessons.ways import BESIDE, GUESS, WAYS_OF_A_HUNT, ways_of
from tracer.quiz.predictions import prediction
from tracer.recording.demo.run import watch_command
from tracer.table_check.check import check_table
from tracer.trace.table import table
from tracer.trace.tracker import track
from tracer.views.check_table import TableVerdictView
from tracer.views.code_listing import CodeListing
from tracer.views.concept_flow import ConceptFlow, FlowIdea
from tracer.views.execution_table import ExecutionTable
from tracer.views.hunt import Solution
from tracer.views.lesson import Beginning, KeyMoments, ShownMoment, Snapshot, SpeakerNotes
from tracer.views.lesson_frame import LessonEnd, LessonNumber, WayHeading
from tracer.views.question_list import QuestionList
from tracer.views.run import Closing
from tracer.views.terminal import ColorChoice, View, open_terminal
from tracer.views.variable_tracker import VariableTracker


def take_lesson(
    name: str,
    folders: tuple[Path, ...],
    *,
    mode: str | None,
    start: str | None = None,
    notes: bool,
    color: ColorChoice,
    plain: bool,
    seed: int | None,
    given: Given = NOTHING_GIVEN,
) -> int:
    """Take a lesson in one of its ways, or in all of them.

    Args:
        name: The lesson.
        folders: The learner's own folders with lessons.
        mode: The way; None takes all of them, in their order.
        start: The way at which to begin, where all are taken; None begins at the first one.
        notes: Whether the speaker's notes are shown at the end.
        color: Whether to use colour.
        plain: Whether everything is shown in its plain form.
        seed: Shuffles answers; None takes another number each time when a person types.
        given: The app or the trace that is given for it.

    Returns:
        The exit code: that of the way if it is a single one; 130 after Ctrl-C.

    Raises:
        UsageError: There is no such lesson, or it has no such way to begin at.
        LessonError: It cannot be loaded.
    """
    sitting = LessonSitting(
        name, library_of(folders), folders, color=color, plain=plain, seed=seed, runs=GivenRuns(given)
    )
    return sitting.take_one(mode, notes=notes) if mode is not None else sitting.take_all(start, notes=notes)


_OPEN_NOW = "The guess is settled. What was kept back is open now: flow, code, key moments and the healthy app."


class _StoppedError(Exception):
    """The learner does not want to go on."""


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
        self._keeps_places = self._interactive
        self._traces = course_of(library, runs).traces(self._lesson)
        self._trace = self._traces(None)
        self._rows = table(self._trace)
        self._prose = LessonProse(self._traces)
        self._told: set[str] = set()
        self._here = ""
        # Without a terminal the order is the same for everybody: the solution stands last.
        self._guessed = self._interactive and bool(self._lesson.guess) and has_guessed(self._lesson)
        self._ways: Mapping[str, Callable[[], Iterator[View]]] = {
            "flow": self._flow,
            "code": self._code,
            "table": self._table,
            "tracker": self._tracker,
            "snapshot": self._snapshot,
            BESIDE: self._beside,
            "transcript": self._transcript,
        }

    def take_one(self, way: str, *, notes: bool) -> int:
        """Take the lesson in one way, and return its exit code. What tells a secret comes behind the guess."""
        ways = hunting_order((way,), guessed=self._guessed) if self._lesson.guess else (way,)
        if self._lesson.guess and ways[0] not in WHOLE:
            self._terminal.show(self._beginning(self._head()))
        code = 0
        for each in ways:
            code = self._taken(each)
            if code == INTERRUPTED or (each == GUESS and not self._guessed):
                break
        self._show_notes(wanted=notes)
        return code

    def take_all(self, start: str | None, *, notes: bool) -> int:
        """Take the lesson in all of its ways, in their order, and return the exit code.

        A person is asked to go on between them, and told how to go on at the very place where the lesson was left.
        Without a terminal nothing is asked: the questions are shown without their answers, and the rows with them.

        Args:
            start: The way at which to begin; None begins with what the lesson is about.
            notes: Whether the speaker's notes are shown at the end.

        Raises:
            UsageError: This lesson has no such way.
        """
        ways = ways_of(self._lesson)
        first = self._begun_at(ways, start)
        self._here = ways[first]
        try:
            if start is None:
                self._show_beginning()
            for number, way in enumerate(ways[first:], start=first + 1):
                self._stand_at(way)
                heading = WayHeading(number, len(ways), way, WAYS_OF_A_HUNT[way])
                self._begin_screen(heading)
                self._taken(way, heading, again=way == start)
                if number < len(ways):
                    self._stand_at(ways[number])
                    self._go_on(f"the next way ({ways[number]})")
        except (KeyboardInterrupt, _StoppedError) as stopped:
            command = self._command("lesson", self._lesson.name, "--from", self._here)
            self._terminal.tell(f"\nYou left before the end. To go on there: {command}")
            return INTERRUPTED if isinstance(stopped, KeyboardInterrupt) else 0
        self._stand_at("")
        self._show_notes(wanted=notes)
        self._terminal.show(self._end())
        return 0

    def _command(self, *words: str) -> str:
        """Return a command that finds the lesson again, and is given for it what this one was given."""
        return command_line(*words, *folder_options(self._folders)) + self._runs.given.options

    def _begun_at(self, ways: Sequence[str], start: str | None) -> int:
        """Return the place of the way to begin at. What tells a secret is not begun with before the guess.

        Raises:
            UsageError: This lesson has no such way.
        """
        if start is None:
            return 0
        if start not in ways:
            raise UsageError(f'The lesson "{self._lesson.name}" has no way "{start}". It has: {", ".join(ways)}.')
        waits = GUESS in ways and not self._guessed
        return min(ways.index(start), ways.index(GUESS)) if waits else ways.index(start)

    def _head(self) -> Lesson:
        """Return the head of the lesson, as far as it may be seen now."""
        head = self._prose.head(self._lesson)
        return before_guess(head) if self._lesson.guess and not self._guessed else head

    def _beginning(self, head: Lesson) -> Beginning:
        to_be_found = bool(head.guess) and not self._guessed
        return Beginning(head, watch_command(self._trace.app), to_be_found=to_be_found)

    def _show_beginning(self) -> None:
        """Show what the lesson is about. The concept flow is an idea still: no run has taken a way through it."""
        head = self._head()
        syllabus = syllabus_of(self._library)
        self._begin_screen(LessonNumber(syllabus.number(head.name), len(syllabus.names)))
        self._terminal.show(self._beginning(head))
        if head.flow is not None:
            self._go_on("the idea")
            self._begin_screen()
            self._terminal.show(FlowIdea(head.flow))
        self._go_on(f"the first way ({self._here})")

    def _taken(self, way: str, heading: WayHeading | None = None, *, again: bool = False) -> int:
        """Take the lesson in one way, and return the exit code.

        Args:
            way: The way.
            heading: What stands above it; None where it is the only one.
            again: Whether the learner comes back to where the lesson was left, and has answered some of it.
        """
        if way == "predict" and not self._rows.steps:
            self._terminal.tell("This run has no rows that one could predict.")
        elif way == "moments":
            self._show_moments(heading)
        elif way in self._ways:
            self._terminal.show(*self._ways[way]())
        else:
            return self._asked(way, alone=heading is None, again=again)
        return 0

    def _begin_screen(self, *views: View) -> None:
        """Show views at the top of the screen, where a person looks at one."""
        if self._interactive:
            self._terminal.begin_screen()
        self._terminal.show(*views, apart=False)

    def _go_on(self, following: str) -> None:
        """Ask a person whether to go on. Raises _StoppedError where the answer is no."""
        if not self._interactive:
            return
        self._terminal.ask(f"Enter for {following}, q to stop: ")
        line = sys.stdin.readline()
        self._terminal.tell("")
        if not line or line.strip().lower() in {"q", "quit"}:
            raise _StoppedError

    def _stand_at(self, way: str) -> None:
        """Keep where the learner stands; a lesson can be taken where that cannot be kept, too."""
        self._here = way
        if not self._keeps_places:
            return
        try:
            with open_progress() as progress:
                progress.stand_at(self._lesson.name, way)
        except (NotInstalledError, ProgressError) as error:
            self._keeps_places = False
            self._tell(f"Where you are in the lesson is not kept: {error}")

    def _end(self) -> LessonEnd:
        """Return what stands at the end of the lesson: what one can do now, and what comes next."""
        syllabus, folders = syllabus_of(self._library), folder_options(self._folders)
        following = syllabus.following(self._lesson.name)
        onward = ("list",) if following is None else ("next",) if self._keeps_places else ("lesson", following.name)
        return LessonEnd(
            self._prose.head(self._lesson),
            following,
            syllabus.number(following.name) if following is not None else 0,
            len(syllabus.names),
            command_line(*onward, *folders),
            watch_command(self._trace.app),
        )

    def _show_notes(self, *, wanted: bool) -> None:
        """Show the notes for the teacher; those of a lesson that keeps a secret may tell it."""
        if not wanted:
            return
        if self._lesson.guess and not self._guessed:
            if self._interactive:
                self._terminal.tell("The speaker's notes may tell the cause, so they wait for your guess.")
                return
            self._terminal.show(Solution())
        self._terminal.show(SpeakerNotes([*self._notes()]))

    def _asked(self, mode: str, *, alone: bool, again: bool) -> int:
        """Ask the predictions or the questions; in a row of ways without a terminal only show the questions.

        Raises:
            KeyboardInterrupt: Somebody has pressed Ctrl-C in the midst of a lesson.
            _StoppedError: The guess was left, for which all the rest waits.
        """
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
        sitting = QuizSitting(paper, color=self._color, plain=self._plain, asks=asks, alone=alone)
        code = sitting.run(seed=self._seed, shuffle=True, go_on=again)
        if code == INTERRUPTED and not alone:
            raise KeyboardInterrupt
        if mode == GUESS and (sitting.is_over or self._guessed):
            self._reveal()
            return 0
        if mode == GUESS and not alone:
            raise _StoppedError
        return code

    def _reveal(self) -> None:
        """Show from now on what tells the cause."""
        self._guessed = True
        self._terminal.show(Solution(_OPEN_NOW))

    def _quiz(self) -> Paper:
        return lesson_paper(self._lesson.name, self._library, self._folders, self._runs)

    def _predictions(self) -> Paper:
        """Return a question for each row: what comes out of it."""
        made = [prediction(self._trace, self._rows, step.number, self._seed or 0) for step in self._rows.steps]
        command = self._command("lesson", self._lesson.name, "--mode", "predict")
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

    def _show_moments(self, heading: WayHeading | None) -> None:
        """Show the key moments; in the midst of a lesson a person sees one at a time."""
        shown = [*self._moments()]
        if heading is None or not self._interactive:
            self._terminal.show(*([KeyMoments(shown)] if shown else []))
            return
        for number, moment in enumerate(shown, start=1):
            if number > 1:
                self._go_on("the next key moment")
                self._begin_screen(heading)
            self._terminal.show(KeyMoments([moment], number, len(shown)))

    def _moments(self) -> Iterator[ShownMoment]:
        yield from (
            ShownMoment(
                moment.question,
                moment.answer,
                self._prose.tables(moment.scenario),
                [find_step(self._prose.tables(moment.scenario), selector) for selector in moment.steps],
                moment.scenario or "",
            )
            for moment in self._prose.moments(self._lesson, self._tell)
        )

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
