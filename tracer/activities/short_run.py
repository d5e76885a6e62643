"""Showing a run in short to somebody at a terminal: what matters, one question on it, and what to do next."""

import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tracer.activities.lesson_runs import course_of
from tracer.activities.library import folder_options, library_of
from tracer.activities.show import ShowOptions, shown_of_run
from tracer.activities.single_key import ENTER, LEAVE, meant_by_key
from tracer.claims.evaluate import Traces
from tracer.command_line import command_line
from tracer.errors import NotInstalledError, ProgressError, TracerError
from tracer.lessons.hunt import guess_of, split_at_guess
from tracer.lessons.schema import Lesson, Question
from tracer.lessons.step_references import with_steps
from tracer.quiz.progress_store import Progress, progress_path
from tracer.quiz.prompt import pose
from tracer.quiz.question_kinds.posed_question import PosedQuestion, ReplyError
from tracer.quiz.round import ROUNDS
from tracer.quiz.verdict import Verdict, right_answer
from tracer.trace.events import Trace
from tracer.trace.table import other_requests, table
from tracer.views.hunt import Symptom
from tracer.views.question import VerdictView
from tracer.views.run import is_own_run, trackers_of
from tracer.views.short_run import QuestionInShort, ShortRun
from tracer.views.suggested_commands import SuggestedCommands
from tracer.views.terminal import Terminal, open_terminal

_MOST_ROWS = 3
"""At most this many rows are shown below a verdict."""


@dataclass(frozen=True)
class ShownInShort:
    """What is shown in short.

    Attributes:
        trace: The run.
        lesson: The lesson to which its scenario belongs.
        folders: The learner's own folders with lessons.
        command: The words of the command that has run it.
    """

    trace: Trace
    lesson: Lesson
    folders: tuple[Path, ...]
    command: tuple[str, ...]

    def traces(self, name: str | None) -> Trace:
        """Return the run, or another one that the lesson speaks of, which is performed for it."""
        if name in {None, self.lesson.main_scenario.name}:
            return self.trace
        return course_of(library_of(self.folders)).trace(self.lesson, name)


def show_in_short(run: ShownInShort, press: Callable[[], str], options: ShowOptions) -> None:
    """Show a run in short, ask its first question where somebody can answer it, and say what to do next.

    Args:
        run: The run.
        press: Waits for a key and returns it. Raises KeyboardInterrupt for Ctrl-C.
        options: How it is shown.

    Raises:
        UsageError: There is no variable of a name that is asked for.
    """
    terminal = open_terminal(options["color"], plain=options["plain"])
    shown = shown_of_run(options, terminal)
    rows = table(run.trace)
    trackers = trackers_of(run.trace, run.lesson, rows, shown.variables)
    others = other_requests(run.trace, rows) if shown.all_requests else ()
    if guess_of(run.lesson) is not None:
        terminal.show(Symptom(run.lesson.symptom))
    terminal.show(ShortRun(run.trace, run.lesson.title, rows, trackers, others))
    if shown.detail:
        from tracer.views.detail import Detail  # noqa: PLC0415 # who does not ask for it need not wait for it

        terminal.show(Detail(rows, setup=shown.setup))
    if shown.questions and sys.stdin.isatty() and is_own_run(run.trace, run.lesson):
        _ask(run, terminal, press)
    terminal.show(SuggestedCommands([*_following(run)]))


def first_question(lesson: Lesson, traces: Traces) -> tuple[Question, PosedQuestion] | None:
    """Return the first question of a lesson that one letter answers; None where there is none that is true today.

    Of a lesson that keeps a secret that is the guess, for which its other questions wait.
    """
    for question in split_at_guess(lesson, lesson.questions)[0]:
        try:
            posed = pose(question, traces, partial(_filled, traces=traces, scenario=question.scenario))
        except TracerError:
            continue  # the quiz says why it is left out
        if posed.reply_size == "one" and not posed.labels_are_steps:
            return question, posed
    return None


def _filled(text: str, traces: Traces, scenario: str | None) -> str:
    return with_steps(text, lambda name: table(traces(name or scenario)))


def _ask(run: ShownInShort, terminal: Terminal, press: Callable[[], str]) -> None:
    """Ask the first question, until it is answered right, was tried often enough, or is left."""
    found = first_question(run.lesson, run.traces)
    if found is None:
        return
    question, posed = found
    terminal.show(QuestionInShort(posed), apart=False)
    began = time.monotonic()
    for attempt in range(1, ROUNDS + 1):
        chosen = _answer(posed, terminal, press)
        if chosen is None:
            return
        verdict = posed.judge(chosen, asked_again=attempt < ROUNDS)
        _keep(run.lesson, question, verdict, time.monotonic() - began)
        _show_verdict(run, posed, verdict, f"{verdict.word}.", terminal)
        if verdict.right:
            return
        if attempt == ROUNDS:
            _show_verdict(run, posed, posed.reveal(), right_answer(posed.right), terminal)


def _answer(posed: PosedQuestion, terminal: Terminal, press: Callable[[], str]) -> tuple[str, ...] | None:
    """Return the answer that a key chooses; None to leave. A key that means nothing is passed over."""
    terminal.ask(prompt_for(posed))
    chosen = meant_by_key(press, ENTER | LEAVE, partial(_parsed, posed))
    terminal.tell("" if chosen is None else " ".join(chosen))
    return chosen


def _parsed(posed: PosedQuestion, key: str) -> tuple[str, ...] | None:
    try:
        return posed.parse(key)
    except ReplyError:
        return None


def prompt_for(posed: PosedQuestion) -> str:
    """Return what stands below a question, and before the answer."""
    return f"Your answer ({posed.labels[0]} to {posed.labels[-1]}, Enter leaves): "


def _show_verdict(run: ShownInShort, posed: PosedQuestion, verdict: Verdict, word: str, terminal: Terminal) -> None:
    rows = table(run.traces(verdict.scenario))
    steps = [rows.steps[number - 1] for number in sorted(verdict.steps)[:_MOST_ROWS]]
    elsewhere = verdict.scenario if verdict.scenario != posed.scenario else None
    terminal.show(VerdictView(verdict, word, rows, steps, elsewhere or ""))


def _keep(lesson: Lesson, question: Question, verdict: Verdict, seconds: float) -> None:
    """Keep an answer as the quiz does; one that cannot be kept is still an answer."""
    try:
        with Progress(progress_path()) as progress:
            progress.record(lesson.name, question, right=verdict.right, hints=0, seconds=seconds)
    except (NotInstalledError, ProgressError):
        return


def _following(run: ShownInShort) -> Iterator[tuple[str, str]]:
    """Yield what to do next: in words, and as a command."""
    lesson, options = run.lesson.name, folder_options(run.folders)
    yield "Take the lesson on it", command_line("lesson", lesson, *options)
    yield "See it step by step", command_line("walkthrough", lesson, *options)
    if run.lesson.questions:
        yield "Answer its questions", command_line("quiz", lesson, *options)
    yield "All of this run", command_line(*run.command, "--all", *options)
