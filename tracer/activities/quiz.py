"""One sitting of a quiz on the command line: what is asked, what is kept, what comes out."""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import SystemRandom
from shlex import quote
from typing import TYPE_CHECKING

from tracer.activities.lesson_runs import course_of, named_run
from tracer.activities.progress import open_progress
from tracer.claims.evaluate import Traces
from tracer.claims.selectors import numbers_of_steps
from tracer.errors import INTERRUPTED, ProgressError, TracerError, UsageError
from tracer.lessons.library import Library
from tracer.lessons.schema import Lesson, Question
from tracer.lessons.step_references import with_steps
from tracer.quiz.prompt import PosedQuestion, Verdict, left_out, pose
from tracer.quiz.round import ROUNDS, begin
from tracer.trace.events import Trace
from tracer.trace.table import Table, table
from tracer.trace.tracker import track
from tracer.trace.wording.phrases import counted
from tracer.views.asking import Asker, FromFile, Nobody, Replies, Typed
from tracer.views.execution_table import ExecutionTable
from tracer.views.quiz_result import QuizTitle, ScoreView
from tracer.views.terminal import ColorChoice, View, open_terminal
from tracer.views.variable_tracker import VariableTracker

if TYPE_CHECKING:
    from tracer.quiz.progress_store import Progress


@dataclass(frozen=True)
class Paper:
    """What a quiz is made of.

    Attributes:
        name: The lesson, the scenario or the file.
        title: What it is about, in words.
        questions: The questions.
        traces: Gives the traces of scenarios; None asks for the paper's own.
        lesson: The lesson, None for questions made from a run.
        command: The command that asks this paper.
        following: What to do next: commands with what they are for.
        seed: The number by which the questions were made; None for those of a lesson.
        predicts: Whether the questions are about what the table shows, so that it must not stand beside them.
    """

    name: str
    title: str
    questions: tuple[Question, ...]
    traces: Traces
    lesson: Lesson | None
    command: str
    following: tuple[tuple[str, str], ...] = ()
    seed: int | None = None
    predicts: bool = False

    def tables(self, scenario: str | None) -> Table:
        """Return the table of a scenario; of the paper's own for None."""
        return table(self.traces(scenario))


def lesson_paper(name: str, library: Library, folders: Sequence[Path]) -> Paper:
    """Return the questions of a lesson.

    Raises:
        UsageError: There is no such lesson, or it asks nothing.
    """
    lesson = _lesson(name, library, folders)
    if not lesson.questions:
        command = f"python -m tracer quiz {quote(name)} --generated 5{lesson_options(folders)}"
        raise UsageError(f'The lesson "{name}" asks no questions. Try: {command}')
    options = lesson_options(folders)
    return Paper(
        lesson.name,
        lesson.title,
        lesson.questions,
        course_of(library).traces(lesson),
        lesson,
        f"python -m tracer quiz {quote(lesson.name)}{options}",
        tuple(_following(lesson, options)),
    )


def lesson_options(folders: Sequence[Path]) -> str:
    """Return the options by which a command finds the learner's own lessons, with a space in front."""
    return "".join(f" --lessons {quote(str(folder))}" for folder in folders)


def _lesson(name: str, library: Library, folders: Sequence[Path]) -> Lesson:
    try:
        return library.lesson(name)
    except UsageError:
        if name in library.scenario_names():
            raise UsageError(
                f'"{name}" is a scenario and no lesson. Ask questions made from it: '
                f"python -m tracer quiz {quote(name)} --generated 5{lesson_options(folders)}"
            ) from None
        raise


def _following(lesson: Lesson, options: str) -> list[tuple[str, str]]:
    following = [
        (f"python -m tracer lesson {quote(lesson.name)} --mode moments{options}", "Read on what learners wonder")
    ]
    if lesson.next is not None:
        following.append((f"python -m tracer lesson {quote(lesson.next)}{options}", "The next lesson"))
    return following


