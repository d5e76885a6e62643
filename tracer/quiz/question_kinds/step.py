"""The kind ``step``: in which step something is true. It is answered with the number of the step."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import ClassVar, Self

from tracer.claims.selectors import StepName, find_step
from tracer.errors import ClaimError
from tracer.lessons.schema import Choice, Question
from tracer.quiz.answer_key import AnswerKey, ProvenAnswer
from tracer.quiz.question_kinds.posed_question import FillIn, OfferedAnswer, PosedQuestion, offered_answer


class StepQuestion(PosedQuestion):
    """A question for a step: one of those that the choices name, or any."""

    labels_are_steps: ClassVar[bool] = True
    list_words: ClassVar[str] = "Answer with the number of a step."
    parts: ClassVar[frozenset[str]] = frozenset({"choices", "asks", "why"})
    choice_part: ClassVar[str] = "step"

    @classmethod
    def prove(cls, key: AnswerKey) -> Iterator[ProvenAnswer]:
        """Yield the steps that are offered: those of the choices, or every step."""
        question = key.question
        offered: list[tuple[str, Choice, StepName]] = [
            (place, choice, choice.step) for place, choice in key.choices if choice.step is not None
        ]
        if len(offered) != len(question.choices):
            raise ClaimError("each choice of a question of the kind step names a step")
        if not offered:
            for step in key.rows.steps:
                answer = ProvenAnswer(f"step {step.number}", f"Step {step.number}", question.why, step=step.number)
                yield cls._step(key, answer, step.number)
        for place, choice, selector in offered:
            number = find_step(key.rows, selector).number
            answer = ProvenAnswer(place, choice.text or f"Step {number}", choice.why, choice.right, step=number)
            yield cls._step(key, answer, number)

    @staticmethod
    def _step(key: AnswerKey, answer: ProvenAnswer, number: int) -> ProvenAnswer:
        try:
            claim = key.target.step_claim(number, key.question.scenario)
        except ValueError as error:
            raise ClaimError(str(error)) from error
        return key.proven(answer, claim)

    @classmethod
    def offered(cls, question: Question, proven: Sequence[ProvenAnswer], fill: FillIn) -> Sequence[OfferedAnswer]:
        """Return the steps in their order, labelled with their numbers."""
        answers = []
        for answer in proven:
            # The question's own reason would give the right step away. For any other step the run is the reason.
            why = answer.why if question.choices or answer.right else ""
            answers.append(replace(offered_answer(answer, why, fill), label=str(answer.step)))
        return sorted(answers, key=lambda answer: int(answer.label))

    @property
    def how(self) -> str:
        """What a reply looks like, in words."""
        numbers = [int(label) for label in self.labels]
        in_a_row = numbers == [*range(numbers[0], numbers[0] + len(numbers))]
        offered = f"{numbers[0]} to {numbers[-1]}" if in_a_row else ", ".join(self.labels)
        return f"the number of a step ({offered})"

    def shuffled(self, seed: str) -> Self:  # noqa: ARG002 # steps keep their order, for they are numbered
        """Return the question as it is."""
        return self

    def numbered(self) -> Self:
        """Return the question as it is: its labels are numbers already."""
        return self
