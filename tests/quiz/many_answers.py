"""A question with so many answers that their letters are keys of the quiz, too."""

from dataclasses import replace

from tracer.quiz.question_kinds.posed_question import PosedQuestion, lettered


def with_many_answers(question: PosedQuestion, count: int) -> PosedQuestion:
    """Return a question with more wrong answers behind its own."""
    wrong = next(answer for answer in question.answers if not answer.right)
    more = [replace(wrong, text=f"One more, {number}") for number in range(count - len(question.answers))]
    return replace(question, answers=tuple(lettered([*question.answers, *more])))
