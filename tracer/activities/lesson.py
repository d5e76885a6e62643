"""One sitting of a lesson: its ways, one at a time or in turn."""

import sys
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from tracer.activities.fault_exercise import mend_command
from tracer.activities.fault_lesson import WHOLE, hunting_order
from tracer.activities.given import NOTHING_GIVEN, Given, GivenRuns
from tracer.activities.library import folder_options, library_of
from tracer.activities.progress import has_guessed, open_progress
from tracer.activities.quiz import QuizSitting
from tracer.activities.quiz_dialogue import Turn
from tracer.activities.quiz_paper import Paper
from tracer.activities.screens import Screens, StoppedError
from tracer.activities.stops import LessonStops, in_words
from tracer.activities.ways import ASKED, LessonWays
from tracer.command_line import command_line
from tracer.demo_names import watch_command
from tracer.errors import INTERRUPTED, NotInstalledError, ProgressError
from tracer.lessons.bookmark import BEGINNING, IDEA, Bookmark
from tracer.lessons.library import Library
from tracer.lessons.syllabus import syllabus_of
from tracer.lessons.ways import GUESS
from tracer.views.hunt import Solution
from tracer.views.lesson_frame import LessonEnd, Remarks
from tracer.views.question_list import QuestionList
from tracer.views.terminal import ColorChoice, View, open_terminal


