"""What is asked before each step is shown, what was chosen, how the class voted, and the files of its votes."""

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from tracer.lessons.schema import Question
from tracer.quiz.generated import generate, prediction
from tracer.quiz.prompt import pose
from tracer.quiz.question_kinds.posed_question import PosedQuestion
from tracer.quiz.votes import Ballot, Votes, files_of, load_votes, save_votes
from tracer.trace.table import Step
from tracer.trace.variables import BASIC
from tracer.trace.wording.between_requests import lead_in
from tracer.views.walkthrough.slide import Position, QuestionState, ShownRun

_ALL = 10_000
"""More questions than can be made from any run that a class has the patience for."""
_SAYING_LITTLE = {"a", "an", "and", "for", "in", "is", "of", "page", "the", "to", "user", "with"}


class Predictions:
    """The questions of a show. They are made from its run when they are needed, the same ones each time.

    Args:
        show: The show.
        earlier: The votes of the class that were saved before.

    Attributes:
        votes: The votes of the class, those of the quiz included.
    """

    def __init__(self, show: ShownRun, earlier: Votes | None = None) -> None:
        self._show = show
        self._generated: dict[str, Question] | None = None
        self._questions: dict[int, PosedQuestion | None] = {}
        self._chosen: dict[int, str] = {}
        self.votes = earlier or Votes(show.lesson.name if show.lesson else "", show.trace.name, {})

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
        """Return the question what comes out of a step; None where every step of the run has the same result."""
        if number not in self._questions:
            self._questions[number] = self._made(number)
        return self._questions[number]

    def _made(self, number: int) -> PosedQuestion | None:
        trace = self._show.trace
        question = prediction(trace, self._show.table, number)
        if question is not None and gives_itself_away(question, self._show.table.steps[number - 1]):
            question = self._about_a_variable(number) or question
        if question is None:
            return None
        return pose(question, lambda _: trace).shuffled(f"{trace.name} {number}").numbered()

    def _about_a_variable(self, number: int) -> Question | None:
        """Return a question what a variable is after a step; None where no variable can be asked for."""
        show = self._show
        step = show.table.steps[number - 1]
        if self._generated is None:
            self._generated = {one.id: one for one in generate(show.trace, show.table, _ALL, seed=0)}
        for name in dict.fromkeys((*step.changed, "session_cookie", *BASIC)):
            question = self._generated.get(f"generated-value-{name}-{number}")
            if question is not None:
                done = f"{lead_in(show.table, step)}**{step.row.action}**, with: {step.row.input}."
                text = f"{done}\n\nWhat is `{name}` after it?"
                return replace(question, text=text)
        return None

    def votes_on(self, question: PosedQuestion) -> tuple[int, ...]:
        """Return the hands raised for each answer of a question; empty where nobody has counted them."""
        ballot = self.votes.ballots.get(question.id)
        return ballot.counts_for(question) if ballot else ()

    def choose(self, step: int, label: str) -> bool:
        """Choose an answer to the question of a step. Returns whether there is such an answer."""
        question = self.question(step)
        if question is None or label not in {answer.label for answer in question.answers}:
            return False
        self._chosen[step] = label
        return True

    def vote(self, question: PosedQuestion, counts: Sequence[int], step: int | None) -> None:
        """Enter the hands raised for each answer of a question."""
        self.votes = self.votes.with_ballot(Ballot(question, tuple(counts), step))


def gives_itself_away(question: Question, step: Step) -> bool:
    """Tell whether what is done in a step names its result, and no other answer as clearly."""
    done = _telling(step.row.action)
    named = {choice.right: 0 for choice in question.choices}
    for choice in question.choices:
        named[choice.right] = max(named[choice.right], len(done & _telling(choice.text)))
    return named.get(True, 0) > named.get(False, 0)


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
        return votes

    def keep(self, votes: Votes, path: Path | None = None) -> tuple[Path, Path]:
        """Write the votes, from now on into another file if one is given; return the JSON and the CSV file.

        Raises:
            VotesError: They cannot be written there, or there is something else in the file.
        """
        files = save_votes(votes, path or self._path)
        self._path = path or self._path
        self.written = files[0]
        return files


def _telling(text: str) -> set[str]:
    """Return the words of a text that tell something."""
    return set(re.findall(r"[a-z]+", text.lower())) - _SAYING_LITTLE
