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
    "code": "the code, with the line that acted in each step",
    "moments": "the key moments: what learners wonder",
    "quiz": "the questions",
    "snapshot": "what to keep in mind",
    "transcript": "the whole lesson as text, to read or to listen to",
}
"""Each way with what it shows, in the order of a lesson. Before them stands what the lesson is about, with the concept
flow as an idea: what is still to be predicted must not have been seen."""

GUESS, BESIDE = "guess", "beside"
"""Two more ways that a lesson on a fault has: the guess, and the run of the healthy app beside the lesson's own one."""

WAYS_OF_A_HUNT: Mapping[str, str] = {
    **{way: WAYS[way] for way in ("predict", "table", "tracker")},
    GUESS: "what do you think is behind it?",
    **{way: WAYS[way] for way in ("flow", "code", "moments")},
    BESIDE: "the healthy app, the same app without the fault, beside this one",
    **{way: WAYS[way] for way in ("quiz", "snapshot", "transcript")},
}
"""The ways of a lesson that keeps a secret: the run, the guess, the evidence, the healthy run, the questions about
both, and what to keep in mind."""

_NEEDS: "Mapping[str, Callable[[Lesson], object]]" = {
    "flow": lambda lesson: lesson.flow,
    "code": lambda lesson: lesson.code,
    "moments": lambda lesson: lesson.moments,
    "quiz": lambda lesson: lesson.questions,
    "snapshot": lambda lesson: lesson.snapshot,
    BESIDE: lambda lesson: lesson.beside,
}
"""What a lesson must have for a way to show anything."""


def ways_of(lesson: "Lesson") -> tuple[str, ...]:
    """Return the ways in which a lesson is taken, in their order: those that have something to show."""
    order = WAYS_OF_A_HUNT if lesson.guess else WAYS
    return tuple(way for way in order if way not in _NEEDS or _NEEDS[way](lesson))
