"""Choosing some questions of a lesson: for a class that has time for three of ten."""

from collections.abc import Sequence
from dataclasses import replace

from tracer.errors import UsageError, unknown
from tracer.lessons.hunt import with_guess_first
from tracer.lessons.schema import Lesson
from tracer.quiz.votes import SEPARATORS


def with_chosen_questions(lesson: Lesson, chosen: str) -> Lesson:
    """Return a lesson with some of its questions, in the order in which they are named.

    The guess of a lesson that hunts a fault is asked in any case: the rest of the lesson waits for it.

    Args:
        lesson: The lesson.
        chosen: The numbers of the questions, as the lesson lists them, or their names: ``1,4,when-is-it-seen``.

    Raises:
        UsageError: One of them names no question, or nothing is named.
    """
    listed = with_guess_first(lesson).questions
    places = {**{str(number): one for number, one in enumerate(listed, start=1)}, **{one.id: one for one in listed}}
    words = [word for word in SEPARATORS.split(chosen) if word]
    if not words:
        raise UsageError("--only names no question. Write numbers, as in --only 1,4.")
    for word in words:
        if word not in places:
            raise UsageError(_no_question(word, [one.id for one in listed], lesson))
    named: Sequence[str] = [places[word].id for word in words]
    guess = [lesson.guess] if lesson.guess and lesson.guess not in named else []
    by_id = {one.id: one for one in listed}
    return replace(lesson, questions=tuple(by_id[name] for name in dict.fromkeys([*guess, *named])))


def _no_question(word: str, ids: Sequence[str], lesson: Lesson) -> str:
    if word.isdigit():
        return f'The lesson "{lesson.name}" has no question {word}; it has {len(ids)}.'
    return unknown("question", word, list(ids))
