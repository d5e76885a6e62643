"""Putting one question to a learner: its answers are proven by the run, then it is posed as its kind demands."""

from tracer.claims.evaluate import Traces
from tracer.errors import TracerError
from tracer.lessons.schema import Question
from tracer.quiz.answer_key import AnswerKey, ProvenAnswer
from tracer.quiz.question_kinds import KINDS
from tracer.quiz.question_kinds.posed_question import FillIn, PosedQuestion


def prove_question(question: Question, traces: Traces) -> tuple[ProvenAnswer, ...]:
    """Return every answer of a question with what the run says to it, in the order of the lesson.

    Args:
        question: The question.
        traces: Gives the traces of scenarios; None asks for the one that the question is about.

    Raises:
        ClaimError: The question has no answers that could be proven; the message says what is missing.
        UsageError: A scenario is not known.
    """
    return tuple(KINDS[question.kind].prove(AnswerKey.of(question, traces)))


def pose(question: Question, traces: Traces, fill: FillIn = str) -> PosedQuestion:
    """Return a question as it is put to a learner, its answers in the order of the lesson.

    Args:
        question: The question.
        traces: Gives the traces of scenarios; None asks for the one that the question is about.
        fill: Fills the names of steps in prose with their numbers.

    Raises:
        LessonError: What the author holds to be right is not what the run shows, so it cannot be asked.
        ClaimError: The question, or one of its choices, cannot be proven.
        UsageError: It is about a scenario that nobody knows.
    """
    return KINDS[question.kind].from_proven(question, prove_question(question, traces), fill)


def left_out(question: Question, error: TracerError) -> str:
    """Return what is said of a question that cannot be asked: which one it is, and why."""
    message = str(error)
    message += "" if message.endswith((".", "?")) else "."
    named = f'question "{question.id}"'
    return f"Left out: {message}" if message.startswith(named) else f"Left out: {named}: {message}"
