"""One sitting of a quiz: what is asked, what is kept, what comes out."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from random import SystemRandom
from typing import TYPE_CHECKING

from tracer.activities.fault_lesson import evidence
from tracer.activities.given import NOTHING_GIVEN, Given, GivenRuns
from tracer.activities.hunt_paper import broken_paper
from tracer.activities.hunted_app import LOOKING_FOR_FAULT, HuntOptions, hunting_ground
from tracer.activities.json_output import JsonOutput
from tracer.activities.library import library_of
from tracer.activities.progress import open_progress
from tracer.activities.quiz_dialogue import Asker, Turn
from tracer.activities.quiz_paper import Paper, generated_paper, lesson_paper
from tracer.activities.replies import FromFile, Nobody, Replies, Typed
from tracer.activities.standard_streams import tell
from tracer.claims.selectors import numbers_of_steps
from tracer.command_line import command_line
from tracer.errors import INTERRUPTED, NotInstalledError, ProgressError, TracerError
from tracer.lessons.hunt import guess_of, split_at_guess
from tracer.lessons.schema import Lesson, Question
from tracer.lessons.step_references import with_steps
from tracer.quiz.prompt import left_out, pose
from tracer.quiz.question_kinds.posed_question import PosedQuestion
from tracer.quiz.round import ROUNDS, QuestionScore, Quiz, begin
from tracer.quiz.verdict import Verdict
from tracer.trace.tracker import track
from tracer.trace.wording.phrases import counted
from tracer.views.execution_table import ExecutionTable
from tracer.views.hunt import Symptom
from tracer.views.quiz_result import QuizTitle, ScoreView
from tracer.views.terminal import ColorChoice, View, open_terminal
from tracer.views.variable_tracker import VariableTracker
from tracer.views.waiting_line import WaitingLine

if TYPE_CHECKING:
    from tracer.quiz.progress_store import Progress


def take_quiz(
    name: str,
    folders: tuple[Path, ...],
    *,
    only: str | None = None,
    generated: int | None,
    seed: int | None,
    shuffle: bool,
    go_on: bool,
    answers: Path | None,
    as_json: bool,
    color: ColorChoice,
    plain: bool,
    given: Given = NOTHING_GIVEN,
    broken: HuntOptions | None = None,
) -> int:
    """Ask the questions of a lesson, or questions made from a run.

    Args:
        name: The lesson; where questions are made, also a scenario or a saved trace.
        folders: The learner's own folders with lessons.
        only: The questions that are asked, by numbers or names; None asks all.
        generated: How many questions are made from the run; None asks those of the lesson.
        seed: Shuffles the answers, and makes the questions.
        shuffle: Whether answers are shuffled at all.
        go_on: Whether only what was not answered right so far is asked.
        answers: The file with the answers; None reads standard input.
        as_json: Whether the result is written as JSON, and the dialogue to standard error, as is what an app prints.
        color: Whether to use colour.
        plain: Whether everything is shown in its plain form.
        given: The app or the trace that is given for the lesson.
        broken: The fault to be found, in the place of a lesson.

    Returns:
        The exit code: 0 when everything was right in the end, otherwise 1; 130 after Ctrl-C.

    Raises:
        UsageError: There is nothing of that name, nothing can be asked of it, or the answers cannot be read.
    """
    output = JsonOutput() if as_json else None
    with ExitStack() as block:
        if broken is not None:
            from tracer.exercises.hunt import Hunt  # noqa: PLC0415 # only where a fault is hunted

            ground = block.enter_context(hunting_ground(broken))
            with WaitingLine(open_terminal(color, plain=plain), LOOKING_FOR_FAULT):
                paper = broken_paper(Hunt.begin(ground, broken.seed, broken.level), broken)
            shuffle = shuffle and seed is not None
        else:
            paper = _paper(name, folders, only=only, generated=generated, seed=seed, given=given)
        sitting = QuizSitting(paper, color=color, plain=plain, answers=answers, quiet=as_json)
        code = sitting.run(seed=seed, shuffle=shuffle, go_on=go_on)
    if output is not None:
        output.write_json(sitting.result())
    return code


def _paper(
    name: str, folders: tuple[Path, ...], *, only: str | None, generated: int | None, seed: int | None, given: Given
) -> Paper:
    """Return the questions of a lesson, or those that are made from a run. Raises UsageError."""
    library = library_of(folders)
    if generated is None:
        return lesson_paper(name, library, folders, GivenRuns(given), only)
    paper = generated_paper(name, library, generated, seed, folders, runs=GivenRuns(given))
    if (made := len(paper.questions)) < generated:
        tell(f"No more than {counted(made, 'question')} can be made of this run.")
    return paper


class QuizSitting:
    """One sitting.

    Args:
        paper: What is asked.
        color: Whether to use colour.
        plain: Whether everything is shown in its plain form.
        answers: The file with the answers; None reads standard input.
        asks: Whether replies are read at all; otherwise what would be asked is shown with its answer.
        quiet: Whether standard output is kept for the result, so that the dialogue goes to the other stream.
        alone: Whether it is no part of a lesson, which goes on by itself and has commands of its own.
        turn: Turns to a new screen for each question but the first; None shows all of them below one another.
        replies: Where replies come from, for a sitting that goes on from another one; otherwise it opens its own.

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
        alone: bool = True,
        turn: Turn | None = None,
        replies: Replies | None = None,
    ) -> None:
        self._paper = paper
        self._alone = alone
        self._turn = turn
        self._terminal = open_terminal(color, plain=plain, out=sys.stderr if quiet else None)
        self._replies = replies or self._opened(answers, asks=asks)
        self._interactive = isinstance(self._replies, Typed) and self._replies.interactive
        self._progress: Progress | None = None
        self._replied: dict[str, list[dict[str, object]]] = {}
        self._quiz = begin(())
        self._seed: int | None = None

    def _opened(self, answers: Path | None, *, asks: bool) -> Replies:
        """Return where replies come from. Raises UsageError where the answers cannot be read."""
        if answers is not None:
            return FromFile(answers, [question.id for question in self._paper.questions])
        return Typed(self._terminal, tables=not self._paper.predicts) if asks else Nobody()

    def run(self, *, seed: int | None, shuffle: bool, go_on: bool, first: int | None = None) -> int:
        """Ask, and return the exit code.

        Args:
            seed: Shuffles the answers; None takes a new number when a person types, and the order of the lesson
                otherwise.
            shuffle: Whether answers are shuffled at all.
            go_on: Whether only what was not answered right so far is asked.
            first: The question or the row to begin with, from 1. It is asked in any case; rows before it are not
                asked, and questions before it that are not answered right come last.
        """
        made = self._paper.seed
        self._seed = seed if seed is not None else made
        if self._seed is None and self._interactive:
            self._seed = SystemRandom().randrange(1_000_000)
        self._open_progress()
        questions = self._open_questions() if go_on and self._alone else self._paper.questions
        posed = [*self._posed(questions)]
        if self._paper.predicts:
            posed = [row for row in posed if _row(row) >= (first or 1)] or posed
        self._quiz = self._begun(posed, self._seed if shuffle else None)
        if go_on and not self._alone and not self._paper.predicts:
            self._quiz = self._quiz.resumed(self._scores_so_far(), first)
        if self._quiz.current is None:
            return self._nothing_to_ask(() if posed else questions)
        self._terminal.show(QuizTitle(self._paper.title, len(posed)))
        try:
            self._ask()
        except KeyboardInterrupt:
            self._say_how_to_go_on()
            return INTERRUPTED
        return self._ended()

    def _ask(self) -> None:
        """Ask until nothing is left, or until the learner wants to stop. Raises KeyboardInterrupt after Ctrl-C."""
        hunted = self._paper.lesson if guess_of(self._paper.lesson) is not None and not self._paper.is_part else None
        if hunted is not None:
            self._terminal.show(Symptom(hunted.symptom))
        asker = Asker(
            self._quiz,
            self._terminal,
            self._replies,
            tables=self._paper.tables,
            looked_at=self._looked_at,
            shows_tables=self._alone,
            own_shown=self._paper.shown,
            answered=self._answered,
            reveals=self._paper.predicts,
            evidence=lambda: self._evidence(hunted) if hunted else (),
            turn=self._turn,
        )
        try:
            asker.ask()
        finally:
            self._quiz = asker.quiz
            if self._progress is not None:
                self._progress.close()

    def _evidence(self, lesson: Lesson) -> Sequence[View]:
        """Return what is shown when the guess of a lesson is settled."""
        if self._paper.evidence is not None:
            return self._paper.evidence()
        return [*evidence(lesson, self._paper.traces, self._terminal.tell)]

    def _ended(self) -> int:
        """Say what came out, and return the exit code."""
        if self._quiz.current is not None and not self._alone:
            self._say_how_to_go_on()
            return 0
        if self._paper.predicts:
            if self._is_any_answered:
                rows = counted(len(self._quiz.questions), "row")
                self._terminal.write(f"You predicted {self._quiz.right} of {rows}.")
                self._terminal.write("")
            return 0
        if (self._paper.following or not self._paper.is_part) and (self.is_over or self._is_any_answered):
            # What comes next may tell what is still to be guessed.
            following = self._paper.following if not self._quiz.later else ()
            self._terminal.show(ScoreView(self._quiz, (*self._again(), *following) if self._alone else ()))
        if self._quiz.current is not None:
            self._say_how_to_go_on()
        return 0 if self._quiz.right == len(self._quiz.questions) > 0 else 1

    def _begun(self, posed: Sequence[PosedQuestion], seed: int | None) -> Quiz:
        """Return the quiz with all its questions open."""
        now, later = split_at_guess(self._paper.lesson, posed)
        return begin(now, later=later, seed=seed, rounds=1 if self._paper.predicts else ROUNDS)

    def _scores_so_far(self) -> list[QuestionScore]:
        """Return how the learner stands with each of the questions, earlier sittings included."""
        if self._paper.lesson is None or self._progress is None:
            return [*self._quiz.scores]
        kept = self._progress.of_lesson(self._paper.lesson)
        answers = (kept[posed.id] for posed in self._quiz.questions)
        return [QuestionScore(each.attempts, each.hints, each.right, each.right_at_first) for each in answers]

    @property
    def number(self) -> int:
        """The row or the question that is being asked, from 1; 0 where nothing is left to ask."""
        posed = self._quiz.current
        return _row(posed) if posed is not None and self._paper.predicts else self._quiz.number

    @property
    def _is_any_answered(self) -> bool:
        """Whether anything was answered, here or before."""
        return any(score.attempts for score in self._quiz.scores)

    @property
    def is_over(self) -> bool:
        """Whether nothing is left to ask."""
        return self._quiz.current is None

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
            "questions": self.answered(),
        }

    def answered(self) -> list[dict[str, object]]:
        """Return how it went with each question, as it is printed for machines."""
        return [
            {
                "id": posed.id,
                "kind": posed.kind,
                "right": score.right,
                "right_at_first": score.right_at_first,
                "attempts": score.attempts,
                "hints": score.hints,
                "replies": self._replied.get(posed.id, []),
            }
            for posed, score in zip(self._quiz.questions, self._quiz.scores, strict=True)
        ]

    def _posed(self, questions: tuple[Question, ...]) -> Iterator[PosedQuestion]:
        """Yield the questions as they are put; one that is not true today is left out, and that is said.

        Raises:
            NotInstalledError: Not one of them can be put, because a library is missing.
        """
        missing: list[tuple[Question, NotInstalledError]] = []
        for question in questions:
            try:
                yield pose(question, self._paper.traces, partial(self._filled, question.scenario))
            except NotInstalledError as error:
                missing.append((question, error))
            except TracerError as error:
                self._terminal.tell(left_out(question, error))
        if missing and len(missing) == len(questions):
            if self._progress is not None:
                self._progress.close()
            raise missing[0][1]
        for question, lacking in missing:
            self._terminal.tell(left_out(question, lacking))

    def _nothing_to_ask(self, questions: tuple[Question, ...]) -> int:
        """Say why nothing is asked, and return the exit code."""
        if self._progress is not None:
            self._progress.close()
        if self._paper.predicts:
            self._terminal.tell(
                "No row of this run can be predicted: what comes out of another one would be true there as well."
            )
            return 0
        if questions:
            self._terminal.tell(
                "Every question is left out: what the lesson says is not what the run shows. "
                f"What is wrong: {command_line('check-lessons')}"
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
        if self._paper.lesson is None or not self._paper.keeps:
            return
        try:
            self._progress = open_progress()
        except (NotInstalledError, ProgressError) as error:
            self._terminal.tell(f"What you answer is not kept: {error}")

    def _open_questions(self) -> tuple[Question, ...]:
        """Return the questions of the lesson that were not answered right so far."""
        lesson = self._paper.lesson
        if lesson is None or self._progress is None:
            return self._paper.questions
        progress = self._progress.of_lesson(lesson)
        return tuple(question for question in lesson.questions if not progress[question.id].right)

    def _again(self) -> Iterator[tuple[str, str]]:
        """Yield the command that asks once more what was answered, and not right."""
        if self._paper.lesson is None or not self._paper.keeps or self._quiz.current is not None:
            return
        scored = zip(self._quiz.questions, self._quiz.scores, strict=True)
        missed = ",".join(posed.id for posed, score in scored if score.attempts and not score.right)
        if missed:
            yield f"{self._paper.command} --only {missed}", "Answer once more what was not right"

    def _say_how_to_go_on(self) -> None:
        answered = sum(score.attempts > 0 for score in self._quiz.scores)
        of = f"{answered} of {counted(len(self._quiz.questions), 'question')} answered"
        keeps = self._paper.lesson is not None and self._progress is not None
        # Where nothing was answered nothing was written, and nobody knows whether it could be.
        told = f"\nStopped, {of}{'; that is kept' if keeps and answered else ''}."
        if not self._alone:
            self._terminal.tell(told)
        elif keeps:
            self._terminal.tell(f"{told} Go on: {self._paper.command} --continue")
        else:
            self._terminal.tell(f"{told} Begin again: {self._paper.command}")


def _row(prediction: PosedQuestion) -> int:
    """Return the row that is to be predicted."""
    return prediction.answers[0].steps[0]