def take_lesson(
    name: str,
    folders: tuple[Path, ...],
    *,
    mode: str | None,
    start: str | None = None,
    kept: bool = False,
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
        start: The place at which to begin, where all are taken: ``moments:3``; None begins at the beginning.
        kept: Whether that place was kept of an earlier sitting: if it is gone, the nearest one that is there is meant.
        notes: Whether the speaker's notes are shown at the end.
        color: Whether to use colour.
        plain: Whether everything is shown in its plain form.
        seed: Shuffles answers; None takes another number each time when a person types.
        given: The app or the trace that is given for it.

    Returns:
        The exit code: that of the way if it is a single one; 130 after Ctrl-C.

    Raises:
        UsageError: There is no such lesson, or no such place in it.
        LessonError: It cannot be loaded.
    """
    place = Bookmark.parse(start) if start is not None else None
    sitting = LessonSitting(
        name, library_of(folders), folders, color=color, plain=plain, seed=seed, runs=GivenRuns(given)
    )
    return sitting.take_one(mode, notes=notes) if mode is not None else sitting.take_all(place, kept=kept, notes=notes)


_OPEN_NOW = "The guess is settled. What was kept back is open now: flow, code, key moments and the healthy app."


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
        self._given = runs.given
        runs.begin(self._lesson)
        self._syllabus = syllabus_of(library)
        self._folders = folders
        self._color: ColorChoice = color
        self._plain = plain
        self._seed = seed
        self._terminal = open_terminal(color, plain=plain)
        self._screens = Screens(self._terminal)
        self._interactive = sys.stdin.isatty() and sys.stdout.isatty()
        self._keeps_places = self._interactive
        self._told: set[str] = set()
        self._say = self._terminal.tell
        self._ways = LessonWays(self._lesson, library, folders, runs, self._tell)
        self._here = Bookmark(BEGINNING)
        # Without a terminal the order is the same for everybody: the solution stands last.
        self._guessed = self._interactive and bool(self._lesson.guess) and has_guessed(self._lesson)

    def take_one(self, way: str, *, notes: bool) -> int:
        """Take the lesson in one way, and return its exit code. What tells a secret comes behind the guess."""
        ways = hunting_order((way,), guessed=self._guessed) if self._lesson.guess else (way,)
        if self._lesson.guess and ways[0] not in WHOLE:
            self._terminal.show(self._ways.beginning(guessed=self._guessed))
        code = 0
        for each in ways:
            if each in ASKED:
                code = self._asked(each, alone=True)
            else:
                self._terminal.show(*self._ways.views(each))
            if code == INTERRUPTED or (each == GUESS and not self._guessed):
                break
        self._terminal.show(*self._notes(wanted=notes))
        return code

    def take_all(self, start: Bookmark | None, *, kept: bool = False, notes: bool) -> int:
        """Take the lesson in all of its ways, in their order, and return the exit code.

        A person is asked to go on between them, and told how to go on at the very place where the lesson was left.
        Without a terminal nothing is asked: the questions are shown without their answers, and the rows with them.

        Args:
            start: The place at which to begin; None begins with what the lesson is about.
            kept: Whether it was kept of an earlier sitting, so that the nearest place that is there is meant.
            notes: Whether the speaker's notes are shown at the end.

        Raises:
            UsageError: This lesson has no such place.
        """
        if self._interactive:
            self._say = self._screens.remark
        stops = LessonStops(self._lesson, self._ways, self._syllabus, guessed=self._guessed)
        begin = stops.nearest(start) if kept and start is not None else stops.checked(start or Bookmark(BEGINNING))
        self._stand_at(begin)
        try:
            for at in stops.onward(begin):
                if self._interactive:
                    self._take(stops, at, again=start is not None and at.way == start.way, notes=notes)
                else:
                    self._print(stops, at)
        except (KeyboardInterrupt, StoppedError) as stopped:
            option = () if self._here.way == BEGINNING else ("--from", str(self._here))
            command = command_line("lesson", self._lesson.name, *option, *folder_options(self._folders))
            self._terminal.tell(f"\nYou left before the end. To go on there: {command}{self._given.options}")
            return INTERRUPTED if isinstance(stopped, KeyboardInterrupt) else 0
        if not self._interactive:
            self._terminal.show(*self._closing(notes=notes))
        return 0

    def _print(self, stops: LessonStops, at: Bookmark) -> None:
        """Show a stop where nobody can be asked to go on."""
        self._stand_at(at)
        if at.way != IDEA:
            self._terminal.show(stops.heading(at.way), apart=False)
        if at.way in ASKED:
            self._asked(at.way, alone=False, first=at.number)
        else:
            self._terminal.show(*stops.views(at))

    def _take(self, stops: LessonStops, at: Bookmark, *, again: bool, notes: bool) -> None:
        """Take a person through a stop, up to the next one.

        Args:
            stops: All stops.
            at: The stop, and where in it to begin.
            again: Whether the learner comes back to where the lesson was left, and has answered some of it.
            notes: Whether the speaker's notes are shown at the end.

        Raises: StoppedError where the person does not want to go on, KeyboardInterrupt after Ctrl-C.
        """
        heading, following = stops.heading(at.way), stops.after(at.way)
        if at.way in ASKED:
            self._stand_at(at)
            self._screens.begin(heading)
            turn = partial(self._screens.turn, heading)
            self._asked(at.way, alone=False, again=again, first=at.number, turn=turn)
            if following is not None:
                self._stand_at(Bookmark(following))
                self._screens.go_on(in_words(following, at.way))
            return
        sections = stops.sections(at.way)
        closing = [] if following is not None else [*self._closing(notes=notes)]
        sections[-1] += closing
        whole = self._screens.show_from(at, sections, heading, in_words(following, at.way), self._stand_at)
        if following is None:
            if not whole:
                self._screens.begin(stops.heading(BEGINNING))
                self._terminal.show(*closing)
            self._stand_at(None)

    def _stand_at(self, place: Bookmark | None) -> None:
        """Keep where the learner stands, None for the end; a lesson can be taken where that cannot be kept, too."""
        self._here = place or self._here
        if not self._keeps_places:
            return
        try:
            with open_progress() as progress:
                progress.stand_at(self._lesson.name, str(place or ""))
        except (NotInstalledError, ProgressError) as error:
            self._keeps_places = False
            self._tell(f"Where you are in the lesson is not kept: {error}")

    def _closing(self, *, notes: bool) -> Iterator[View]:
        """Yield what stands at the end of the lesson: the notes, what one can do now, and what comes next."""
        yield from self._notes(wanted=notes)
        options = folder_options(self._folders)
        following = self._syllabus.following(self._lesson.name)
        onward = ("list",) if following is None else ("next",) if self._keeps_places else ("lesson", following.name)
        yield LessonEnd(
            self._ways.head(guessed=True),
            following,
            self._syllabus.number(following.name) if following is not None else 0,
            len(self._syllabus.names),
            command_line(*onward, *options),
            watch_command(self._ways.app),
            self._still_open(),
            command_line("quiz", self._lesson.name, "--continue", *options),
            mend_command(self._ways.app),
        )

    def _still_open(self) -> int:
        """Return how many questions are not answered right yet; 0 where nothing is kept of the learner."""
        if not self._keeps_places:
            return 0
        with open_progress() as progress:
            return sum(not kept.right for kept in progress.of_lesson(self._lesson).values())

    def _notes(self, *, wanted: bool) -> Iterator[View]:
        """Yield the notes for the teacher; those of a lesson that keeps a secret may tell it."""
        if not wanted:
            return
        if self._lesson.guess and not self._guessed:
            if self._interactive:
                yield Remarks(["The speaker's notes may tell the cause, so they wait for your guess."])
                return
            yield Solution()
        yield self._ways.notes()

    def _asked(
        self, way: str, *, alone: bool, again: bool = False, first: int | None = None, turn: Turn | None = None
    ) -> int:
        """Ask the predictions or the questions; in a row of ways without a terminal only show the questions.

        Args:
            way: The way.
            alone: Whether it is the only way that is taken.
            again: Whether what was answered right before is not asked again.
            first: The row or the question to begin with, from 1.
            turn: Turns to a new screen for each question; None shows all of them below one another.

        Raises:
            KeyboardInterrupt: Somebody has pressed Ctrl-C in the midst of a lesson.
            StoppedError: The questions were left in the midst of a lesson.
        """
        if way == "predict" and not self._ways.rows.steps:
            self._terminal.tell("This run has no rows that one could predict.")
            return 0
        asks = self._interactive or (alone and way != GUESS)
        if way == "quiz" and not asks and not self._lesson.questions:
            return 0
        paper = self._ways.paper(way, seed=self._seed, alone=alone)
        if way != "predict" and not asks:
            self._list_questions(paper, first or 1)
            if way == GUESS:
                self._reveal()
            return 0
        sitting = QuizSitting(paper, color=self._color, plain=self._plain, asks=asks, alone=alone, turn=turn)
        code = sitting.run(seed=self._seed, shuffle=True, go_on=again, first=first)
        if not alone and not sitting.is_over:
            self._stand_at(Bookmark(way, sitting.number))
            raise KeyboardInterrupt if code == INTERRUPTED else StoppedError
        if way == GUESS and (sitting.is_over or self._guessed):
            self._reveal()
            return 0
        return code

    def _list_questions(self, paper: Paper, first: int) -> None:
        """Show questions without asking them, and how they are asked."""
        if questions := paper.questions[first - 1 :]:
            begin = self._lesson.questions.index(questions[0]) + 1
            self._terminal.show(QuestionList(questions, self._ways.rows, paper.command, begin))

    def _reveal(self) -> None:
        """Show from now on what tells the cause."""
        self._guessed = True
        self._terminal.show(Solution(_OPEN_NOW))

    def _tell(self, line: str) -> None:
        """Tell what was left out, a person on the next screen; what two ways leave out is told once."""
        if line not in self._told:
            self._told.add(line)
            self._say(line)