def generated_paper(name: str, library: Library, number: int, seed: int | None, folders: Sequence[Path] = ()) -> Paper:
    """Return questions made from a run.

    Args:
        name: A lesson, a scenario or a saved trace.
        library: Where scenarios are found.
        number: How many questions; there are fewer where the run does not hold so many.
        seed: The same number makes the same questions; None takes another one each time.
        folders: The learner's own folders, for the commands that are suggested.

    Raises:
        UsageError: There is neither a scenario nor a saved trace of that name, or nothing can be asked of it.
    """
    from tracer.quiz.generated import generate  # noqa: PLC0415 # only where questions are made

    trace, _ = named_run(_scenario_name(name, library), library)
    chosen = SystemRandom().randrange(1_000_000) if seed is None else seed
    questions = generate(trace, table(trace), number, chosen)
    if not questions:
        raise UsageError(f"Nothing can be asked about {name}: its run has too few steps that differ.")

    def this(_: str | None) -> Trace:
        return trace

    command = f"python -m tracer quiz {quote(name)} --generated {number} --seed {chosen}{lesson_options(folders)}"
    return Paper(name, f"the run of {name}", questions, this, None, command, seed=chosen)


def _scenario_name(name: str, library: Library) -> str:
    """Return the scenario to make questions from: a lesson stands for its own one."""
    if Path(name).suffix or len(Path(name).parts) > 1:
        return name
    try:
        lesson = library.lesson(name)
    except UsageError:
        return name
    return f"{lesson.main_scenario.name}@{lesson.app}"


