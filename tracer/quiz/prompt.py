"""Posing one question to a learner, understanding the reply and judging it.

Whether an answer is right was read from the recorded run, never from the lesson.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from random import Random
from string import ascii_uppercase

from tracer.claims.evaluate import Traces
from tracer.errors import ClaimError, LessonError, TracerError, UsageError
from tracer.lessons.schema import Question, QuestionKind
from tracer.quiz.answer_key import ProvenAnswer, prove_question
from tracer.trace.wording.phrases import steps_in_words


class ReplyError(UsageError):
    """A reply that is no answer to the question; the message says what would be one."""


@dataclass(frozen=True)
class OfferedAnswer:
    """One answer that is offered.

    Attributes:
        label: By what it is chosen: a letter, or the number of a step.
        text: What it says, in Markdown.
        right: Whether the run says that it is right.
        why: Why it is right or wrong, in Markdown.
        reading: What the run shows at the place it is read from: ``step 4, Result/Output: Session cookie set``.
        steps: The numbers of the steps it is read from.
        scenario: The scenario in whose run that is; None for the lesson's own.
        position: For the kind "order": which place it has in the right order, from 1.
    """

    label: str
    text: str
    right: bool
    why: str
    reading: str = ""
    steps: tuple[int, ...] = ()
    scenario: str | None = None
    position: int = 0


@dataclass(frozen=True)
class PosedQuestion:
    """A question as it is put to a learner.

    Attributes:
        id: Its name in the lesson.
        kind: How it is answered.
        text: The question, in Markdown.
        hints: Where to look, in order.
        answers: What is offered, in the order in which it is shown.
        why: Why the answer is what it is; for the kinds whose answers are steps.
        scenario: The scenario that it is about; None for the lesson's own.
    """

    id: str
    kind: QuestionKind
    text: str
    hints: tuple[str, ...]
    answers: tuple[OfferedAnswer, ...]
    why: str = ""
    scenario: str | None = None

    @property
    def right(self) -> tuple[str, ...]:
        """The labels of the right reply; for the kind "order" in the right order."""
        if self.kind == "order":
            return tuple(answer.label for answer in sorted(self.answers, key=lambda answer: answer.position))
        return tuple(answer.label for answer in self.answers if answer.right)

    @property
    def how(self) -> str:
        """What a reply looks like, in words."""
        labels = [answer.label for answer in self.answers]
        if self.kind == "step":
            in_a_row = [int(label) for label in labels] == [*range(int(labels[0]), int(labels[0]) + len(labels))]
            return f"the number of a step ({f'{labels[0]} to {labels[-1]}' if in_a_row else ', '.join(labels)})"
        if self.kind == "order":
            return f"all letters in the right order, for example {' '.join(labels)}"
        if self.kind == "several":
            return f"one or more letters ({labels[0]} to {labels[-1]}), for example {labels[0]} {labels[-1]}"
        return f"one letter ({labels[0]} {'or' if len(labels) == 2 else 'to'} {labels[-1]})"  # noqa: PLR2004 # A or B

    def answer(self, label: str) -> OfferedAnswer:
        """Return the answer with that label."""
        return next(answer for answer in self.answers if answer.label == label)

    def parse(self, reply: str) -> tuple[str, ...]:
        """Return the labels that a typed reply names.

        Raises:
            ReplyError: It names none, too many, one twice, or one that is not offered.
        """
        labels = [answer.label for answer in self.answers]
        words = re.sub(r"\b(and|then|steps?)\b", " ", reply, flags=re.IGNORECASE).upper()
        named = re.findall(r"\d+|[A-Z]", words) if re.fullmatch(r"[\sA-Z\d,;.>)→-]*", words) else []
        strange = [label for label in named if label not in labels]
        wanted = {"order": len(labels), "several": None}.get(self.kind, 1)
        if not named or strange or len(named) != len(set(named)) or wanted not in {None, len(named)}:
            raise ReplyError(f"Answer with {self.how}.")
        return tuple(named)

    def shuffled(self, seed: str) -> "PosedQuestion":
        """Return the question with its answers in another order; steps keep theirs, for they are numbered."""
        if self.kind == "step" or len(self.answers) < 2:  # noqa: PLR2004 # one cannot be shuffled
            return self
        order = list(self.answers)
        Random(seed).shuffle(order)  # noqa: S311 # no secret depends on the order of choices
        if self.kind == "order" and [answer.position for answer in order] == sorted(a.position for a in order):
            order.append(order.pop(0))  # the right order would be given away
        return replace(self, answers=tuple(_labelled(order)))


@dataclass(frozen=True)
class Verdict:
    """What the grading of a reply says.

    Attributes:
        right: Whether the reply is right.
        chosen: The labels that were chosen.
        reason: Why, in Markdown; it tells what the learner chose and what is wrong or right about it.
        readings: What the run shows there, one line for each place.
        steps: The numbers of the steps from which that is read.
        scenario: The scenario in whose run that is; None for the lesson's own.
    """

    right: bool
    chosen: tuple[str, ...]
    reason: str
    readings: tuple[str, ...] = ()
    steps: tuple[int, ...] = ()
    scenario: str | None = None


def pose(question: Question, traces: Traces, fill: Callable[[str], str] = str) -> PosedQuestion:
    """Return a question as it is put to a learner, its answers in the order of the lesson.

    Args:
        question: The question.
        traces: Gives the traces of scenarios; None asks for the one that the question is about.
        fill: Fills the names of steps in prose with their numbers.

    Raises:
        LessonError: What the author holds to be right is not what the run shows, so it cannot be asked.
        ClaimError: The question, or one of its choices, cannot be proven.
        UsageError: It is about a scenario that nobody knows.
    """
    proven = prove_question(question, traces)
    _require_truth(question, proven)
    answers = [_offered(question, answer, fill) for answer in proven]
    if question.kind == "order":
        order = sorted(answer.step or 0 for answer in proven)
        placed = zip(answers, proven, strict=True)
        answers = [replace(offered, position=order.index(answer.step or 0) + 1) for offered, answer in placed]
    if question.kind == "step":
        answers = [replace(offered, label=str(answer.step)) for offered, answer in zip(answers, proven, strict=True)]
        answers.sort(key=lambda answer: int(answer.label))
    else:
        answers = _labelled(answers)
    return PosedQuestion(
        question.id,
        question.kind,
        fill(question.text),
        tuple(fill(hint) for hint in question.hints),
        tuple(answers),
        fill(question.why),
        question.scenario,
    )


def left_out(question: Question, error: TracerError) -> str:
    """Return what is said of a question that cannot be asked: which one it is, and why."""
    message = str(error)
    message += "" if message.endswith((".", "?")) else "."
    named = f'question "{question.id}"'
    return f"Left out: {message}" if message.startswith(named) else f"Left out: {named}: {message}"


_CHECK = "python -m tracer check-lessons names each such place."


def _require_truth(question: Question, proven: Sequence[ProvenAnswer]) -> None:
    """Refuse a question whose author and whose run are not of one mind."""
    if question.kind == "order":
        return
    unknown = [answer for answer in proven if answer.evaluation is None and question.kind != "step"]
    if unknown:
        raise ClaimError(f'question "{question.id}", {unknown[0].place}: {unknown[0].problem.rstrip(".")}. {_CHECK}')
    lies = [answer for answer in proven if answer.marked is not None and answer.marked != answer.right]
    right = sum(answer.right for answer in proven)
    if lies or right == 0 or (right > 1 and question.kind != "several"):
        place = lies[0].place if lies else "its answers"
        raise LessonError(
            f'question "{question.id}", {place}: what the lesson says is not what the run shows. {_CHECK}'
        )


def _offered(question: Question, answer: ProvenAnswer, fill: Callable[[str], str]) -> OfferedAnswer:
    why = answer.why
    if question.kind == "step" and not question.choices and not answer.right:
        why = ""  # the question's own reason would give the right step away; the run is the reason
    offered = OfferedAnswer("", fill(answer.text), answer.right, fill(why), scenario=answer.scenario)
    if answer.evaluation is None:
        at = "" if answer.step is None else f"step {answer.step}: "
        return replace(offered, reading=at + answer.problem, steps=() if answer.step is None else (answer.step,))
    return replace(offered, reading=str(answer.evaluation), steps=answer.evaluation.steps)


def _labelled(answers: Sequence[OfferedAnswer]) -> list[OfferedAnswer]:
    return [replace(answer, label=letter) for answer, letter in zip(answers, ascii_uppercase, strict=False)]


def grade(posed: PosedQuestion, chosen: Sequence[str]) -> Verdict:
    """Return the verdict on a reply.

    Args:
        posed: The question as it was put.
        chosen: The labels of the reply, as ``PosedQuestion.parse`` returns them.
    """
    if posed.kind == "order":
        return _grade_order(posed, chosen)
    answers = [posed.answer(label) for label in chosen]
    wrong = [answer for answer in answers if not answer.right]
    missing = len(posed.right) - sum(answer.right for answer in answers)
    right = not wrong and not missing
    shown = answers if right else wrong or answers
    lines = [_because(posed, answer) for answer in shown]
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


def _because(posed: PosedQuestion, answer: OfferedAnswer) -> str:
    """Return why an answer is right or wrong, naming it where several were chosen."""
    why = answer.why or (f"{answer.text} is not the one." if not answer.right else "")
    return f"**{answer.label}** {why}" if posed.kind == "several" else why


def _grade_order(posed: PosedQuestion, chosen: Sequence[str]) -> Verdict:
    answers = [posed.answer(label) for label in chosen]
    positions = [answer.position for answer in answers]
    right = positions == sorted(positions)
    steps = tuple(step for answer in sorted(answers, key=lambda a: a.position) for step in answer.steps)
    if right:
        return Verdict(right, tuple(chosen), posed.why, (steps_in_words(steps),), steps, posed.scenario)
    late = next(index for index in range(1, len(positions)) if positions[index] < positions[index - 1])
    before, after = answers[late], answers[late - 1]
    reason = f"**{before.label}** ({before.text}) comes before **{after.label}** ({after.text})."
    shown = (before.steps[0], after.steps[0])
    return Verdict(right, tuple(chosen), reason, (steps_in_words(shown),), shown, posed.scenario)


def reveal(posed: PosedQuestion) -> Verdict:
    """Return the verdict on the right reply, to be shown to somebody who has tried enough."""
    return grade(posed, posed.right)
