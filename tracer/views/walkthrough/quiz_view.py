"""The quiz inside the walkthrough: what is seen of it, and the moves that learners and remotes make in it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from textual.content import Content

from tracer.quiz.prompt import PosedQuestion, Verdict, grade, reveal
from tracer.quiz.round import Quiz
from tracer.quiz.votes import Ballot
from tracer.trace.wording.phrases import counted
from tracer.views.walkthrough.drawing.lines import BAD, DIM, GOOD, LIT, NOW, STRONG, airily, spread, styled, wrapped
from tracer.views.walkthrough.drawing.markdown import prose_lines
from tracer.views.walkthrough.drawing.question import WRONG, answers_apart
from tracer.views.walkthrough.slide import QuestionState, numbered

_SEVERAL = {"several", "order"}
"""The kinds of question to which more than one label is the reply."""


@dataclass(frozen=True)
class SettledQuestion:
    """A question that is over.

    Attributes:
        asked: The question with what was chosen.
        verdict: What was said to it.
        answered: Whether somebody answered, or the answer was only shown.
    """

    asked: QuestionState
    verdict: Verdict
    answered: bool


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
        typed: Digits typed so far, for steps with numbers of two digits.
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
        """The open question, its answers numbered; None where none is open."""
        return numbered(self.quiz.current) if self.looking is None and self.quiz.current else None

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
        return question.kind != "order" or len(self.chosen) == len(question.answers)

    def forward(self) -> "QuizState":
        """Show the answer of an open question; go on where one is settled."""
        question = self.question
        if question is not None:
            asked = QuestionState(question, settled=True)
            return self._after(SettledQuestion(asked, reveal(question), answered=False), self.quiz.pass_over())
        if self.looking is None:
            return self
        later = self.looking + 1
        return replace(self, looking=later if later < len(self.settled) else None)

    def back(self) -> "QuizState":
        """Look at the question before; from the first one there is no way back in here."""
        earlier = len(self.settled) - 1 if self.looking is None else self.looking - 1
        return replace(self, looking=earlier) if earlier >= 0 else self

    @property
    def is_first(self) -> bool:
        """Whether there is nothing before this."""
        return self.looking == 0 or not self.settled

    def moved(self, by: int) -> "QuizState":
        """Move the cursor up or down."""
        question = self.question
        if question is None:
            return self
        last = len(question.answers) - 1
        start = (-1 if by > 0 else last + 1) if self.cursor is None else self.cursor
        return replace(self, cursor=max(0, min(start + by, last)))

    def toggled(self, label: str) -> "QuizState":
        """Choose the answer with that label; where several can be chosen, choosing it again takes it back."""
        return self._with(self.question, label) if self.question else self

    def digit(self, digit: int) -> "QuizState":
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

    def _with(self, question: PosedQuestion, label: str) -> "QuizState":
        """Return the sitting with a label chosen; chosen again, it is taken back where several can be."""
        cursor = [answer.label for answer in question.answers].index(label)
        if question.kind not in _SEVERAL:
            return replace(self, chosen=(label,), cursor=cursor)
        chosen = tuple(one for one in self.chosen if one != label)
        return replace(self, chosen=chosen if label in self.chosen else (*chosen, label), cursor=cursor)

    def unchosen(self) -> "QuizState":
        """Take back what was chosen last."""
        return replace(self, chosen=self.chosen[:-1], typed="")

    def hinted(self) -> "QuizState":
        """Take the next hint to the open question."""
        if self.question is None:
            return self
        quiz, hint = self.quiz.hint()
        return replace(self, quiz=quiz, hints=(*self.hints, hint)) if hint is not None else self

    def answered(self) -> "QuizState":
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
        return self._after(
            SettledQuestion(QuestionState(question, self.chosen, settled=True), verdict, answered=True), quiz
        )

    def _after(self, settled: SettledQuestion, quiz: Quiz) -> "QuizState":
        return QuizState(quiz, settled=(*self.settled, settled), looking=len(self.settled))


def draw_quiz(sitting: QuizState, votes: Mapping[str, Ballot], width: int, height: int) -> list[Content]:
    """Return what is seen of a quiz, with as much space between as there is.

    Args:
        sitting: Where the quiz stands.
        votes: The hands raised for each answer, by the id of the question; questions that nobody counted are not there.
        width: The columns that there are.
        height: The lines that there are.
    """
    if sitting.is_over:
        return airily(_result(sitting, votes, width), height, (2, 1))
    top = height // 10
    for gap in (2, 1):
        lines = spread(_parts(sitting, votes, width, gap), gap)
        if len(lines) + top <= height:
            return [*[Content("")] * top, *lines]
    return spread(_parts(sitting, votes, width, 0), 1)


def _parts(sitting: QuizState, votes: Mapping[str, Ballot], width: int, gap: int) -> list[list[Content]]:
    """Return the question that is seen, its answers a number of lines apart, and what is said of them."""
    seen, question = sitting.seen, sitting.question
    if seen is not None:
        asked = seen.asked
    elif question is not None:
        asked = QuestionState(question, sitting.chosen, cursor=sitting.cursor)
    else:
        return []
    ballot = votes.get(asked.question.id)
    asked = replace(asked, votes=ballot.counts_for(asked.question) if ballot else ())
    text = [line.stylize_before("bold") for line in prose_lines(asked.question.text, width)]
    parts = [text, answers_apart(asked, width, gap)]
    if seen is not None:
        return [*parts, _verdict(seen, width)]
    hints = [prose_lines(hint, width, first="Hint: ") for hint in sitting.hints]
    return [*parts, [line.stylize_before(LIT) for hint in hints for line in hint], _how(sitting, asked.question, width)]


def _verdict(settled: SettledQuestion, width: int) -> list[Content]:
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


def _how(sitting: QuizState, question: PosedQuestion, width: int) -> list[Content]:
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


def _result(sitting: QuizState, votes: Mapping[str, Ballot], width: int) -> list[list[Content]]:
    """Return how the quiz went, part by part: for the person who answered here, and for the class that voted."""
    quiz = sitting.quiz
    parts = [wrapped(Content.styled("The quiz is over", "bold $lit"), width)]
    if any(standing.attempts for standing in quiz.standings):
        score = styled((f"{quiz.right} of {len(quiz.questions)}", NOW), " right in the end, ")
        score = styled(score, (str(quiz.right_at_first), NOW), " at the first try without a hint.")
        parts.append(wrapped(score, width))
    voted = [(number, votes[q.id]) for number, q in enumerate(quiz.questions, start=1) if q.id in votes]
    if voted:
        parts.append(wrapped(Content.styled("How the class voted", STRONG), width))
        parts += [_class_result(number, ballot, width) for number, ballot in voted]
    elif len(parts) == 1:
        parts.append(wrapped(f"{counted(len(quiz.questions), 'question')} shown, none answered here.", width))
    for question, standing in zip(quiz.questions, quiz.standings, strict=True):
        if standing.attempts and not standing.right:
            parts.append(prose_lines(question.text, width, first=f"{WRONG} "))
            for hint in question.hints[:1]:
                parts[-1] += [line.stylize_before(LIT) for line in prose_lines(hint, width, first="  Look again: ")]
    return parts


def _class_result(number: int, ballot: Ballot, width: int) -> list[Content]:
    """Return a question with how many of the votes were right: in numbers, and as a bar."""
    indent = " " * len(f"{number}  ")
    share = round(100 * ballot.right / ballot.total) if ballot.total else 0
    words = f"{ballot.right} of {ballot.total} right, {share} %"
    room = max(min(width - len(indent) - len(words) - 2, 40), 1)
    length = round(room * share / 100)
    bar = styled(indent, ("█" * length, GOOD), ("·" * (room - length), "$faint"), "  ", (words, STRONG))
    return [*prose_lines(ballot.question.text, width, first=f"{number}  "), bar]
