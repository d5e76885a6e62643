"""The kind ``value``: which value a variable, a column, a fact, a header or a cookie has at a place."""

from collections.abc import Iterator
from typing import ClassVar

from tracer.errors import ClaimError
from tracer.quiz.answer_key import AnswerKey, ProvenAnswer
from tracer.quiz.question_kinds.posed_question import PosedQuestion
from tracer.trace.plain_values import as_expected


class ValueQuestion(PosedQuestion):
    """A question for a value."""

    list_words: ClassVar[str] = "One value is right."
    parts: ClassVar[frozenset[str]] = frozenset({"choices", "asks"})
    choice_part: ClassVar[str] = "value"
    evidence_tells: ClassVar[bool] = True

    @classmethod
    def prove(cls, key: AnswerKey) -> Iterator[ProvenAnswer]:
        """Yield the choices: each says that its value is the one that is found at the place."""
        if not key.question.choices:
            raise ClaimError("the question offers no choices")
        target = key.target
        for place, choice in key.choices:
            answer = ProvenAnswer(place, choice.text or f"`{as_expected(choice.value)}`", choice.why, choice.right)
            try:
                claim = target.value_claim(choice.value, key.question.scenario)
            except ValueError as error:
                raise ClaimError(str(error)) from error
            yield key.proven(answer, claim)
