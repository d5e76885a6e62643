"""The rules for prose and code: what they point at is there, and no number of a step is written by hand."""

import re
from collections.abc import Iterator

from tracer.authoring.lesson_rules import moment_place, note_place
from tracer.authoring.problem import Problem, failed
from tracer.claims.evaluate import Traces
from tracer.errors import LessonError, TracerError
from tracer.lessons.code_sample import code_parts
from tracer.lessons.schema import Code, Lesson, Question
from tracer.lessons.step_references import with_steps
from tracer.trace.events import Trace
from tracer.trace.table import Table, table

_WORDS = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_PLACES = "second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth"
_NUMBER = re.compile(
    rf"\b(?:steps?|rows?)\s*(?:#|no\.|number)?\s*(?:\d+|(?:{_WORDS})\b)"
    rf"|\b(?:{_PLACES}|\d+(?:st|nd|rd|th))\s+(?:steps?|rows?)\b",
    re.IGNORECASE,
)
"""A step or a row with its number: in digits, in words, or as a place. "The first step" is none: a run has one."""
_NO_RUN = Trace(None, "", ())
_NO_STEPS = Table({}, (), ())


def check_code(lesson: Lesson) -> Iterator[Problem]:
    """Yield a problem for each pointer of the code sample that leads to nothing."""
    for pointer in lesson.code.show if lesson.code else ():
        try:
            code_parts(Code(show=(pointer,)), _NO_STEPS, _NO_RUN)
        except LessonError as error:
            message = str(error).removeprefix("code.show: ").rstrip(".")
            yield Problem("code", "code", message, "Point at a function or class of the demo app.")


def check_prose(lesson: Lesson, traces: Traces) -> Iterator[Problem]:
    """Yield a problem for each name of a step in prose that stands for no step, and for each number by hand."""
    for place, scenario, text in texts(lesson):

        def rows(name: str | None, about: str | None = scenario) -> Table:
            return table(traces(name or about))

        try:
            with_steps(text, rows)
        except TracerError as error:
            remedy = "Write {step:STAGE}, with :2 for the second step of that stage, or @SCENARIO for another run."
            yield failed(place, error, remedy, "prose")
        for number in _NUMBER.findall(text):
            message = f"“{number}” is written by hand, and will be wrong as soon as the run changes"
            yield Problem("prose", place, message, "Write {step:STAGE}; the number is filled in from the run.")


def texts(lesson: Lesson) -> Iterator[tuple[str, str | None, str]]:
    """Yield every prose text of a lesson: where it stands, the scenario it is about, and the text."""
    for name in ("title", "summary", "symptom"):
        yield name, None, getattr(lesson, name)
    for index, line in enumerate(lesson.snapshot, start=1):
        yield f"snapshot, line {index}", None, line
    if lesson.code is not None:
        yield "code, caption", None, lesson.code.caption
    if lesson.flow is not None:
        yield "flow, caption", None, lesson.flow.caption
        for node in lesson.flow.nodes:
            yield f'flow, node "{node.id}"', None, node.text
        for edge in lesson.flow.edges:
            yield f"flow, edge {edge.source} → {edge.target}", None, edge.label
    for moment in lesson.moments:
        yield moment_place(moment), moment.scenario, f"{moment.question}\n{moment.answer}"
    for index, note in enumerate(lesson.notes, start=1):
        yield note_place(index), None, note.text
    for question in lesson.questions:
        yield from _of_question(question)


def _of_question(question: Question) -> Iterator[tuple[str, str | None, str]]:
    place = f'question "{question.id}"'
    for text in (question.text, *question.hints, question.why):
        yield place, question.scenario, text
    for index, choice in enumerate(question.choices, start=1):
        for text in (choice.text, choice.why):
            yield f"{place}, choice {index}", question.scenario, text
