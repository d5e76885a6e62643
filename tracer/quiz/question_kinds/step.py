"""The kind ``step``: in which step something is true. It is answered with the number of the step."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import ClassVar, Self

from tracer.claims.event_schema import require_browser
from tracer.claims.selectors import StepName, browsers_of, find_step
from tracer.errors import ClaimError
from tracer.lessons.schema import Choice, Question, QuestionTarget
from tracer.quiz.answer_key import AnswerKey, ProvenAnswer
from tracer.quiz.question_kinds.posed_question import FillIn, OfferedAnswer, PosedQuestion, offered_answer


class StepQuestion(PosedQuestion):
    """A question for a step: one of those that the choices name, or any."""

    labels_are_steps: ClassVar[bool] = True
    list_words: ClassVar[str] = "Answer with the number of a step."
    parts: ClassVar[frozenset[str]] = frozenset({"choices", "asks", "why"})
    choice_part: ClassVar[str] = "step"
    evidence_tells: ClassVar[bool] = True

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
            answers = [
                ProvenAnswer(f"step {step.number}", f"Step {step.number}", question.why, step=step.number)
                for step in key.rows.steps
            ]
        else:
            steps = [find_step(key.rows, selector).number for _, _, selector in offered]
            answers = [
                ProvenAnswer(place, choice.text or f"Step {number}", choice.why, choice.right, step=number)
                for (place, choice, _), number in zip(offered, steps, strict=True)
            ]
        chosen = cls._chosen(key)
        for answer in answers:
            yield cls._of_several(cls._step(key, answer), key, chosen)

    @staticmethod
    def _step(key: AnswerKey, answer: ProvenAnswer) -> ProvenAnswer:
        try:
            claim = key.target.step_claim(answer.step or 0, key.question.scenario)
        except ValueError as error:
            raise ClaimError(str(error)) from error
        return key.proven(answer, claim)

    @classmethod
    def _chosen(cls, key: AnswerKey) -> Sequence[int] | None:
        """Return the steps that are asked for among those of which it is true; None where it is all of them.

        Raises:
            ClaimError: Nothing is done in the browser that is asked for.
        """
        target = key.target
        if target.browser is None and target.occurrence is None:
            return None
        require_browser(target.browser, browsers_of(key.rows))
        found = [
            step.number
            for step in key.rows.steps
            if target.browser in {None, step.browser} and cls._step(key, ProvenAnswer("", "", step=step.number)).right
        ]
        if target.occurrence is None:
            return found
        index = target.occurrence - 1 if target.occurrence > 0 else target.occurrence
        return [found[index]] if -len(found) <= index < len(found) else []

    @staticmethod
    def _of_several(answer: ProvenAnswer, key: AnswerKey, chosen: Sequence[int] | None) -> ProvenAnswer:
        """Return an answer with what the run says, where it is true of several steps and one of them is asked for."""
        told, number = answer.evaluation, answer.step or 0
        if chosen is None or told is None or not told.holds or number in chosen:
            return answer
        browser = key.rows.steps[number - 1].browser
        elsewhere = key.target.browser not in {None, browser}
        why = f"in browser {browser}" if elsewhere else "another time"
        asked = f", but in browser {browser}" if elsewhere else "; the question asks for another time"
        others = replace(
            told,
            holds=False,
            found=f"{told.found}, {why}",
            expected=f"{told.expected}, {_which(key.target)}",
            evidence=replace(told.evidence, claimed=asked),
            steps=(number,),
        )
        return replace(answer, evaluation=others)

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


def _which(target: QuestionTarget) -> str:
    """Return which of several steps is asked for, in words: ``for the first time in browser B``."""
    occurrence = target.occurrence
    last = "for the last time" if occurrence == -1 else f"the occurrence {occurrence}"
    time = "" if occurrence is None else "for the first time" if occurrence == 1 else last
    where = "" if target.browser is None else f"in browser {target.browser}"
    return " ".join(word for word in (time, where) if word)
