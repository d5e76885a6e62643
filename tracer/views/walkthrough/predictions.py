"""What is asked before each step is shown, what was chosen, how the class voted, and the files of its votes."""

from collections.abc import Mapping
from pathlib import Path

from tracer.quiz.predictions import prediction
from tracer.quiz.prompt import pose
from tracer.quiz.question_kinds.posed_question import PosedQuestion
from tracer.quiz.votes import Ballot, Counts, RaisedHands, Votes
from tracer.quiz.votes_file import files_of, load_votes, save_votes
from tracer.views.walkthrough.slide import Position, QuestionState, ShownRun


class Predictions:
    """The questions of a show. They are made from its run when they are needed, the same ones each time.

    Args:
        show: The show.
        earlier: The votes on this run that were saved before, of this class and of others.
        class_name: The class that votes.

    Attributes:
        votes: The votes on this run, those of the quiz and of other classes included.
    """

    def __init__(self, show: ShownRun, earlier: Votes | None = None, class_name: str = "") -> None:
        self._show = show
        self._questions: dict[int, PosedQuestion | None] = {}
        self._chosen: dict[int, str] = {}
        self._class_name = class_name
        self.votes = earlier or Votes(show.lesson.name if show.lesson else "", show.trace.name)

    @property
    def ballots(self) -> Mapping[str, Ballot]:
        """The ballots of the class that votes here, by the questions' ids."""
        return self.votes.of(self._class_name)

    def asked(self, position: Position) -> QuestionState | None:
        """Return the question of the step: open while its result is hidden, settled where somebody has answered it."""
        question = self.question(position.step) if position.is_step else None
        if question is None:
            return None
        chosen = self._chosen.get(position.step)
        votes = self.votes_on(question)
        if not position.hidden and chosen is None and not votes:
            return None
        return QuestionState(question, (chosen,) if chosen else (), votes, settled=not position.hidden)

    def question(self, number: int) -> PosedQuestion | None:
        """Return what is asked before a step; None where nothing that another step shows would be wrong there."""
        if number not in self._questions:
            self._questions[number] = self._made(number)
        return self._questions[number]

    def _made(self, number: int) -> PosedQuestion | None:
        trace, rows = self._show.trace, self._show.table
        question = prediction(trace, rows, number)
        if question is None:
            return None
        return pose(question, lambda _: trace).shuffled(f"{trace.name} {number}").numbered()

    def votes_on(self, question: PosedQuestion) -> tuple[Counts, ...]:
        """Return the votes on a question, in the order of what hands are raised for; empty while there are none."""
        ballot = self.ballots.get(question.id)
        return ballot.votes_on(question.for_hands()) if ballot else ()

    def choose(self, step: int, label: str) -> bool:
        """Choose an answer to the question of a step. Returns whether there is such an answer."""
        question = self.question(step)
        if question is None or label not in {answer.label for answer in question.answers}:
            return False
        self._chosen[step] = label
        return True

    def vote(self, question: PosedQuestion, raised: RaisedHands, step: int | None) -> None:
        """Enter the hands raised for each answer of a question, or for each order where an order is asked for."""
        ballot = Ballot(question.for_hands(), self.votes_on(question), step)
        self.votes = self.votes.with_ballot(self._class_name, ballot.with_vote(raised))


class VotesFile:
    """The files of the votes.

    Args:
        named: The file that was named when the walkthrough was opened.
        own: The file in which they are kept otherwise.

    Attributes:
        written: The JSON file that holds votes; None where there is none yet.
    """

    def __init__(self, named: Path | None, own: Path) -> None:
        self._named = named
        self._path = named or own
        self._known: Votes | None = None
        self.written: Path | None = None

    def earlier(self, show: ShownRun) -> Votes | None:
        """Return the votes on a run that are in the named file already; None where there are none.

        Raises:
            VotesError: There is something else in the file.
        """
        if self._named is None:
            return None
        votes = load_votes(self._named, show.lesson.name if show.lesson else "", show.trace.name)
        if votes is not None:
            self.written, _ = files_of(self._named)
        self._known = votes
        return votes

    def keep(self, votes: Votes, path: Path | None = None) -> tuple[Path, Path]:
        """Write the votes, from now on into another file if one is given; return the JSON and the CSV file.

        Raises:
            VotesError: They cannot be written there, or there is something else in the file.
        """
        is_other = path is not None and files_of(path) != files_of(self._path)
        # What was read and not changed since is left to those who may have changed it meanwhile.
        files = save_votes(votes, path or self._path, known=None if is_other else self._known)
        self._path = path or self._path
        self._known = votes
        self.written = files[0]
        return files
