"""The kind ``one``: each choice makes a claim, and exactly one of them is true."""

from collections.abc import Iterator
from dataclasses import replace

from tracer.errors import ClaimError
from tracer.quiz.answer_key import AnswerKey, ProvenAnswer
from tracer.quiz.question_kinds.posed_question import PosedQuestion


class OneQuestion(PosedQuestion):
    """A question with one right choice."""

    @classmethod
    def prove(cls, key: AnswerKey) -> Iterator[ProvenAnswer]:
        """Yield the choices with what the run says to their claims."""
        if not key.question.choices:
            raise ClaimError("the question offers no choices")
        for place, choice in key.choices:
            answer = ProvenAnswer(place, choice.text, choice.why, choice.right)
            if choice.asserted:
                yield key.proven(answer, *choice.asserted)
            else:
                yield replace(answer, problem="the choice makes no claim")
