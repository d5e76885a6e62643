"""Votes of a class: how many hands were raised for each choice of each question, kept question by question.

They are counts and nothing else: nobody's name is asked for. A class can vote twice on one question, before and after
talking with the neighbours: both votes are kept. What one class has voted never takes the place of another's votes.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from tracer.errors import VotesError
from tracer.quiz.question_kinds.posed_question import PosedQuestion

Counts: TypeAlias = tuple[int, ...]
"""The hands raised for each answer of a question, in the order in which the answers are shown."""

VOTE_NAMES: tuple[str, ...] = ("first vote", "second vote")
"""The votes that a class can take on one question: before and after talking."""

_LABELS_ALONE = re.compile(r"\w+( → \w+)+$")
"""An order that is told by the labels of its items."""

SEPARATORS = re.compile(r"[\s,;/]+")
"""What may stand between numbers that are typed one after the other."""


@dataclass(frozen=True)
class RaisedHands:
    """One vote as it was entered.

    Attributes:
        counts: The hands raised for each answer.
        place: Which vote on the question it is, from 0; it takes the place of an earlier one there.
    """

    counts: Counts
    place: int


@dataclass(frozen=True)
class Ballot:
    """One question, and the hands raised for each of its choices.

    Attributes:
        question: The question as it was put to the class.
        votes: The votes in order, one or two; each has the number of hands for each answer.
        step: The step that the question is about; None for a question of the quiz.
    """

    question: PosedQuestion
    votes: tuple[Counts, ...]
    step: int | None = None

    @property
    def totals(self) -> Counts:
        """How many hands were raised in all, vote by vote."""
        return tuple(map(sum, self.votes))

    @property
    def right(self) -> Counts:
        """How many hands were raised for a right answer, vote by vote."""
        return tuple(
            sum(count for answer, count in zip(self.question.answers, counts, strict=True) if answer.right)
            for counts in self.votes
        )

    def with_vote(self, raised: RaisedHands) -> "Ballot":
        """Return the ballot with a vote: the next one, or one that takes the place of an earlier one."""
        return replace(self, votes=(*self.votes[: raised.place], raised.counts, *self.votes[raised.place + 1 :]))

    def votes_on(self, question: PosedQuestion) -> tuple[Counts, ...]:
        """Return the votes in the order of a question's answers; empty where it offers other answers than this one."""
        own = [answer.text for answer in self.question.answers]
        texts = [answer.text for answer in question.answers]
        if self.question.text != question.text and _LABELS_ALONE.match(texts[0]):
            return ()  # the labels mean other items
        if sorted(texts) != sorted(own) or (texts != own and len({*own}) < len(own)):
            return ()
        return tuple(
            tuple(counts[own.index(text)] for text in texts) if texts != own else counts for counts in self.votes
        )


@dataclass(frozen=True)
class Votes:
    """All ballots on one run.

    Attributes:
        lesson: The name of the lesson; empty for a run that belongs to none.
        scenario: The name of the run.
        classes: The ballots of each class, by the name of the class and by the questions' ids, in the order in which
            they were first entered.
    """

    lesson: str
    scenario: str
    classes: Mapping[str, Mapping[str, Ballot]] = field(default_factory=dict)

    def of(self, class_name: str) -> Mapping[str, Ballot]:
        """Return the ballots of a class, by the questions' ids."""
        return self.classes.get(class_name, {})

    def with_ballot(self, class_name: str, ballot: Ballot) -> "Votes":
        """Return the votes with a ballot of a class; its earlier one on the same question is replaced."""
        ballots = {**self.of(class_name), ballot.question.id: ballot}
        return replace(self, classes={**self.classes, class_name: ballots})

    def after(self, earlier: "Votes") -> "Votes":
        """Return the earlier votes with these; where a class has a question in both, these are the newer ones."""
        names = dict.fromkeys([*earlier.classes, *self.classes])
        return replace(self, classes={name: {**earlier.of(name), **self.of(name)} for name in names})

    def changed_since(self, earlier: "Votes | None") -> "Votes":
        """Return the ballots that are not the same in earlier votes: what somebody else has changed is not in them."""
        if earlier is None:
            return self
        changed = {
            name: {question: ballot for question, ballot in own.items() if earlier.of(name).get(question) != ballot}
            for name, own in self.classes.items()
        }
        return replace(self, classes=changed)


def parse_counts(texts: Sequence[str]) -> tuple[int, ...]:
    """Return numbers of hands as they were typed, one for each answer; nothing typed means none.

    Raises:
        VotesError: One of them is not a number of hands.
    """
    counts = []
    for text in texts:
        word = text.strip() or "0"
        if not (word.isascii() and word.isdigit()):
            raise VotesError(f"“{text}” is not a number of hands. Type a number such as 12, or nothing for none.")
        counts.append(int(word))
    return tuple(counts)
