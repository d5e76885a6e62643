"""The questions of a lesson and their answers as linear text, fit to be read aloud: two sections of its transcript.

Every right answer is read from the run, and so is the reason why another one is wrong.
"""

from collections.abc import Iterator, Sequence

from tracer.lessons.transcript import Section, about_run
from tracer.quiz.question_kinds.posed_question import OfferedAnswer, PosedQuestion
from tracer.quiz.verdict import evidence_told
from tracer.trace.wording.phrases import ended, listed, sentence


def question_sections(questions: Sequence[PosedQuestion], own: str, *, number: int = 1) -> Iterator[Section]:
    """Yield the questions, then their answers; nothing where nothing is asked.

    Args:
        questions: The questions as they are put, with their proven answers.
        own: The name of the lesson's own run.
        number: The number of the first one.
    """
    if questions:
        numbered = [*enumerate(questions, start=number)]
        yield Section("Questions", tuple(line for place, posed in numbered for line in _question(place, posed)))
        yield Section("Answers", tuple(_answer(place, posed, own) for place, posed in numbered))


def _question(number: int, posed: PosedQuestion) -> Iterator[str]:
    """Yield a question, what can be answered, and where to look."""
    about = f"{about_run(posed.scenario)} " if posed.scenario else ""
    yield f"**Question {number}.** {about}{posed.text.strip()}"
    if posed.labels_are_steps:
        yield f"Answer with {posed.how}."
    else:
        # An arrow is heard as "rightwards arrow".
        yield from (f"{answer.label}: {ended(answer.text.strip().replace(' → ', ': '))}" for answer in posed.answers)
    for place, hint in enumerate(posed.hints, start=1):
        which = f"Hint {place}" if len(posed.hints) > 1 else "Hint"
        yield f"{which}: {sentence(hint.strip())}"


def _answer(number: int, posed: PosedQuestion, own: str) -> str:
    """Return the right answer, from where it is read, and why the other ones are wrong."""
    if posed.reply_size == "all":
        return " ".join([f"**Question {number}.** The order is {', '.join(posed.right)}.", *_why(posed.why)])
    right = [posed.answer(label) for label in posed.right]
    one = len(right) == 1
    named = f"The right answer is {right[0].label}." if one else f"The right answers are {listed(posed.right)}."
    read = [line for answer in right for line in _reading(answer, own)]
    reasons = [line for answer in right for line in _reason(answer, "" if one else f"{answer.label} is right.")]
    others = [answer for answer in posed.answers if not answer.right and answer.why]
    wrong = [line for answer in others for line in _reason(answer, f"{answer.label} is wrong.")]
    return " ".join([f"**Question {number}.** {named}", *reasons, *read, *wrong])


def _reason(answer: OfferedAnswer, verdict: str) -> list[str]:
    """Return what is said of an answer, and why, as sentences."""
    return [*([verdict] if verdict else []), *_why(answer.why)]


def _why(why: str) -> list[str]:
    """Return a reason as sentences; nothing where none is given."""
    return [sentence(why.strip())] if why.strip() else []


def _reading(answer: OfferedAnswer, own: str) -> list[str]:
    """Return what the run shows to an answer, with the name of the run where that is not the lesson's own."""
    elsewhere = answer.scenario if answer.scenario != own else None
    return [evidence_told(answer.reading, elsewhere)] if answer.reading else []
