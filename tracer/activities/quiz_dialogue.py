"""Asking a quiz: questions are shown, replies are read, verdicts are shown, until nothing is left to ask."""

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from typing import Protocol

from tracer.activities.replies import Replies
from tracer.errors import UsageError
from tracer.quiz.keys import deed_of, names_an_answer
from tracer.quiz.question_kinds.posed_question import PosedQuestion, ReplyError
from tracer.quiz.round import Quiz
from tracer.quiz.verdict import Verdict, right_answer
from tracer.trace.table import Table
from tracer.trace.wording.phrases import counted
from tracer.views.glossary import word_asked, words_asked_for
from tracer.views.markdown import plain_line
from tracer.views.question import QuestionView, SideBySide, VerdictView
from tracer.views.terminal import Terminal, View

_MOST_ROWS = 5
"""At most this many rows are shown below a verdict."""


class Turn(Protocol):
    """Turns to a new screen."""

    def __call__(self, following: str, *, asks: bool) -> bool:
        """Begin a new screen, and return whether the learner wants to go on.

        Args:
            following: What comes on it: ``question 2 of 12``.
            asks: Whether there is something to read before, so that the learner is asked.
        """


class Asker:
    """Asks a quiz in a terminal.

    Args:
        quiz: The quiz.
        terminal: Where.
        replies: Where replies come from.
        tables: Gives the table of a scenario; None asks for the lesson's own.
        looked_at: Gives what is shown beside a question: the views of a scenario's table and tracker.
        shows_tables: Whether that is shown before the learner asks for it.
        own_shown: Whether that of the lesson's own scenario stands on the screen already.
        answered: Is told of each answer: the question, the verdict, and how many hints and seconds were taken for
            it, those before a skip included.
        reveals: Whether the right answers are shown, too, of what nobody replies to any more.
        evidence: Gives what is shown as soon as the questions are settled for which others have waited.
        turn: Turns to a new screen for each question but the first; None shows all questions below one another.

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
        shows_tables: bool = True,
        own_shown: bool = False,
        answered: Callable[[PosedQuestion, Verdict, int, float], None],
        reveals: bool = False,
        evidence: Callable[[], Sequence[View]] = tuple,
        turn: Turn | None = None,
    ) -> None:
        self.quiz = quiz
        self._terminal = terminal
        self._replies = replies
        self._tables = tables
        self._looked_at = looked_at
        self._shows_tables = shows_tables
        self._own_shown = own_shown
        self._answered = answered
        self._reveals = reveals
        self._evidence = evidence
        self._turn = turn
        self._has_told = False
        self._shown: list[str | None] = []
        self._hints: Counter[str] = Counter()
        self._seconds: defaultdict[str, float] = defaultdict(float)

    def ask(self) -> None:
        """Ask until nothing is left, until there are no more replies, or until the learner wants to stop.

        Raises:
            UsageError: A reply in a file is no answer.
        """
        before = self.quiz
        while (posed := self.quiz.current) is not None:
            if before.later and not self.quiz.later:
                self._terminal.show(*self._evidence())
            if self.quiz.round > before.round:
                number = counted(len(self.quiz.waiting), "question")
                self._terminal.write(
                    f"Once more, {number} that {'was' if number == '1 question' else 'were'} not right."
                )
                self._terminal.write("")
            elif self.quiz.number < before.number:
                self._terminal.write("Now those before it that are still open.")
                self._terminal.write("")
            before = self.quiz
            self._show(posed)
            began = time.monotonic()
            try:
                if not self._answer(posed, began) or not self._turned():
                    return
            except EOFError:
                if not self._reveals:
                    return
                self._reveal(posed)
                self.quiz = self.quiz.skip()

    def _turned(self) -> bool:
        """Turn to the screen of the next question, and return whether the learner wants to go on."""
        following = self.quiz.current
        if self._turn is None or following is None:
            return True
        return self._turn(self._title(following).lower(), asks=self._has_told)

    def _show(self, posed: PosedQuestion) -> None:
        self._has_told = False
        again = self._shown[-1:] != [posed.scenario]
        self._shown.append(posed.scenario)
        view = QuestionView(posed, self._title(posed))
        if self._shows_tables and not (self._own_shown and posed.scenario is None):
            self._terminal.show(SideBySide(self._looked_at(posed.scenario), view, again=again))
            return
        if posed.scenario is not None:
            self._terminal.write(f"This question is about another run: {posed.scenario}. The key t shows its table.")
        self._terminal.show(view)

    def _title(self, posed: PosedQuestion) -> str:
        """Return which question it is; of a prediction, which row, for some rows leave nothing to be asked."""
        steps = posed.answers[0].steps if self._reveals else ()
        if steps:
            return f"Row {steps[0]} of {len(self._tables(posed.scenario).steps)}"
        return f"Question {self.quiz.number} of {len(self.quiz.questions)}"

    def _answer(self, posed: PosedQuestion, began: float) -> bool:
        """Read replies until one is an answer; return False when the learner wants to stop."""
        while True:
            reply = self._replies.read(posed)
            deed = deed_of(reply, posed.labels)
            if deed == "leave":
                return False
            if deed in {"skip", "reveal"}:
                self._seconds[posed.id] += time.monotonic() - began
                self._pass(posed, shown=deed == "reveal" or self.quiz.skip_reveals)
                return True
            if not names_an_answer(reply, posed.labels) and (asked := word_asked(reply)) is not None:
                self._explain(posed, asked)
                self._ask_again(posed)
            elif deed == "hint":
                self._hint(posed)
            elif deed == "table":
                self._look(posed)
                self._ask_again(posed)
            elif (chosen := self._parsed(posed, reply)) is not None:
                self._grade(posed, chosen, time.monotonic() - began)
                return True

    def _ask_again(self, posed: PosedQuestion) -> None:
        """Show the question once more: what was looked at has taken it off the screen."""
        self._terminal.write("")
        self._terminal.show(QuestionView(posed, self._title(posed)))

    def _explain(self, posed: PosedQuestion, word: str) -> None:
        """Show what a word means, or what the words of the question mean."""
        asked = " ".join([posed.text, *(answer.text for answer in posed.answers)])
        try:
            self._terminal.show(words_asked_for(word, asked))
        except UsageError as error:
            self._terminal.tell(str(error))

    def _pass(self, posed: PosedQuestion, *, shown: bool) -> None:
        """Leave a question: for the second try, or for good once its answer is shown."""
        self._terminal.write("")
        if shown:
            self._reveal(posed)
        self.quiz = self.quiz.pass_over() if shown else self.quiz.skip()

    def _look(self, posed: PosedQuestion) -> None:
        if views := self._looked_at(posed.scenario):
            self._terminal.show(*views)
        else:
            self._terminal.tell("There is no table to look at: its rows are what is asked.")

    def _hint(self, posed: PosedQuestion) -> None:
        self.quiz, hint = self.quiz.hint()
        self._hints[posed.id] += hint is not None
        self._terminal.write(f"Hint: {plain_line(hint)}" if hint else "There is no further hint.")
        if hint:
            self._ask_again(posed)

    def _parsed(self, posed: PosedQuestion, reply: str) -> tuple[str, ...] | None:
        try:
            return posed.parse(reply)
        except ReplyError as error:
            self._replies.refused(error)
            return None

    def _grade(self, posed: PosedQuestion, chosen: Sequence[str], seconds: float) -> None:
        before = self.quiz
        self.quiz, verdict = before.answer(chosen)
        self._answered(posed, verdict, self._hints.pop(posed.id, 0), self._seconds.pop(posed.id, 0.0) + seconds)
        over = before.settles(verdict)
        self._terminal.show(self._verdict(posed, verdict, verdict.sentence(asked_again=not over)))
        if over and not verdict.right:
            self._reveal(posed, after=verdict)

    def _reveal(self, posed: PosedQuestion, after: Verdict | None = None) -> None:
        """Show the right answer and its reason; of the evidence only what was not shown with the verdict before."""
        told = posed.reveal() if after is None else posed.reveal().beyond(after)
        self._terminal.show(self._verdict(posed, told, right_answer(posed.right)))

    def _verdict(self, posed: PosedQuestion, verdict: Verdict, word: str) -> VerdictView:
        self._has_told = True
        rows = self._tables(verdict.scenario)
        steps = [rows.steps[number - 1] for number in sorted(verdict.steps)[:_MOST_ROWS]]
        elsewhere = verdict.scenario if verdict.scenario != posed.scenario else None
        return VerdictView(verdict, word, rows, steps, elsewhere)
