"""The questions of a lesson and their answers as linear text, fit to be read aloud: two sections of its transcript.

Every right answer is read from the run, and so is the reason why another one is wrong.
"""

from collections.abc import Iterator, Sequence

from tracer.lessons.transcript import Section, about_run
from tracer.quiz.question_kinds.posed_question import OfferedAnswer, PosedQuestion
from tracer.trace.wording.phrases import listed, sentence


def question_sections(questions: Sequence[PosedQuestion], own: str, *, number: int = 1) -> Iterator[Section]:
    """Yield the questions, then their answers; nothing where nothing is asked.

    Args:
        questions: The questions as they are put, with their proven answers.
        own: The name of the lesson's own run.
        number: The number of the first one.
    """
    if questions:
        numbered = [*enumerate(questions, start=number)]
        yield Section("Questions", tuple(_question(place, posed) for place, posed in numbered))
        yield Section("Answers", tuple(_answer(place, posed, own) for place, posed in numbered))


def _question(number: int, posed: PosedQuestion) -> str:
    """Return a question with what can be answered, and where to look."""
    if posed.labels_are_steps:
        choices = f"Answer with {posed.how}."
    else:
        choices = " ".join(f"{answer.label}: {sentence(answer.text, capital=False)}" for answer in posed.answers)
    about = f"{about_run(posed.scenario)} " if posed.scenario else ""
    hints = " ".join(sentence(hint.strip()) for hint in posed.hints)
    return f"**Question {number}.** {about}{posed.text.strip()} {choices}{f' Hint: {hints}' if hints else ''}"


def _answer(number: int, posed: PosedQuestion, own: str) -> str:
    """Return the right answer, from where it is read, and why the other ones are wrong."""
    if posed.reply_size == "all":
        return f"**Question {number}.** The order is {', '.join(posed.right)}. {posed.why}"
    right = [posed.answer(label) for label in posed.right]
    told = " ".join(f"{answer.label}. {answer.why}" for answer in right)
    read = listed([_reading(answer, own) for answer in right])
    wrong = [f"Not {answer.label}: {answer.why}" for answer in posed.answers if not answer.right and answer.why]
    return " ".join([f"**Question {number}.** {told} Read from {read}.", *wrong])


def _reading(answer: OfferedAnswer, own: str) -> str:
    """Return from where an answer is read, with the run where that is not the lesson's own."""
    elsewhere = answer.scenario is not None and answer.scenario != own
    return f"the run {answer.scenario}, {answer.reading}" if elsewhere else answer.reading
