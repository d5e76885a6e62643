"""The kind ``several``: each choice makes a claim, and every true one belongs to the right reply."""

from typing import ClassVar

from tracer.quiz.question_kinds.one import OneQuestion
from tracer.quiz.question_kinds.posed_question import OfferedAnswer, ReplySize


class SeveralQuestion(OneQuestion):
    """A question with more than one right choice."""

    reply_size: ClassVar[ReplySize] = "some"
    list_words: ClassVar[str] = "More than one answer may be right."

    @property
    def how(self) -> str:
        """What a reply looks like, in words."""
        first, last = self.labels[0], self.labels[-1]
        return f"one or more letters ({first} to {last}), for example {first} {last}"

    def reason_of(self, answer: OfferedAnswer) -> str:
        """Return why an answer is right or wrong, behind its label: a reply names several."""
        return f"**{answer.label}** {super().reason_of(answer)}"
