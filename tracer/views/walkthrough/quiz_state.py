"""The quiz inside the walkthrough: where it stands, and the moves that learners and remotes make in it."""

from dataclasses import dataclass, replace

from tracer.quiz.question_kinds.posed_question import PosedQuestion
from tracer.quiz.round import Quiz
from tracer.quiz.verdict import Verdict
from tracer.views.walkthrough.slide import QuestionState


@dataclass(frozen=True)
class SettledQuestion:
    """A question that was answered, or whose answer was shown.

    Attributes:
        asked: The question with what was chosen; not settled after a first try that was wrong.
        verdict: What was said to it.
        answered: Whether somebody answered, or the answer was only shown.
        solution: What is said of the right answer after the last wrong try; None where the verdict says it.
    """

    asked: QuestionState
    verdict: Verdict
    answered: bool
    solution: Verdict | None = None


@dataclass(frozen=True)
class QuizState:
    """A quiz in front of a learner or a class. Every move returns the next state.

    Attributes:
        quiz: The quiz; it stands at the next question as soon as one is settled.
        chosen: The labels chosen for the open question.
        cursor: The answer that the arrow keys have reached; None before they are used.
        hints: The hints that were taken.
        settled: The questions that are over, in order.
        looking: The place among them that is looked at; None while a question is open.
        typed: Digits typed so far, for numbers of two digits.
    """

    quiz: Quiz
    chosen: tuple[str, ...] = ()
    cursor: int | None = None
    hints: tuple[str, ...] = ()
    settled: tuple[SettledQuestion, ...] = ()
    looking: int | None = None
    typed: str = ""

    @property
    def question(self) -> PosedQuestion | None:
        """The open question; None where none is open."""
        return self.quiz.current if self.looking is None else None

    @property
    def seen(self) -> SettledQuestion | None:
        """The settled question that is looked at; None where none is."""
        return self.settled[self.looking] if self.looking is not None else None

    @property
    def is_over(self) -> bool:
        """Whether no question is open and none is looked at."""
        return self.looking is None and self.quiz.current is None

    @property
    def can_answer(self) -> bool:
        """Whether what was chosen is a whole reply."""
        question = self.question
        if question is None or not self.chosen:
            return False
        return question.reply_size != "all" or len(self.chosen) == len(question.answers)

    def forward(self, *, voted: bool = False) -> "QuizState":
        """Go on to the next question; an open one shows its answer first where somebody has tried it.

        One that nobody has tried waits for the second try. Where it has waited already and others wait for it, there
        is no way on but to answer it or to ask for its answer.

        Args:
            voted: Whether a class has voted on the open question.
        """
        if self.question is not None:
            if voted:
                return self.revealed()
            return self if self.quiz.skip_reveals and not self._tried else self.skipped()
        if self.looking is None:
            return self
        later = self.looking + 1
        return replace(self, looking=later if later < len(self.settled) else None)

    def revealed(self) -> "QuizState":
        """Show the answer of the open question, and ask no more."""
        question = self.question
        if question is None:
            return self
        asked = QuestionState(question, settled=True)
        return self._after(SettledQuestion(asked, question.reveal(), answered=False), self.quiz.pass_over())

    def skipped(self) -> "QuizState":
        """Leave the open question for the second try; where there is none, its answer is shown if it was tried."""
        if self.question is None:
            return self
        if self.quiz.skip_reveals:
            return self.revealed()
        return QuizState(self.quiz.skip(), settled=self.settled)

    @property
    def _tried(self) -> bool:
        """Whether the open question was answered before."""
        return self.quiz.scores[self.quiz.number - 1].attempts > 0

    @property
    def number(self) -> int:
        """The number of the question that is seen, from 1; at the end one more than there are."""
        ids = [posed.id for posed in self.quiz.questions]
        asked = self.seen.asked.question if self.seen is not None else self.question
        return ids.index(asked.id) + 1 if asked is not None else len(ids) + 1

    def back(self) -> "QuizState":
        """Go to the question before, open or settled; from the first one there is no way back in here."""
        for number in range(self.number - 1, 0, -1):
            earlier = self.jumped(number)
            if earlier != self:
                return earlier
        return self

    @property
    def is_first(self) -> bool:
        """Whether there is nothing before this."""
        return self.back() == self

    def jumped(self, number: int) -> "QuizState":
        """Go to a question by its number: to the open one, or to what was said when it was settled."""
        quiz = self.quiz.at(number - 1)
        if quiz.number == number:
            return QuizState(quiz, settled=self.settled)
        wanted = self.quiz.questions[number - 1].id
        over = [place for place, one in enumerate(self.settled) if one.asked.question.id == wanted]
        return replace(self, looking=over[-1]) if over else self

    def moved(self, by: int) -> "QuizState":
        """Move the cursor up or down. Where one answer is given, the one that it reaches is chosen."""
        question = self.question
        if question is None:
            return self
        last = len(question.answers) - 1
        start = (-1 if by > 0 else last + 1) if self.cursor is None else self.cursor
        cursor = max(0, min(start + by, last))
        chosen = (question.answers[cursor].label,) if question.reply_size == "one" else self.chosen
        return replace(self, cursor=cursor, chosen=chosen, typed="")

    def toggled(self, label: str) -> "QuizState":
        """Choose the answer with that label; where several can be chosen, choosing it again takes it back."""
        return replace(self._with(self.question, label), typed="") if self.question else self

    def digit(self, digit: int) -> "QuizState":
        """Choose the step with that number, or the answer at that place; two digits are typed one after the other."""
        question = self.question
        if question is None:
            return self
        typed = f"{self.typed}{digit}"
        labels = question.labels
        names = labels if question.labels_are_steps else [str(place) for place in range(1, len(labels) + 1)]
        longer = any(name != typed and name.startswith(typed) for name in names)
        if typed not in names:
            return replace(self, typed=typed if longer else "")
        chosen = self._with(question, labels[names.index(typed)])
        return replace(chosen, typed=typed if longer else "")

    def _with(self, question: PosedQuestion, label: str) -> "QuizState":
        """Return the state with a label chosen; chosen again, it is taken back where several can be."""
        cursor = [answer.label for answer in question.answers].index(label)
        if question.reply_size == "one":
            return replace(self, chosen=(label,), cursor=cursor)
        if label in self.chosen:
            return replace(self, chosen=tuple(one for one in self.chosen if one != label), cursor=None)
        return replace(self, chosen=(*self.chosen, label), cursor=cursor)

    def unchosen(self) -> "QuizState":
        """Take back what was chosen last."""
        return replace(self, chosen=self.chosen[:-1], cursor=None, typed="")

    def hinted(self) -> "QuizState":
        """Take the next hint to the open question."""
        if self.question is None:
            return self
        quiz, hint = self.quiz.hint()
        return replace(self, quiz=quiz, hints=(*self.hints, hint)) if hint is not None else self

    def answered(self) -> "QuizState":
        """Answer with what was chosen; where the cursor has reached an answer that is not chosen yet, choose that."""
        question = self.question
        if question is None:
            return self
        reached = question.answers[self.cursor].label if self.cursor is not None else None
        if reached is not None and reached not in self.chosen:
            return self._with(question, reached)
        if not self.can_answer:
            return self
        quiz, verdict = self.quiz.answer(self.chosen)
        over = self.quiz.settles(verdict)
        asked = QuestionState(question, self.chosen, settled=over, tried=not over)
        solution = question.reveal().beyond(verdict) if over and not verdict.right else None
        return self._after(SettledQuestion(asked, verdict, answered=True, solution=solution), quiz)

    def _after(self, settled: SettledQuestion, quiz: Quiz) -> "QuizState":
        return QuizState(quiz, settled=(*self.settled, settled), looking=len(self.settled))
