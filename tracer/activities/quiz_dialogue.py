"""Asking a quiz: questions are shown, replies are read, verdicts are shown, until nothing is left to ask."""

import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import Protocol, TextIO

from tracer.errors import UsageError, unknown
from tracer.quiz.question_kinds.posed_question import PosedQuestion, ReplyError
from tracer.quiz.round import Quiz
from tracer.quiz.verdict import Verdict, right_answer
from tracer.trace.table import Table
from tracer.trace.wording.phrases import counted
from tracer.views.markdown import one_line
from tracer.views.question import QuestionView, SideBySide, VerdictView
from tracer.views.terminal import Terminal, View

_MOST_ROWS = 5
"""At most this many rows are shown below a verdict."""

_HINT = frozenset({"?", "h", "hint"})
_TABLE = frozenset({"t", "table"})
_SKIP = frozenset({"s", "skip"})
_QUIT = frozenset({"q", "quit"})


class Replies(Protocol):
    """Where replies come from."""

    def read(self, posed: PosedQuestion) -> str:
        """Return the next reply to a question. Raises EOFError where there is none."""

    def refused(self, error: ReplyError) -> None:
        """Hear that the last reply was not an answer. May raise UsageError where nobody can be asked again."""


class Typed:
    """Replies that a person types, or that are piped into standard input.

    Args:
        terminal: Where the prompt is written, when a person types.
        stream: What is read.
        tables: Whether there are tables that one can look at again.
    """

    def __init__(self, terminal: Terminal, stream: TextIO | None = None, *, tables: bool = True) -> None:
        self._terminal = terminal
        self._stream = stream or sys.stdin
        self._tables = tables

    @property
    def interactive(self) -> bool:
        """Whether a person types."""
        return self._stream.isatty()

    def read(self, posed: PosedQuestion) -> str:
        """Return the next line."""
        if self.interactive:
            self._terminal.ask(f"Your answer ({_keys(posed, tables=self._tables)}): ")
        line = self._stream.readline()
        if not line:
            raise EOFError
        if not self.interactive:
            self._terminal.write(f"Answer: {line.strip()}")
        return line.strip()

    def refused(self, error: ReplyError) -> None:
        """Say what an answer looks like; the next line is read."""
        self._terminal.tell(str(error))


def _keys(posed: PosedQuestion, *, tables: bool) -> str:
    return ", ".join([*(["? hint"] if posed.hints else []), *(["t table"] if tables else []), "s skip", "q stop"])


class Nobody:
    """No replies at all."""

    def read(self, posed: PosedQuestion) -> str:  # noqa: ARG002 # the form of all replies
        """Raise EOFError."""
        raise EOFError

    def refused(self, error: ReplyError) -> None:
        """Never called: nothing was replied."""
        raise error


class FromFile:
    """Replies that stand in a file, one per line.

    A line is a reply, or the id of a question, a colon and the reply to that question. Empty lines and lines that
    begin with # are passed over.

    Args:
        path: The file.
        questions: The ids of the questions that may be named; None does not look.

    Raises:
        UsageError: The file cannot be read, or names a question that does not exist.
    """

    def __init__(self, path: Path, questions: Collection[str] | None = None) -> None:
        self._path = path
        try:
            text = path.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError(f"{path}: the answers cannot be read ({error}). They are lines of text.") from error
        lines = enumerate((line.strip() for line in text.splitlines()), start=1)
        self._lines = [(number, line) for number, line in lines if line and not line.startswith("#")]
        self._last = 0
        for number, line in self._lines:
            name, colon, _ = line.partition(":")
            if colon and questions is not None and name.strip() not in questions:
                raise UsageError(f"{path}, line {number}: {unknown('question', name.strip(), [*questions])}")

    def read(self, posed: PosedQuestion) -> str:
        """Return the next line that is for this question."""
        for index, (number, line) in enumerate(self._lines):
            name, colon, reply = line.partition(":")
            if not colon or name.strip() == posed.id:
                del self._lines[index]
                self._last = number
                return reply.strip() if colon else line
        if self._lines:
            return "skip"
        raise EOFError

    def refused(self, error: ReplyError) -> None:
        """Name the line; nobody can be asked again."""
        raise UsageError(f"{self._path}, line {self._last}: {error}") from error


