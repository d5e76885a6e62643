"""The kind ``order``: steps of the run are put in the order in which they happened."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import permutations
from random import Random
from typing import ClassVar, Self

from tracer.claims.evidence_in_words import EvidenceWords
from tracer.claims.selectors import find_step
from tracer.lessons.schema import Question
from tracer.quiz.answer_key import AnswerKey, ProvenAnswer
from tracer.quiz.question_kinds.one import OneQuestion
from tracer.quiz.question_kinds.posed_question import (
    FillIn,
    OfferedAnswer,
    PosedQuestion,
    ReplySize,
    lettered,
    offered_answer,
    shuffled,
)
from tracer.quiz.verdict import Verdict
from tracer.trace.table import Step, Table
from tracer.trace.wording.browsers import whose_remark
from tracer.trace.wording.phrases import steps_in_words

_WRONG_ORDERS = 3
"""How many wrong orders a class is offered besides the right one."""


def item_text(rows: Table, step: Step) -> str:
    """Return how an item is named: without its number, which would give the answer away."""
    return f"{step.row.action}{whose_remark(rows, step.browser)} → {step.row.result}"


class OrderQuestion(PosedQuestion):
    """A question for the order of some steps."""

    reply_size: ClassVar[ReplySize] = "all"
    list_words: ClassVar[str] = "Answer with all letters, in the order in which they happen."
    parts: ClassVar[frozenset[str]] = frozenset({"items", "why"})
    choice_part: ClassVar[str] = ""

    @classmethod
    def prove(cls, key: AnswerKey) -> Iterator[ProvenAnswer]:
        """Yield the items, in the order in which the lesson names them."""
        for index, selector in enumerate(key.question.items, start=1):
            step = find_step(key.rows, selector)
            why, scenario = key.question.why, key.question.scenario
            yield ProvenAnswer(f"item {index}", item_text(key.rows, step), why, step=step.number, scenario=scenario)

    @classmethod
    def require_truth(cls, question: Question, proven: Sequence[ProvenAnswer]) -> None:
        """Refuse nothing: the author says of no order that it is right, the run alone does."""

    @classmethod
    def offered(cls, question: Question, proven: Sequence[ProvenAnswer], fill: FillIn) -> Sequence[OfferedAnswer]:  # noqa: ARG003 # the form of every kind
        """Return the items in the order of the lesson, each with its place in the right order."""
        order = sorted(answer.step or 0 for answer in proven)
        return lettered(
            [
                replace(offered_answer(answer, answer.why, fill), position=order.index(answer.step or 0) + 1)
                for answer in proven
            ]
        )

    @property
    def right(self) -> tuple[str, ...]:
        """The labels in the right order."""
        return tuple(answer.label for answer in sorted(self.answers, key=lambda answer: answer.position))

    @property
    def how(self) -> str:
        """What a reply looks like, in words."""
        return f"all letters in the right order, for example {' '.join(self.labels)}"

    def shuffled(self, seed: str) -> Self:
        """Return the question with its items in another order, never in the right one."""
        order = shuffled(self.answers, seed)
        if [answer.position for answer in order] == sorted(answer.position for answer in order):
            order.append(order.pop(0))  # the right order would be given away
        return replace(self, answers=tuple(lettered(order)))

    def for_hands(self) -> PosedQuestion:
        """Return the question with whole orders as its answers, the right one among them.

        The items stand in the text, so that the orders can be told by their labels, in a saved vote too.
        """
        right = [self.labels.index(label) for label in self.right]
        texts = [answer.text for answer in self.answers]
        wrong = [
            list(order)
            for order in permutations(range(len(texts)))
            if [texts[place] for place in order] != [texts[place] for place in right]
        ]
        offered = [right, *Random(self.id).sample(wrong, min(_WRONG_ORDERS, len(wrong)))]  # noqa: S311 # no secret
        answers = [
            OfferedAnswer("", " → ".join(self.labels[place] for place in order), order is right, self.why)
            for order in offered
        ]
        items = "".join(f"\n\n{answer.label}: {answer.text}" for answer in self.answers)
        orders = tuple(lettered(shuffled(answers, self.id)))
        counted = OneQuestion(self.id, "one", f"{self.text}{items}", self.hints, orders, self.why, self.scenario)
        # An order has another label than an item: no letter stands for both.
        return counted if self.labels[0].isdigit() else counted.numbered()

    def grade(self, chosen: Sequence[str]) -> Verdict:
        """Return the verdict on an order; of a wrong one it names two steps that stand the wrong way round."""
        answers = [self.answer(label) for label in chosen]
        positions = [answer.position for answer in answers]
        right = positions == sorted(positions)
        steps = tuple(step for answer in sorted(answers, key=lambda a: a.position) for step in answer.steps)
        if right:
            return Verdict(right, tuple(chosen), self.why, (_in_this_order(steps),), steps, self.scenario)
        late = next(index for index in range(1, len(positions)) if positions[index] < positions[index - 1])
        before, after = answers[late], answers[late - 1]
        reason = f"**{before.label}** ({before.text}) comes before **{after.label}** ({after.text})."
        shown = (before.steps[0], after.steps[0])
        return Verdict(right, tuple(chosen), reason, (_in_this_order(shown),), shown, self.scenario)


def _in_this_order(steps: Sequence[int]) -> EvidenceWords:
    return EvidenceWords(f"{steps_in_words(steps)} come in this order")
