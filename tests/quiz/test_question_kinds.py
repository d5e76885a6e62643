"""The kinds of questions: each stands once in one table, and everything else asks the table."""

import ast
from dataclasses import replace
from typing import Any, ClassVar, get_args

import pytest

from tests import ROOT
from tests.authoring.true_lesson import course, every_kind
from tests.views.shown import shown
from tracer.authoring.question_rules import check_question
from tracer.lessons.schema import QuestionKind
from tracer.quiz.prompt import pose
from tracer.quiz.question_kinds import KINDS
from tracer.quiz.question_kinds.one import OneQuestion
from tracer.quiz.question_kinds.posed_question import PosedQuestion
from tracer.quiz.round import begin
from tracer.quiz.transcript import question_sections
from tracer.trace.table import table
from tracer.views.question_list import QuestionList


def test_each_kind_has_its_class_and_its_example() -> None:
    assert set(KINDS) == set(get_args(QuestionKind))
    assert {question.kind for question in every_kind().questions} == set(KINDS)


@pytest.mark.parametrize("name", KINDS)
def test_a_kind_is_complete(name: QuestionKind) -> None:
    kind = KINDS[name]
    assert issubclass(kind, PosedQuestion)
    assert not getattr(kind, "__abstractmethods__", None)
    assert kind.list_words.endswith(".")
    assert kind.parts <= {"choices", "asks", "items", "why"}


class TrueQuestion(OneQuestion):
    """A kind that nobody has thought of yet: which of these is true?"""

    list_words: ClassVar[str] = "One of them is true."

    @property
    def how(self) -> str:
        return "the letter of what is true"


def test_a_new_kind_needs_its_entry_in_the_table_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    new: Any = "true"
    monkeypatch.setitem(KINDS, new, TrueQuestion)
    lesson = every_kind()
    traces = course().traces(lesson)
    question = replace(lesson.questions[0], kind=new)

    assert [*check_question(question, traces)] == []
    posed = pose(question, traces)
    assert (posed.kind, posed.how) == ("true", "the letter of what is true")
    _, verdict = begin([posed]).answer(posed.parse(posed.right[0]))
    assert verdict.right
    listed = shown(QuestionList([question], table(traces(None)), "quiz"), plain=True)
    assert "One of them is true." in listed
    questions, answers = question_sections([posed], traces(None).name)
    assert any(posed.answers[0].text in paragraph for paragraph in questions.paragraphs)
    assert f"{posed.right[0]}. " in answers.paragraphs[0]


def kinds_named_in(source: str) -> set[str]:
    """Return the kinds that a module compares something called a kind with."""
    named: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Compare) and isinstance(node.left, ast.Attribute) and node.left.attr == "kind":
            named |= {
                name
                for name in KINDS
                if any(isinstance(one, ast.Constant) and one.value == name for one in ast.walk(node))
            }
    return named


def test_nobody_else_asks_for_the_name_of_a_kind() -> None:
    assert kinds_named_in('posed.kind == "order" or posed.kind in {"several", "step"}') == {"order", "several", "step"}
    for path in sorted((ROOT / "tracer").rglob("*.py")):
        assert not kinds_named_in(path.read_text(encoding="utf-8")), path