class Asker:
    """Asks a quiz in a terminal.

    Args:
        quiz: The quiz.
        terminal: Where.
        replies: Where replies come from.
        tables: Gives the table of a scenario; None asks for the lesson's own.
        looked_at: Gives what is shown beside a question: the views of a scenario's table and tracker.
        answered: Is told of each answer: the question, the verdict, and how many hints and seconds were taken for
            it, those before a skip included.
        reveals: Whether the right answers are shown, too, of what nobody replies to any more.

    Attributes:
        quiz: The quiz as it stands now, also when asking was interrupted.
    """

    def __init__(
        self,
        quiz: Quiz,
        terminal: Terminal,
        replies: Replies,
        *,
        tables: Callable[[str | None], Table],
        looked_at: Callable[[str | None], Sequence[View]],
        answered: Callable[[PosedQuestion, Verdict, int, float], None],
        reveals: bool = False,
    ) -> None:
        self.quiz = quiz
        self._terminal = terminal
        self._replies = replies
        self._tables = tables
        self._looked_at = looked_at
        self._answered = answered
        self._reveals = reveals
        self._shown: list[str | None] = []
        self._hints: Counter[str] = Counter()
        self._seconds: defaultdict[str, float] = defaultdict(float)

    def ask(self) -> None:
        """Ask until nothing is left, until there are no more replies, or until the learner wants to stop.

        Raises:
            UsageError: A reply in a file is no answer.
        """
        in_round = 1
        while (posed := self.quiz.current) is not None:
            if self.quiz.round != in_round:
                in_round = self.quiz.round
                number = counted(len(self.quiz.waiting), "question")
                self._terminal.write(
                    f"Once more, {number} that {'was' if number == '1 question' else 'were'} not right."
                )
                self._terminal.write("")
            self._show(posed)
            began = time.monotonic()
            try:
                if not self._answer(posed, began):
                    return
            except EOFError:
                if not self._reveals:
                    return
                self._reveal(posed)
                self.quiz = self.quiz.skip()

    def _show(self, posed: PosedQuestion) -> None:
        again = self._shown[-1:] != [posed.scenario]
        self._shown.append(posed.scenario)
        title = f"{'Row' if self._reveals else 'Question'} {self.quiz.number} of {len(self.quiz.questions)}"
        self._terminal.show(SideBySide(self._looked_at(posed.scenario), QuestionView(posed, title), again=again))

    def _answer(self, posed: PosedQuestion, began: float) -> bool:
        """Read replies until one is an answer; return False when the learner wants to stop."""
        while True:
            reply = self._replies.read(posed)
            word = "" if reply.upper() in {answer.label for answer in posed.answers} else reply.lower()
            if word in _QUIT:
                return False
            if word in _SKIP:
                self._seconds[posed.id] += time.monotonic() - began
                self.quiz = self.quiz.skip()
                return True
            if word in _HINT:
                self._hint(posed)
            elif word in _TABLE:
                self._look(posed)
            elif (chosen := self._parsed(posed, reply)) is not None:
                self._grade(posed, chosen, time.monotonic() - began)
                return True

    def _look(self, posed: PosedQuestion) -> None:
        if views := self._looked_at(posed.scenario):
            self._terminal.show(*views)
        else:
            self._terminal.tell("There is no table to look at: its rows are what is asked.")

    def _hint(self, posed: PosedQuestion) -> None:
        self.quiz, hint = self.quiz.hint()
        self._hints[posed.id] += hint is not None
        self._terminal.write(f"Hint: {one_line(hint)}" if hint else "There is no further hint.")

    def _parsed(self, posed: PosedQuestion, reply: str) -> tuple[str, ...] | None:
        try:
            return posed.parse(reply)
        except ReplyError as error:
            self._replies.refused(error)
            return None

    def _grade(self, posed: PosedQuestion, chosen: Sequence[str], seconds: float) -> None:
        last = self.quiz.is_last_round
        self.quiz, verdict = self.quiz.answer(chosen)
        self._answered(posed, verdict, self._hints.pop(posed.id, 0), self._seconds.pop(posed.id, 0.0) + seconds)
        self._terminal.show(self._verdict(posed, verdict, verdict.sentence(asked_again=not last)))
        if last and not verdict.right:
            self._reveal(posed)

    def _reveal(self, posed: PosedQuestion) -> None:
        self._terminal.show(self._verdict(posed, posed.reveal(), right_answer(posed.right)))

    def _verdict(self, posed: PosedQuestion, verdict: Verdict, word: str) -> VerdictView:
        rows = self._tables(verdict.scenario)
        steps = [rows.steps[number - 1] for number in sorted(verdict.steps)[:_MOST_ROWS]]
        elsewhere = verdict.scenario if verdict.scenario != posed.scenario else None
        return VerdictView(verdict, word, rows, steps, elsewhere or "")
