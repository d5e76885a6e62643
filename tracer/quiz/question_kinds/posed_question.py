"""A question as it is put to a learner: what all kinds have in common.

Each kind is a class of its own below this one, in a file of its own. It says how its answers are proven, how they are
offered, what a reply to them looks like and how the reply is graded. Whether an answer is right was read from the
recorded run, never from the lesson.
"""

import re
from abc import abstractmethod
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random
from string import ascii_uppercase
from typing import ClassVar, Literal, Self, TypeAlias

from tracer.claims.evidence_in_words import EvidenceWords
from tracer.command_line import command_line
from tracer.errors import ClaimError, LessonError, UsageError
from tracer.lessons.schema import Question, QuestionKind
from tracer.quiz.answer_key import AnswerKey, ProvenAnswer
from tracer.quiz.verdict import Verdict
from tracer.trace.wording.phrases import ended

ReplySize: TypeAlias = Literal["one", "some", "all"]
"""How many labels a reply names: one of them, some of them, or all of them in the right order."""

FillIn: TypeAlias = Callable[[str], str]
"""Fills the names of steps in prose with their numbers."""


def _check() -> str:
    return f"{command_line('check-lessons')} names each such place."


class ReplyError(UsageError):
    """A reply that does not answer the question; the message says what would."""


@dataclass(frozen=True)
class OfferedAnswer:
    """One answer that is offered.

    Attributes:
        label: By what it is chosen: a letter, or the number of a step.
        text: What it says, in Markdown.
        right: Whether the run says that it is right.
        why: Why it is right or wrong, in Markdown.
        reading: What the run shows at the place it is read from; None where nothing is read for it alone.
        steps: The numbers of the steps it is read from.
        scenario: The scenario in whose run that is; None for the lesson's own.
        position: Which place it has in the right order, from 1; 0 where no order is asked for.
        tells: Whether its reading names the right answer, also where this one is wrong.
    """

    label: str
    text: str
    right: bool
    why: str
    reading: EvidenceWords | None = None
    steps: tuple[int, ...] = ()
    scenario: str | None = None
    position: int = 0
    tells: bool = False


