"""The kinds of questions: one file per kind, and the table in which each of them stands once."""

from collections.abc import Mapping

from tracer.lessons.schema import QuestionKind
from tracer.quiz.question_kinds.one import OneQuestion
from tracer.quiz.question_kinds.order import OrderQuestion
from tracer.quiz.question_kinds.posed_question import PosedQuestion
from tracer.quiz.question_kinds.several import SeveralQuestion
from tracer.quiz.question_kinds.step import StepQuestion
from tracer.quiz.question_kinds.value import ValueQuestion
from tracer.quiz.question_kinds.what_if import WhatIfQuestion

KINDS: Mapping[QuestionKind, type[PosedQuestion]] = {
    "one": OneQuestion,
    "several": SeveralQuestion,
    "step": StepQuestion,
    "value": ValueQuestion,
    "order": OrderQuestion,
    "what_if": WhatIfQuestion,
}
"""The class of each kind. Code that needs to know how questions of a kind behave asks this class, and names no kind."""
