"""A question in front of a class or a learner."""

from dataclasses import dataclass, replace

from tracer.posing import Posed


@dataclass(frozen=True)
class Asked:
    """A question in front of a class or a learner.

    Attributes:
        question: The question.
        chosen: The labels that were chosen so far.
        votes: The hands raised for each answer; empty while nobody has counted them.
        settled: Whether the answer is shown; the histogram is hidden before.
        cursor: The place of the answer that the arrow keys have reached; None where there is none.
    """

    question: Posed
    chosen: tuple[str, ...] = ()
    votes: tuple[int, ...] = ()
    settled: bool = False
    cursor: int | None = None

    @property
    def short(self) -> str:
        """What is asked in the end, in Markdown: the last paragraph of the question."""
        return self.question.text.rpartition("\n\n")[2]


def numbered(question: Posed) -> Posed:
    """Return a question whose answers are labelled with numbers, as they are chosen in the walkthrough.

    Letters are commands there: a remote control sends ``b`` to blank the screen. Questions for a step keep the
    numbers of the steps.
    """
    if question.kind == "step":
        return question
    answers = (replace(answer, label=str(index)) for index, answer in enumerate(question.answers, start=1))
    return replace(question, answers=tuple(answers))