@dataclass(frozen=True)
class PosedQuestion:
    """A question as it is put to a learner.

    Attributes:
        reply_size: How many labels a reply names.
        labels_are_steps: Whether answers are labelled with the numbers of steps; otherwise with letters.
        list_words: How it is answered, in a sentence, for a list of questions.
        parts: The keys of a lesson file that a question of this kind uses.
        choice_part: The key by which a choice says what is true if it is right.
        asks_of_another_run: Whether at least one of its choices must look at another run.
        evidence_tells: Whether what the run shows to a wrong answer names the right one, as a value does.
        id: Its name in the lesson.
        kind: The name of its kind.
        text: The question, in Markdown.
        hints: Where to look, in order.
        answers: What is offered, in the order in which it is shown.
        why: Why the answer is what it is; for the kinds whose answers are steps.
        scenario: The scenario that it is about; None for the lesson's own.
    """

    reply_size: ClassVar[ReplySize] = "one"
    labels_are_steps: ClassVar[bool] = False
    list_words: ClassVar[str] = "One answer is right."
    parts: ClassVar[frozenset[str]] = frozenset({"choices"})
    choice_part: ClassVar[str] = "claim"
    asks_of_another_run: ClassVar[bool] = False
    evidence_tells: ClassVar[bool] = False

    id: str
    kind: QuestionKind
    text: str
    hints: tuple[str, ...]
    answers: tuple[OfferedAnswer, ...]
    why: str = ""
    scenario: str | None = None

    @classmethod
    @abstractmethod
    def prove(cls, key: AnswerKey) -> Iterator[ProvenAnswer]:
        """Yield every answer of a question with what the run says to it, in the order of the lesson.

        Raises:
            ClaimError: The question has no answers that could be proven; the message says what is missing.
            UsageError: A scenario is not known.
        """

    @classmethod
    def from_proven(cls, question: Question, proven: Sequence[ProvenAnswer], fill: FillIn) -> Self:
        """Return the question as it is put.

        Args:
            question: The question.
            proven: Its answers, in the order of the lesson.
            fill: Fills the names of steps in prose with their numbers.

        Raises:
            LessonError: What the author holds to be right is not what the run shows, so it cannot be asked.
            ClaimError: One of its choices cannot be proven.
        """
        cls.require_truth(question, proven)
        return cls(
            question.id,
            question.kind,
            fill(question.text),
            tuple(fill(hint) for hint in question.hints),
            tuple(cls.offered(question, proven, fill)),
            fill(question.why),
            question.scenario,
        )

    @classmethod
    def require_truth(cls, question: Question, proven: Sequence[ProvenAnswer]) -> None:
        """Refuse a question whose author and run do not agree. Raises LessonError or ClaimError."""
        unknown = [answer for answer in proven if answer.evaluation is None and not cls.labels_are_steps]
        if unknown:
            problem = ended(unknown[0].problem)
            raise ClaimError(f'question "{question.id}", {unknown[0].place}: {problem} {_check()}')
        lies = [answer for answer in proven if answer.marked is not None and answer.marked != answer.right]
        right = sum(answer.right for answer in proven)
        if lies or right == 0 or (right > 1 and cls.reply_size == "one"):
            place = lies[0].place if lies else "its answers"
            raise LessonError(
                f'question "{question.id}", {place}: what the lesson says is not what the run shows. {_check()}'
            )

    @classmethod
    def offered(cls, question: Question, proven: Sequence[ProvenAnswer], fill: FillIn) -> Sequence[OfferedAnswer]:  # noqa: ARG003 # other kinds look at the question
        """Return the answers as they are offered, labelled."""
        return lettered([offered_answer(answer, answer.why, fill) for answer in proven])

    @property
    def right(self) -> tuple[str, ...]:
        """The labels of the right reply."""
        return tuple(answer.label for answer in self.answers if answer.right)

    @property
    def labels(self) -> list[str]:
        """The labels of the answers, in the order in which they are shown."""
        return [answer.label for answer in self.answers]

    @property
    def how(self) -> str:
        """What a reply looks like, in words."""
        labels = self.labels
        return f"one letter ({labels[0]} {'or' if len(labels) == 2 else 'to'} {labels[-1]})"  # noqa: PLR2004 # A or B

    def answer(self, label: str) -> OfferedAnswer:
        """Return the answer with that label."""
        return next(answer for answer in self.answers if answer.label == label)

    def parse(self, reply: str) -> tuple[str, ...]:
        """Return the labels that a typed reply names.

        Raises:
            ReplyError: It names none, too many, one twice, or one that is not offered.
        """
        labels = self.labels
        words = re.sub(r"\b(and|then|steps?)\b", " ", reply, flags=re.IGNORECASE).upper()
        named = re.findall(r"\d+|[A-Z]", words) if re.fullmatch(r"[\sA-Z\d,;.>)→-]*", words) else []
        places = {} if self.labels_are_steps else {str(place): label for place, label in enumerate(labels, start=1)}
        named = [name if name in labels else places.get(name, name) for name in named]
        strange = [label for label in named if label not in labels]
        wanted = {"one": {1}, "some": {*range(1, len(labels) + 1)}, "all": {len(labels)}}[self.reply_size]
        if strange or len(named) != len(set(named)) or len(named) not in wanted:
            typed = " ".join(reply.split())
            raise ReplyError(
                f"{f'“{typed}” is no answer to this' if typed else 'That is empty'}. Answer with {self.how}."
            )
        return tuple(named)

    def shuffled(self, seed: str) -> Self:
        """Return the question with its answers in another order, labelled anew."""
        return replace(self, answers=tuple(lettered(shuffled(self.answers, seed))))

    def numbered(self) -> Self:
        """Return the question with its answers labelled by their places, from 1."""
        answers = (replace(answer, label=str(index)) for index, answer in enumerate(self.answers, start=1))
        return replace(self, answers=tuple(answers))

    def grade(self, chosen: Sequence[str]) -> Verdict:
        """Return the verdict on a reply.

        Args:
            chosen: The labels of the reply, as ``parse`` returns them.
        """
        answers = [self.answer(label) for label in chosen]
        wrong = [answer for answer in answers if not answer.right]
        missing = len(self.right) - sum(answer.right for answer in answers)
        right = not wrong and not missing
        shown = answers if right else wrong or answers
        lines = [self.reason_of(answer) for answer in shown]
        if not wrong and missing:
            lines = [*lines, f"But {'one more belongs' if missing == 1 else f'{missing} more belong'} to it."]
        return Verdict(
            right,
            tuple(chosen),
            "\n\n".join(line for line in lines if line),
            tuple(dict.fromkeys(answer.reading for answer in shown if answer.reading)),
            tuple(dict.fromkeys(step for answer in shown for step in answer.steps)),
            shown[0].scenario,
        )

    def judge(self, chosen: Sequence[str], *, asked_again: bool) -> Verdict:
        """Return the verdict on a reply: of a wrong one to be asked again without evidence that names the right answer.

        Args:
            chosen: The labels of the reply, as ``parse`` returns them.
            asked_again: Whether the question is asked once more if the reply is wrong.
        """
        verdict = self.grade(chosen)
        tells = self.evidence_tells or any(self.answer(label).tells for label in chosen)
        return verdict.without_evidence() if asked_again and tells and not verdict.right else verdict

    def for_hands(self) -> "PosedQuestion":
        """Return the question as a class votes on it: one hand a person, for one of what is offered."""
        return self

    def reason_of(self, answer: OfferedAnswer) -> str:
        """Return why an answer is right or wrong, in Markdown."""
        return answer.why or (f"{answer.text} is not the one." if not answer.right else "")

    def reveal(self) -> Verdict:
        """Return the verdict on the right reply, to be shown to somebody who has tried enough."""
        return self.grade(self.right)


def offered_answer(answer: ProvenAnswer, why: str, fill: FillIn) -> OfferedAnswer:
    """Return an answer as it is offered, without a label.

    Args:
        answer: The answer, with what the run says to it.
        why: Why it is right or wrong.
        fill: Fills the names of steps in prose with their numbers.
    """
    offered = OfferedAnswer("", fill(answer.text), answer.right, fill(why), scenario=answer.scenario)
    if answer.evaluation is None:
        silent = EvidenceWords(f"step {answer.step} says nothing of this: {answer.problem}") if answer.problem else None
        return replace(offered, reading=silent, steps=() if answer.step is None else (answer.step,))
    told = answer.evaluation
    return replace(offered, reading=told.evidence, steps=told.steps, tells=told.names_the_true_one)


def lettered(answers: Sequence[OfferedAnswer]) -> list[OfferedAnswer]:
    """Return answers labelled with the letters, in their order."""
    return [replace(answer, label=letter) for answer, letter in zip(answers, ascii_uppercase, strict=False)]


def shuffled(answers: Sequence[OfferedAnswer], seed: str) -> list[OfferedAnswer]:
    """Return answers in another order, the same one for the same seed."""
    order = list(answers)
    Random(seed).shuffle(order)  # noqa: S311 # no secret depends on the order of choices
    return order