class QuizSession:
    """One sitting.

    Args:
        paper: What is asked.
        color: Whether to use colour.
        plain: Whether everything is shown in its plain form.
        answers: The file with the answers; None reads standard input.
        asks: Whether replies are read at all; otherwise what would be asked is shown with its answer.
        quiet: Whether standard output is kept for the result, so that the dialogue goes to the other stream.

    Raises:
        UsageError: The answers cannot be read, or name a question that does not exist.
    """

    def __init__(
        self,
        paper: Paper,
        *,
        color: ColorChoice,
        plain: bool,
        answers: Path | None = None,
        asks: bool = True,
        quiet: bool = False,
    ) -> None:
        self._paper = paper
        self._terminal = open_terminal(color, plain=plain, out=sys.stderr if quiet else None)
        typed = Typed(self._terminal, tables=not paper.predicts)
        names = [question.id for question in paper.questions]
        self._replies: Replies = FromFile(answers, names) if answers is not None else typed if asks else Nobody()
        self._interactive = self._replies is typed and typed.interactive
        self._progress: Progress | None = None
        self._replied: dict[str, list[dict[str, object]]] = {}
        self._quiz = begin(())
        self._seed: int | None = None

    def run(self, *, seed: int | None, shuffle: bool, go_on: bool) -> int:
        """Ask, and return the exit code.

        Args:
            seed: Shuffles the answers; None takes a new number when a person types, and the order of the lesson
                otherwise.
            shuffle: Whether answers are shuffled at all.
            go_on: Whether only what was not answered right so far is asked.
        """
        made = self._paper.seed
        self._seed = seed if seed is not None else made
        if self._seed is None and self._interactive:
            self._seed = SystemRandom().randrange(1_000_000)
        self._open_progress()
        questions = self._open_questions() if go_on else self._paper.questions
        posed = [*self._posed(questions)]
        if not posed:
            return self._nothing_to_ask(questions)
        rounds = 1 if self._paper.predicts else ROUNDS
        self._quiz = begin(posed, seed=self._seed if shuffle else None, rounds=rounds)
        self._terminal.show(QuizTitle(self._paper.title, len(posed)))
        asker = Asker(
            self._quiz,
            self._terminal,
            self._replies,
            tables=self._paper.tables,
            looked_at=self._looked_at,
            answered=self._answered,
            reveals=self._paper.predicts,
        )
        try:
            asker.ask()
        except KeyboardInterrupt:
            self._quiz = asker.quiz
            self._say_how_to_go_on()
            return INTERRUPTED
        finally:
            self._quiz = asker.quiz
            if self._progress is not None:
                self._progress.close()
        if self._paper.predicts:
            if any(standing.attempts for standing in self._quiz.standings):
                rows = counted(len(self._quiz.questions), "row")
                self._terminal.write(f"You predicted {self._quiz.right} of {rows}.")
                self._terminal.write("")
            return 0
        self._terminal.show(ScoreView(self._quiz, self._paper.following))
        if self._quiz.current is not None:
            self._say_how_to_go_on()
        return 0 if self._quiz.right == len(self._quiz.questions) > 0 else 1

    def result(self) -> dict[str, object]:
        """Return the result as it is printed for machines."""
        quiz = self._quiz
        return {
            "format": "login-flow-quiz",
            "format_version": 1,
            "quiz": self._paper.name,
            "seed": self._seed,
            "finished": quiz.current is None,
            "all_right": quiz.right == len(quiz.questions) > 0,
            "right": quiz.right,
            "right_at_first": quiz.right_at_first,
            "questions": [
                {
                    "id": posed.id,
                    "kind": posed.kind,
                    "right": standing.right,
                    "right_at_first": standing.right_at_first,
                    "attempts": standing.attempts,
                    "hints": standing.hints,
                    "replies": self._replied.get(posed.id, []),
                }
                for posed, standing in zip(quiz.questions, quiz.standings, strict=True)
            ],
        }

    def _posed(self, questions: tuple[Question, ...]) -> Iterator[PosedQuestion]:
        """Yield the questions as they are put; one that is not true today is left out, and that is said."""
        for question in questions:
            try:
                yield pose(question, self._paper.traces, partial(self._filled, question.scenario))
            except TracerError as error:
                self._terminal.tell(left_out(question, error))

    def _nothing_to_ask(self, questions: tuple[Question, ...]) -> int:
        """Say why nothing is asked, and return the exit code."""
        if self._progress is not None:
            self._progress.close()
        if self._paper.predicts:
            self._terminal.tell("No row of this run can be predicted: every one has the same result.")
            return 0
        if questions:
            self._terminal.tell(
                "Every question is left out: what the lesson says is not what the run shows. "
                "What is wrong: python -m tracer check-lessons"
            )
            return 1
        self._terminal.tell(f"Every question is answered right. Begin anew: {self._paper.command}")
        return 0

    def _filled(self, scenario: str | None, text: str) -> str:
        """Return a text of a question with the numbers of the steps that it names."""
        return with_steps(text, lambda name: self._paper.tables(name or scenario))

    def _looked_at(self, scenario: str | None) -> tuple[View, ...]:
        rows = self._paper.tables(scenario)
        if self._paper.predicts:
            return ()
        lesson = self._paper.lesson
        named = numbers_of_steps(rows, lesson.track) if lesson and scenario is None else ()
        trackers = track(rows, named, lesson.variables if lesson else ())
        return (ExecutionTable(rows), *([VariableTracker(trackers)] if trackers else []))

    def _answered(self, posed: PosedQuestion, verdict: Verdict, hints: int, seconds: float) -> None:
        chosen = [posed.answer(label).text for label in verdict.chosen]
        self._replied.setdefault(posed.id, []).append({"chosen": chosen, "right": verdict.right})
        lesson = self._paper.lesson
        if lesson is None or self._progress is None:
            return
        question = next(question for question in lesson.questions if question.id == posed.id)
        try:
            self._progress.record(lesson.name, question, right=verdict.right, hints=hints, seconds=seconds)
        except ProgressError as error:
            # The quiz goes on: an answer that cannot be kept is still an answer.
            self._progress = None
            self._terminal.tell(f"What you answer is not kept: {error}")

    def _open_progress(self) -> None:
        if self._paper.lesson is None:
            return
        try:
            self._progress = open_progress()
        except ProgressError as error:
            self._terminal.tell(f"What you answer is not kept: {error}")

    def _open_questions(self) -> tuple[Question, ...]:
        """Return the questions of the lesson that were not answered right so far."""
        lesson = self._paper.lesson
        if lesson is None or self._progress is None:
            return self._paper.questions
        standings = self._progress.of_lesson(lesson)
        return tuple(question for question in lesson.questions if not standings[question.id].right)

    def _say_how_to_go_on(self) -> None:
        answered = sum(standing.attempts > 0 for standing in self._quiz.standings)
        of = f"{answered} of {counted(len(self._quiz.questions), 'question')} answered"
        if self._paper.lesson is None or self._progress is None:
            self._terminal.tell(f"\nStopped, {of}. Begin again: {self._paper.command}")
        else:
            self._terminal.tell(f"\nStopped, {of}; that is kept. Go on: {self._paper.command} --continue")
