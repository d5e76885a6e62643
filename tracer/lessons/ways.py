"""The nine ways to take a lesson, and the order in which a lesson takes them."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tracer.lessons.schema import Lesson  # the command line names the ways, and needs no schema for that

WAYS: Mapping[str, str] = {
    "predict": "each row's action and input; you say what comes out",
    "flow": "the concept flow with the path of the run",
    "table": "the execution table",
    "tracker": "the variables, step by step",
    "code": "the code, with the steps that were announced in it",
    "moments": "the key moments: what learners wonder",
    "quiz": "the questions",
    "snapshot": "what to keep in mind",
    "transcript": "the whole lesson as text, to read or to listen to",
}
"""Each way with what it shows, in the order of a lesson. Before them stands what the lesson is about, with the concept
flow as an idea: what is still to be predicted must not have been seen."""

_NEEDS: "Mapping[str, Callable[[Lesson], object]]" = {
    "flow": lambda lesson: lesson.flow,
    "code": lambda lesson: lesson.code,
    "moments": lambda lesson: lesson.moments,
    "quiz": lambda lesson: lesson.questions,
    "snapshot": lambda lesson: lesson.snapshot,
}
"""What a lesson must have for a way to show anything."""


def ways_of(lesson: "Lesson") -> tuple[str, ...]:
    """Return the ways in which a lesson is taken, in their order: those that have something to show."""
    return tuple(way for way in WAYS if way not in _NEEDS or _NEEDS[way](lesson))
