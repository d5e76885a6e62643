"""The quiz inside the walkthrough: what is seen of it, and the moves that learners and remotes make in it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from textual.content import Content

from tracer.pointers import counted
from tracer.posing import Posed, Verdict, grade, reveal
from tracer.quiz import Quiz
from tracer.views.walkthrough.asked import Asked, numbered
from tracer.views.walkthrough.lines import BAD, DIM, GOOD, LIT, NOW, styled, wrapped
from tracer.views.walkthrough.prose_lines import prose_lines
from tracer.views.walkthrough.question_lines import draw_question

_SEVERAL = {"several", "order"}
"""The kinds of question to which more than one label is the reply."""


@dataclass(frozen=True)
class Settled:
    """A question that is over.

    Attributes:
        asked: The question with what was chosen.
        verdict: What was said to it.
        answered: Whether somebody answered, or the answer was only shown.
    """

    asked: Asked
    verdict: Verdict
    answered: bool


@dataclass(frozen=True)
class Sitting:
    """A quiz in front of a learner or a class. Every move returns the next state.

    Attributes:
        quiz: The quiz; it stands at the next question as soon as one is settled.
        chosen: The labels chosen for the open question.
        cursor: The answer that the arrow keys have reached; None before they are used.
        hints: The hints that were taken.
        settled: The questions that are over, in order.
        looking: The place among them that is looked at; None while a question is open.
        typed: Digits typed so far, for steps with numbers of two digits.
    """

    quiz: Quiz
    chosen: tuple[str, ...] = ()
    cursor: int | None = None
    hints: tuple[str, ...] = ()
    settled: tuple[Settled, ...] = ()
    looking: int | None = None
    typed: str = ""

    @property
    def question(self) -> Posed | None:
        """The open question, its answers numbered; None where none is open."""
        return numbered(self.quiz.current) if self.looking is None and self.quiz.current else None

    @property
    def seen(self) -> Settled | None:
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
        return question.kind != "order" or len(self.chosen) == len(question.answers)

    def forward(self) -> "Sitting":
        """Show the answer of an open question; go on where one is settled."""
        question = self.question
        if question is not None:
            asked = Asked(question, settled=True)
            return self._after(Settled(asked, reveal(question), answered=False), self.quiz.pass_over())
        if self.looking is None:
            return self
        later = self.looking + 1
        return replace(self, looking=later if later < len(self.settled) else None)

    def back(self) -> "Sitting":
        """Look at the question before; from the first one there is no way back in here."""
        earlier = len(self.settled) - 1 if self.looking is None else self.looking - 1
        return replace(self, looking=earlier) if earlier >= 0 else self

    @property
    def is_first(self) -> bool:
        """Whether there is nothing before this."""
        return self.looking == 0 or not self.settled

    def moved(self, by: int) -> "Sitting":
        """Move the cursor up or down."""
        question = self.question
        if question is None:
            return self
        last = len(question.answers) - 1
        start = (-1 if by > 0 else last + 1) if self.cursor is None else self.cursor
        return replace(self, cursor=max(0, min(start + by, last)))

    def toggled(self, label: str) -> "Sitting":
        """Choose the answer with that label; where several can be chosen, choosing it again takes it back."""
        return self._with(self.question, label) if self.question else self

    def digit(self, digit: int) -> "Sitting":
        """Choose the answer with that label; a label of two digits is typed one after the other."""
        question = self.question
        if question is None:
            return self
        typed = f"{self.typed}{digit}"
        labels = [answer.label for answer in question.answers]
        longer = any(label != typed and label.startswith(typed) for label in labels)
        if typed not in labels:
            return replace(self, typed=typed if longer else "")
        chosen = self._with(question, typed)
        return replace(chosen, typed=typed if longer else "")

    def _with(self, question: Posed, label: str) -> "Sitting":
        """Return the sitting with a label chosen; chosen again, it is taken back where several can be."""
        cursor = [answer.label for answer in question.answers].index(label)
        if question.kind not in _SEVERAL:
            return replace(self, chosen=(label,), cursor=cursor)
        chosen = tuple(one for one in self.chosen if one != label)
        return replace(self, chosen=chosen if label in self.chosen else (*chosen, label), cursor=cursor)

    def unchosen(self) -> "Sitting":
        """Take back what was chosen last."""
        return replace(self, chosen=self.chosen[:-1], typed="")

    def hinted(self) -> "Sitting":
        """Take the next hint to the open question."""
        if self.question is None:
            return self
        quiz, hint = self.quiz.hint()
        return replace(self, quiz=quiz, hints=(*self.hints, hint)) if hint is not None else self

    def answered(self) -> "Sitting":
        """Answer with what was chosen, or with the answer that the cursor has reached."""
        question = self.question
        if question is None:
            return self
        if not self.chosen and self.cursor is not None:
            return self._with(question, question.answers[self.cursor].label)
        if not self.can_answer:
            return self
        current = self.quiz.current
        positions = [[answer.label for answer in question.answers].index(label) for label in self.chosen]
        quiz, _ = self.quiz.answer([current.answers[position].label for position in positions] if current else ())
        verdict = grade(question, self.chosen)
        return self._after(Settled(Asked(question, self.chosen, settled=True), verdict, answered=True), quiz)

    def _after(self, settled: Settled, quiz: Quiz) -> "Sitting":
        return Sitting(quiz, settled=(*self.settled, settled), looking=len(self.settled))


def draw_sitting(sitting: Sitting, votes: Sequence[int], width: int, height: int) -> list[Content]:
    """Return what is seen of a quiz.

    Args:
        sitting: Where the quiz stands.
        votes: The hands raised for each answer of the question that is seen; empty where nobody has counted them.
        width: The columns that there are.
        height: The lines that there are.
    """
    room = height * 2 // 3
    seen, question = sitting.seen, sitting.question
    if seen is not None:
        asked = replace(seen.asked, votes=tuple(votes))
        return [*draw_question(asked, width, room), Content(""), *_verdict(seen, width)]
    if question is not None:
        asked = Asked(question, sitting.chosen, tuple(votes), settled=False, cursor=sitting.cursor)
        lines = [*draw_question(asked, width, room), Content("")]
        for hint in sitting.hints:
            lines += [line.stylize_before("$lit") for line in prose_lines(hint, width, first="Hint: ")]
        return [*lines, *_how(sitting, question, width)]
    return _result(sitting, width)


def _verdict(settled: Settled, width: int) -> list[Content]:
    verdict = settled.verdict
    if not settled.answered:
        head = Content.styled("The answer", "bold $lit")
    elif verdict.right:
        head = Content.styled("✓ Right", GOOD)
    else:
        head = Content.styled("✗ Not right", BAD)
    lines = [head, *(prose_lines(verdict.reason, width) if verdict.reason else [])]
    for reading in verdict.readings:
        lines += wrapped(styled(("The run shows: ", DIM), reading), width)
    return lines


def _how(sitting: Sitting, question: Posed, width: int) -> list[Content]:
    keys = {
        "several": "Numbers choose, and choose again to take back. Enter answers.",
        "order": "Type the numbers in the right order. Enter answers.",
        "step": "Type the number of the step. Enter answers.",
    }
    words = keys.get(question.kind, "A number chooses. Enter answers.")
    lines = wrapped(Content.styled(words, DIM), width)
    if question.kind == "order" and sitting.chosen:
        lines += wrapped(styled(("Your order: ", DIM), (" → ".join(sitting.chosen), NOW)), width)
    if sitting.typed and sitting.typed not in sitting.chosen:
        lines += wrapped(styled(("Typed: ", DIM), (f"{sitting.typed}_", NOW)), width)
    return lines


def _result(sitting: Sitting, width: int) -> list[Content]:
    quiz = sitting.quiz
    count = len(quiz.questions)
    answered = sum(standing.attempts > 0 for standing in quiz.standings)
    lines = [*wrapped(Content.styled("The quiz is over", "bold $lit"), width), Content("")]
    if not answered:
        lines += wrapped(f"{counted(count, 'question')} shown, none answered here.", width)
        return lines
    score = styled((f"{quiz.right} of {count}", NOW), " right in the end, ", (str(quiz.right_at_first), NOW))
    lines += wrapped(styled(score, " at the first try."), width)
    wrong = [
        q
        for q, standing in zip(quiz.questions, quiz.standings, strict=True)
        if standing.attempts and not standing.right
    ]
    for question in wrong:
        lines += [Content(""), *prose_lines(question.text, width, first=f"{'✗'} ")]
        for hint in question.hints[:1]:
            lines += [line.stylize_before(LIT) for line in prose_lines(hint, width, first="  Look again: ")]
    return lines
