"""The lessons that come with the tracer: everything in them is true, and every wrong answer is judged wrong."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import permutations
from string import ascii_uppercase

import pytest

from tests.course import LIBRARY, course, lessons_here, performed
from tracer.authoring.check import check
from tracer.lessons.flow import flow_path
from tracer.lessons.schema import Flow, Lesson, Question
from tracer.quiz.prompt import pose
from tracer.quiz.question_kinds.posed_question import PosedQuestion
from tracer.quiz.round import begin
from tracer.trace.event_facts import fact_at
from tracer.trace.table import Step, table
from tracer.views.question_list import QuestionList

LESSONS = lessons_here()
QUESTIONS = [(file, question) for file, lesson in LESSONS.items() for question in lesson.questions]
_MOST_ORDERS = 24

_MOST_AT_ONE_LETTER = 0.45
"""Which part of the right answers may stand at the same letter, so that nobody learns the letter instead."""


def posed(file: str, question: Question) -> PosedQuestion:
    return pose(question, course().traces(LESSONS[file]))


def test_every_lesson_passes_the_check() -> None:
    report = check([*LIBRARY.paths()], performed, LIBRARY)
    assert [str(problem) for problem in report.problems] == []
    assert report.questions == len(QUESTIONS)


def wrong_replies(question: PosedQuestion) -> Iterator[tuple[str, ...]]:
    """Yield every reply of one answer that is wrong, every set of answers, and the orders, up to a number."""
    labels = [answer.label for answer in question.answers]
    if question.kind == "order":
        for order in [*permutations(labels)][:_MOST_ORDERS]:
            if order != question.right:
                yield order
    elif question.kind == "several":
        for number in range(1, 2 ** len(labels)):
            chosen = tuple(label for index, label in enumerate(labels) if number >> index & 1)
            if chosen != question.right:
                yield chosen
    else:
        yield from ((label,) for label in labels if label not in question.right)


@pytest.mark.parametrize(("file", "question"), QUESTIONS, ids=lambda value: getattr(value, "id", value))
def test_every_wrong_reply_is_judged_wrong_with_its_reason(file: str, question: Question) -> None:
    asked = posed(file, question)
    assert asked.grade(asked.right).right
    replies = [*wrong_replies(asked)]
    assert replies
    for reply in replies:
        verdict = asked.grade(reply)
        assert not verdict.right, f"{question.id}: {reply}"
        assert verdict.reason.strip()
        assert verdict.readings


@pytest.mark.parametrize(("file", "question"), QUESTIONS, ids=lambda value: getattr(value, "id", value))
def test_no_evidence_names_the_right_answer_while_the_question_is_asked_again(file: str, question: Question) -> None:
    asked = posed(file, question)
    for reply in wrong_replies(asked):
        quiz, first = begin([asked]).answer(reply)
        whole = asked.grade(reply)
        tells = question.kind in {"value", "step"} or any(asked.answer(one).tells for one in reply)
        assert first == (replace(whole, readings=(), steps=()) if tells else whole)
        assert not any("the first difference" in reading.shows for reading in first.readings)
        assert quiz.answer(reply)[1] == whole
    assert begin([asked]).answer(asked.right)[1] == asked.reveal()


@pytest.mark.parametrize(("file", "question"), QUESTIONS, ids=lambda value: getattr(value, "id", value))
def test_every_choice_is_proven(file: str, question: Question) -> None:
    for answer in posed(file, question).answers:
        assert answer.reading or question.kind == "order"


@pytest.mark.parametrize("lesson", LESSONS.values(), ids=lambda lesson: lesson.name)
def test_every_lesson_can_be_taken_and_taught(lesson: Lesson) -> None:
    assert lesson.summary.strip()
    assert lesson.minutes > 0
    if lesson.questions:
        assert lesson.snapshot
        assert lesson.moments


@pytest.mark.parametrize("lesson", LESSONS.values(), ids=lambda lesson: lesson.name)
def test_the_summary_says_in_two_sentences_what_one_can_do_afterwards(lesson: Lesson) -> None:
    summary = " ".join(lesson.summary.split())
    assert summary.startswith("Afterwards you can ")
    assert len(re.findall(r"[.!?](?= |$)", summary)) == 2


def letters_of_right_answers(lesson: Lesson) -> Counter[str]:
    """Return at which letters the right answers stand, where one letter is asked for."""
    asked = (question for question in lesson.questions if question.kind not in {"step", "order", "several"})
    chosen = (
        (letter, choice)
        for question in asked
        for letter, choice in zip(ascii_uppercase, question.choices, strict=False)
    )
    return Counter(letter for letter, choice in chosen if choice.right)


def test_the_right_answers_are_spread_over_the_letters() -> None:
    spread = sum((letters_of_right_answers(lesson) for lesson in LESSONS.values()), Counter[str]())
    assert max(spread.values()) <= _MOST_AT_ONE_LETTER * spread.total(), spread


@pytest.mark.parametrize("lesson", LESSONS.values(), ids=lambda lesson: lesson.name)
def test_no_letter_is_always_the_right_one_in_a_lesson(lesson: Lesson) -> None:
    spread = letters_of_right_answers(lesson)
    assert len(spread) > 1 or spread.total() < 2


def test_several_right_answers_seldom_all_come_first() -> None:
    lists = [[choice.right for choice in question.choices] for _, question in QUESTIONS if question.kind == "several"]
    first = [rights for rights in lists if rights == sorted(rights, reverse=True)]
    assert len(first) <= _MOST_AT_ONE_LETTER * len(lists)


@pytest.mark.parametrize("file", LESSONS)
def test_the_list_of_questions_offers_what_the_quiz_offers(file: str) -> None:
    """A choice that only names a step, or a value, is listed as such and never as nothing."""
    lesson = LESSONS[file]
    rows = table(course().traces(lesson)(None))
    for question in lesson.questions:
        lines = [*QuestionList([question], rows, "").lines()]
        if question.kind == "step" and question.scenario is None:
            offered = [answer.label for answer in posed(file, question).answers]
            wanted = ", ".join(offered) if question.choices else f"1 to {offered[-1]}"
            assert lines[-2].rstrip(".").endswith(wanted)
        elif question.kind not in {"step", "order"}:
            assert [line[2] for line in lines[2:-2]] == [*ascii_uppercase[: len(question.choices)]]
        if not any(choice.value in {None, "None"} and question.kind == "value" for choice in question.choices):
            assert not any(line.endswith(". None") for line in lines)


def flow_of(lesson: Lesson) -> Flow | None:
    return lesson.flow if lesson.flow_of is None else LIBRARY.lesson(lesson.flow_of).flow


_NEUTRAL = {"Turn the visitor away"}
"""What is true of somebody who is redirected and of somebody who is refused."""


@pytest.mark.parametrize("lesson", LESSONS.values(), ids=lambda lesson: lesson.name)
def test_a_box_stands_for_redirected_or_for_refused_or_says_neither(lesson: Lesson) -> None:
    flow = flow_of(lesson)
    nodes = flow.nodes if flow is not None else ()
    assert {node.text for node in nodes if {"redirected", "refused"} <= set(node.stages)} <= _NEUTRAL


def contradiction(text: str, step: Step) -> str | None:
    """Return what is wrong with the text of a box in which a step stands, or None."""
    statuses = re.findall(r"\b[1-5]\d\d\b", text)
    status = str(fact_at(step.facts, "status"))
    if statuses and status not in statuses:
        return f"says {statuses}, and it was {status}"
    location = str(fact_at(step.facts, "location"))
    if "login form" in text.lower() and not re.search(r"login|/\?next=", location):
        return f"speaks of the login form, and the browser was sent to {location}"
    if re.search(r"\brefuse", text, re.IGNORECASE) and step.stage not in {"refused", "login_refused"}:
        return f"speaks of a refusal, and it was {step.stage}"
    valid = fact_at(step.facts, "valid")
    if valid is False and re.search(r"\b(right|valid)\b", text) and not re.search(r"\bnot\b|\?", text):
        return "says that the password was right"
    return None


@pytest.mark.parametrize("lesson", LESSONS.values(), ids=lambda lesson: lesson.name)
def test_no_lit_box_contradicts_the_step_that_stands_in_it(lesson: Lesson) -> None:
    """In no scenario of the lesson, and not in the run that is shown beside it."""
    flow = flow_of(lesson)
    if flow is None:
        return
    for name in [*lesson.scenarios, *([lesson.beside] if lesson.beside else [])]:
        rows = table(course().traces(lesson)(name)).steps
        visits = flow_path(flow, rows).visits
        for node in flow.nodes:
            for number in visits.get(node.id, ()):
                wrong = contradiction(node.text, rows[number - 1])
                assert wrong is None, f"{name}, step {number}: “{node.text}” {wrong}"


@pytest.mark.parametrize(
    ("name", "taken"),
    [
        ("login-flow", ("form", "login")),
        ("wrong-password", ("form", "again")),
        # The password is right, and nothing comes of it.
        ("no-login-user", ("form", "request")),
    ],
)
def test_the_first_flow_shows_what_became_of_the_password(name: str, taken: tuple[str, str]) -> None:
    lesson = LESSONS["01_login-flow.toml"]
    assert lesson.flow is not None
    path = flow_path(lesson.flow, table(course().traces(lesson)(name)).steps)
    assert {edge for edge in path.edges if edge[0] == "form"} == {taken}


def test_the_first_lesson_asks_what_the_seed_page_asks_and_why() -> None:
    questions = {question.id: question for question in LESSONS["01_login-flow.toml"].questions}
    assert len(questions) >= 8
    assert {"what-login-user-does", "who-loses-authentication", "wrong-password"} <= set(questions)
    assert sum("Why" in question.text for question in questions.values()) >= 3
    assert {question.kind for question in questions.values()} == {
        "one", "several", "step", "value", "order", "what_if"
    }  # fmt: skip
