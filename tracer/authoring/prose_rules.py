"""The rules for prose and code: what they point at is there, and no number of a step is written by hand."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from tracer.authoring.places import edge_place, moment_place, node_place, note_place, question_place
from tracer.authoring.problem import Problem, failed
from tracer.claims.evaluate import Traces
from tracer.errors import LessonError, TracerError
from tracer.lessons.code_sample import code_parts
from tracer.lessons.schema import Code, CodeExcerpt, Flow, Lesson, Question
from tracer.lessons.step_references import references, with_steps
from tracer.trace.events import Trace
from tracer.trace.table import Table, table
from tracer.trace.wrong_values import KeyPath

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
    """Yield a problem for each pointer of the code sample that leads to nothing, and each text that no line holds."""
    for index, shown in enumerate(lesson.code.show if lesson.code else ()):
        if not isinstance(shown, CodeExcerpt):
            yield from _of_code(shown, ("show", index))
            continue
        problems = [*_of_code(shown.source, ("show", index, "source"))]
        yield from problems
        for number, text in enumerate(shown.only if not problems else ()):
            yield from _of_code(replace(shown, only=(text,)), ("show", index, "only", number))


def _of_code(shown: str | CodeExcerpt, within: KeyPath) -> Iterator[Problem]:
    try:
        code_parts(Code(show=(shown,)), _NO_STEPS, _NO_RUN)
    except LessonError as error:
        message, _, remedy = str(error).removeprefix("code.show: ").rstrip(".").partition(". ")
        yield Problem("code", "code", message, f"{remedy}.", within=within)


def check_prose(lesson: Lesson, traces: Traces) -> Iterator[Problem]:
    """Yield a problem for each name of a step that stands for no step, each number by hand, and each open backtick."""
    for prose in texts(lesson):
        for problem in _of_prose(prose, traces):
            yield replace(problem, within=prose.within)


def _of_prose(prose: "Prose", traces: Traces) -> Iterator[Problem]:
    def rows(name: str | None) -> Table:
        return table(traces(name or prose.scenario))

    for reference in references(prose.text):
        try:
            with_steps(reference, rows)
        except TracerError as error:
            remedy = "Write {step:STAGE}, with :2 for the second step of that stage, or @SCENARIO for another run."
            yield replace(failed(prose.place, error, remedy, "prose"), quoted=reference)
    for number in _NUMBER.findall(prose.text):
        message = f"“{number}” is written by hand, and will be wrong as soon as the run changes"
        remedy = "Write {step:STAGE}; the number is filled in from the run."
        yield Problem("prose", prose.place, message, remedy, quoted=number)
    for opened in open_backticks(prose.text):
        message = f"the backtick before “{opened}” is opened and never closed" if opened else "a backtick opens nothing"
        yield Problem("prose", prose.place, message, "Write one on both sides: `code`.", quoted=f"`{opened}")


_BACKTICKS = re.compile(r"(?<!\\)`+")
_SAID = 20
"""A message quotes so many characters of what follows an open backtick."""


def open_backticks(text: str) -> Iterator[str]:
    """Yield the words behind each backtick, or row of them, that is not closed by as many in the same paragraph.

    So code is marked in Markdown (CommonMark, "Code spans"). A block of code between fences is one paragraph here.
    """
    for paragraph in _paragraphs(text):
        marks = [*_BACKTICKS.finditer(paragraph)]
        while marks:
            opening = marks.pop(0)
            closing = next((at for at, mark in enumerate(marks) if mark[0] == opening[0]), None)
            if closing is not None:
                del marks[: closing + 1]
                continue
            yield paragraph[opening.end() :].split("\n")[0].strip()[:_SAID].strip()


def _paragraphs(text: str) -> Iterator[str]:
    # Every other part of a text that is split at the fences is code; with an odd number of fences the last one is open.
    parts = _FENCES.split(text)
    for number, part in enumerate(parts):
        if number % 2 == 0:
            yield from re.split(r"\n\s*\n", part)
        elif number == len(parts) - 1:
            yield f"```{part}"


_FENCES = re.compile(r"^ *```", re.MULTILINE)


@dataclass(frozen=True)
class Prose:
    """A text of a lesson.

    Attributes:
        place: Where it stands, in words.
        scenario: The scenario that it is about; None for the lesson's own.
        text: The text.
        within: Where in the place it stands.
    """

    place: str
    scenario: str | None
    text: str
    within: KeyPath = ()


def texts(lesson: Lesson) -> Iterator[Prose]:
    """Yield every prose text of a lesson."""
    for name in ("title", "summary", "symptom"):
        yield Prose(name, None, getattr(lesson, name))
    for index, line in enumerate(lesson.snapshot, start=1):
        yield Prose(f"snapshot, line {index}", None, line)
    if lesson.code is not None:
        yield Prose("code, caption", None, lesson.code.caption)
    if lesson.flow is not None:
        yield from _of_flow(lesson.flow)
    for moment in lesson.moments:
        for key in ("question", "answer"):
            yield Prose(moment_place(moment), moment.scenario, getattr(moment, key), (key,))
    for index, note in enumerate(lesson.notes, start=1):
        yield Prose(note_place(index), None, note.text, ("text",))
    for question in lesson.questions:
        yield from _of_question(question)


def _of_flow(flow: Flow) -> Iterator[Prose]:
    yield Prose("flow, caption", None, flow.caption)
    for node in flow.nodes:
        yield Prose(node_place(node.id), None, node.text, ("text",))
    for edge in flow.edges:
        yield Prose(edge_place(edge), None, edge.label, ("label",))


def _of_question(question: Question) -> Iterator[Prose]:
    place = question_place(question)
    yield Prose(place, question.scenario, question.text, ("text",))
    for index, hint in enumerate(question.hints):
        yield Prose(place, question.scenario, hint, ("hints", index))
    yield Prose(place, question.scenario, question.why, ("why",))
    for index, choice in enumerate(question.choices, start=1):
        for key in ("text", "why"):
            yield Prose(f"{place}, choice {index}", question.scenario, getattr(choice, key), (key,))
