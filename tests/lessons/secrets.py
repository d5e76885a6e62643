"""What would tell the cause in a lesson that hunts a fault, for the tests that look for it where it must not stand."""

from collections.abc import Iterator, Sequence
from functools import cache

from tests.course import course, lesson, lessons
from tests.wrapped_text import letters
from tracer.findings import find
from tracer.findings.catalogue import page
from tracer.lessons.code_sample import code_parts, on_app
from tracer.lessons.hunt import guess_of
from tracer.lessons.prose import LessonProse
from tracer.lessons.schema import Lesson, Question
from tracer.quiz.prompt import pose
from tracer.quiz.question_kinds.posed_question import PosedQuestion
from tracer.views.markdown import plain_line

HUNTS = [one.name for one in lessons().values() if one.guess]
"""The lessons that keep a secret."""

_TELLING = 15
"""A line of code with fewer letters than this may stand anywhere."""


def seen(text: str) -> str:
    """Return a text as it is compared: without Markdown, blanks and frames, wherever its lines break."""
    return letters(text.replace("`", "").replace("│", ""))


def told(markdown: str) -> str:
    return seen(plain_line(markdown))


def posed(hunted: Lesson, question: Question) -> PosedQuestion:
    prose = LessonProse(course().traces(hunted))
    return pose(question, course().traces(hunted), lambda text: prose.fill(text, question.scenario))


def question_of(hunted: Lesson) -> str:
    """Return the text of the guess as it is compared."""
    guess = guess_of(hunted)
    assert guess is not None
    return told(guess.text)


@cache
def secrets_of(name: str) -> Sequence[tuple[str, str]]:
    """Return everything that would tell the cause: what it is, and how it reads."""
    hunted = lesson(name)
    symptom, prose = told(hunted.symptom), LessonProse(course().traces(hunted))
    every = (*_answers(hunted), *_findings(hunted), *_code(hunted, prose), *_prose(hunted, prose))
    return [(what, text) for what, text in every if text and text not in symptom]


def told_too_early(name: str, text: str) -> list[tuple[str, str]]:
    """Return what of a lesson's secret stands in a text."""
    shown = seen(text)
    return [(what, secret) for what, secret in secrets_of(name) if secret in shown]


def _answers(hunted: Lesson) -> Iterator[tuple[str, str]]:
    for question in hunted.questions:
        for answer in posed(hunted, question).answers if question.id in {hunted.guess, "remedy"} else ():
            yield f"the answer to {question.id}", told(answer.text) if answer.right else ""
            yield f"a reason in {question.id}", told(answer.why)


def _findings(hunted: Lesson) -> Iterator[tuple[str, str]]:
    for finding in find(course().traces(hunted)(None)):
        yield "the code of a finding", seen(finding.code)
        yield "the title of a finding", told(page(finding.code).title)


def _code(hunted: Lesson, prose: LessonProse) -> Iterator[tuple[str, str]]:
    assert hunted.code is not None
    yield "the caption of the code", told(prose.fill(hunted.code.caption, None))
    for part in code_parts(on_app(hunted.code, hunted.app), prose.tables(None), course().traces(hunted)(None)):
        for line in part.lines:
            yield "a line of the code", seen(line.text) if len(seen(line.text)) >= _TELLING else ""


def _prose(hunted: Lesson, prose: LessonProse) -> Iterator[tuple[str, str]]:
    yield "the summary", told(prose.fill(hunted.summary, None))
    for moment in prose.moments(hunted, print):
        yield "a key moment", told(moment.question)
        yield "the answer of a key moment", told(moment.answer)
    for line in prose.snapshot(hunted, print):
        yield "a line to keep in mind", told(line)
    for note in prose.notes(hunted, print):
        yield "a speaker's note", told(note.text)
    if hunted.flow is not None and hunted.flow_of is None:
        for edge in hunted.flow.edges:
            yield "an arrow of the flow", told(edge.label) if len(told(edge.label)) >= _TELLING else ""
