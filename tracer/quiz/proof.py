"""The proof of a question that was made by itself: exactly one answer is right, and every other one is false."""

from tracer.errors import ClaimError
from tracer.lessons.schema import Question
from tracer.quiz.answer_key import AnswerKey
from tracer.quiz.question_kinds import KINDS
from tracer.trace.events import Trace
from tracer.trace.table import Table


def is_sound(question: Question, trace: Trace, rows: Table) -> bool:
    """Tell whether the run says of each answer what the question says, and exactly one answer is right.

    Args:
        question: The question.
        trace: The run.
        rows: Its table.
    """

    def this(_: str | None) -> Trace:
        return trace

    try:
        answers = tuple(KINDS[question.kind].prove(AnswerKey(question, this, trace, rows)))
    except ClaimError:
        return False
    if KINDS[question.kind].reply_size == "all":
        return len({answer.text for answer in answers}) == len(answers)
    return (
        len(answers) > 1
        and all(answer.evaluation is not None and answer.right == answer.marked for answer in answers)
        and sum(answer.right for answer in answers) == 1
    )
