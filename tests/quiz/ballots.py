"""Votes on a question, for tests and for the processes that they begin."""

from tracer.quiz.question_kinds.one import OneQuestion
from tracer.quiz.question_kinds.posed_question import OfferedAnswer
from tracer.quiz.votes import Ballot


def ballot(name: str, *counts: int, text: str = "Which?") -> Ballot:
    answers = tuple(OfferedAnswer(label, f"=answer {label}", label == "a", why="") for label in "ab")
    return Ballot(OneQuestion(name, "one", text, (), answers), (counts,))
