"""What is asked before each step is shown, what was chosen, and how the class voted."""

from collections.abc import Sequence

from tracer.generated import prediction
from tracer.posing import Posed, pose
from tracer.views.walkthrough.asked import Asked, numbered
from tracer.views.walkthrough.position import Position
from tracer.views.walkthrough.view import Show
from tracer.votes import Ballot, Votes


class Predictions:
    """The questions of a show. They are made from its run when they are needed, the same ones each time.

    Attributes:
        votes: The votes of the class, those of the quiz included.
    """

    def __init__(self, show: Show) -> None:
        self._show = show
        self._questions: dict[int, Posed | None] = {}
        self._chosen: dict[int, str] = {}
        self.votes = Votes(show.lesson.name if show.lesson else "", show.trace.name, {})

    def asked(self, position: Position) -> Asked | None:
        """Return the question of the step: open while its result is hidden, settled where somebody has answered it."""
        question = self.question(position.step) if position.is_step else None
        if question is None:
            return None
        chosen = self._chosen.get(position.step)
        votes = self.votes_on(question)
        if not position.hidden and chosen is None and not votes:
            return None
        return Asked(question, (chosen,) if chosen else (), votes, settled=not position.hidden)

    def question(self, number: int) -> Posed | None:
        """Return the question what comes out of a step; None where every step of the run has the same result."""
        if number not in self._questions:
            self._questions[number] = self._made(number)
        return self._questions[number]

    def _made(self, number: int) -> Posed | None:
        trace = self._show.trace
        question = prediction(trace, self._show.table, number)
        if question is None:
            return None
        return numbered(pose(question, lambda _: trace).shuffled(f"{trace.name} {number}"))

    def votes_on(self, question: Posed) -> tuple[int, ...]:
        """Return the hands raised for each answer of a question; empty where nobody has counted them."""
        ballot = self.votes.ballots.get(question.id)
        return ballot.votes if ballot else ()

    def choose(self, step: int, label: str) -> bool:
        """Choose an answer to the question of a step. Returns whether there is such an answer."""
        question = self.question(step)
        if question is None or label not in {answer.label for answer in question.answers}:
            return False
        self._chosen[step] = label
        return True

    def vote(self, question: Posed, counts: Sequence[int], step: int | None) -> None:
        """Enter the hands raised for each answer of a question."""
        self.votes = self.votes.with_ballot(Ballot(question, tuple(counts), step))
