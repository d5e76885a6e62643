"""A lesson that hunts a fault keeps its secret: what may be seen before the learner has guessed, and what waits.

The order is the same wherever the lesson is taken: the symptom, the run, the guess; then the evidence (summary, concept
flow, code and key moments), the healthy run beside it, the other questions, and what to keep in mind. A lesson without
a guess keeps no secret, and nothing in it waits.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Protocol, TypeVar

from tracer.lessons.schema import Lesson, Question

SOLUTION = "The solution"
"""The heading above all that tells the cause, where it stands in one text with what does not."""


class Named(Protocol):
    """A question in any form: as it is in the lesson, or as it is put to a learner."""

    @property
    def id(self) -> str:
        """Its name in the lesson."""


_Asked = TypeVar("_Asked", bound=Named)


def with_guess_first(lesson: Lesson) -> Lesson:
    """Return a lesson with the guess before its other questions, wherever it stands in the file."""
    first, later = split_at_guess(lesson, lesson.questions)
    return replace(lesson, questions=(*first, *later)) if later else lesson


def split_at_guess(lesson: Lesson | None, questions: Iterable[_Asked]) -> tuple[Sequence[_Asked], Sequence[_Asked]]:
    """Return the questions up to the guess, and those that wait for it; none wait where nothing is to be guessed.

    Args:
        lesson: The lesson; None for questions that belong to none.
        questions: Its questions, or some of them.
    """
    asked = tuple(questions)
    if lesson is None or not lesson.guess:
        return asked, ()
    return tuple(one for one in asked if one.id == lesson.guess), tuple(one for one in asked if one.id != lesson.guess)


def before_guess(lesson: Lesson) -> Lesson:
    """Return what may be seen of a lesson before its guess is settled: head, symptom, scenarios and questions."""
    return replace(
        lesson,
        summary="",
        beside=None,
        flow=None,
        code=None,
        moments=(),
        snapshot=(),
        notes=(),
        behaviours=(),
        textbook=None,
    )


def guess_of(lesson: Lesson | None) -> Question | None:
    """Return the question by which the learner guesses the cause; None where the lesson keeps no secret."""
    if lesson is None:
        return None
    return next((question for question in lesson.questions if question.id == lesson.guess), None)
