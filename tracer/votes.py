"""Votes of a class: how many hands were raised for each choice of each question, kept question by question.

They are counts and nothing else: nobody's name is asked for. Saved as JSON for other programs and as CSV for a
spreadsheet, both from the same values.
"""

import csv
import io
import json
import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from tracer.errors import VotesError
from tracer.posing import Posed

FORMAT_VERSION = 1
"""The version of the saved form."""

COLUMNS: tuple[str, ...] = ("lesson", "scenario", "question", "step", "text", "choice", "answer", "right", "votes")
"""The columns of the CSV file: one row for each choice of each question."""


@dataclass(frozen=True)
class Ballot:
    """One question, and the hands raised for each of its choices.

    Attributes:
        question: The question as it was put to the class.
        votes: The number of hands for each answer, in the order in which they are shown.
        step: The step that the question is about; None for a question of the quiz.
    """

    question: Posed
    votes: tuple[int, ...]
    step: int | None = None

    @property
    def total(self) -> int:
        """How many hands were raised in all."""
        return sum(self.votes)

    @property
    def right(self) -> int:
        """How many hands were raised for a right answer."""
        answers = zip(self.question.answers, self.votes, strict=True)
        return sum(votes for answer, votes in answers if answer.right)


@dataclass(frozen=True)
class Votes:
    """All ballots of a walkthrough.

    Attributes:
        lesson: The name of the lesson; empty for a run that belongs to none.
        scenario: The name of the run.
        ballots: The ballots by their questions' ids, in the order in which they were first entered.
    """

    lesson: str
    scenario: str
    ballots: Mapping[str, Ballot]

    def with_ballot(self, ballot: Ballot) -> "Votes":
        """Return the votes with a ballot; an earlier one on the same question is replaced."""
        return replace(self, ballots={**self.ballots, ballot.question.id: ballot})


def to_json(votes: Votes) -> str:
    """Return the votes as JSON, with the version of the form inside."""
    content = {
        "format": "login-flow-tracer votes",
        "format_version": FORMAT_VERSION,
        "lesson": votes.lesson,
        "scenario": votes.scenario,
        "questions": [_plain(ballot) for ballot in votes.ballots.values()],
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _plain(ballot: Ballot) -> dict[str, object]:
    choices = [
        {"choice": answer.label, "answer": answer.text, "right": answer.right, "votes": count}
        for answer, count in zip(ballot.question.answers, ballot.votes, strict=True)
    ]
    return {
        "question": ballot.question.id,
        "step": ballot.step,
        "text": ballot.question.text,
        "choices": choices,
        "votes": ballot.total,
        "votes_right": ballot.right,
    }


def to_csv(votes: Votes) -> str:
    """Return the votes as CSV (RFC 4180), one row for each choice of each question."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for ballot in votes.ballots.values():
        for answer, count in zip(ballot.question.answers, ballot.votes, strict=True):
            writer.writerow(
                (
                    votes.lesson,
                    votes.scenario,
                    ballot.question.id,
                    "" if ballot.step is None else ballot.step,
                    ballot.question.text,
                    answer.label,
                    answer.text,
                    "yes" if answer.right else "no",
                    count,
                )
            )
    return text.getvalue()


def save(votes: Votes, path: Path) -> tuple[Path, Path]:
    """Write the votes beside one another as JSON and CSV, each of them wholly or not at all.

    Args:
        votes: The votes.
        path: The name of either file, or their common name without an ending.

    Returns:
        The JSON file and the CSV file.

    Raises:
        VotesError: They cannot be written there.
    """
    stem = path.with_suffix("") if path.suffix.lower() in {".json", ".csv"} else path
    files = stem.with_name(f"{stem.name}.json"), stem.with_name(f"{stem.name}.csv")
    for file, text in zip(files, (to_json(votes), to_csv(votes)), strict=True):
        _write(file, text)
    return files


def _write(path: Path, text: str) -> None:
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.unfinished")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with unfinished.open("w", encoding="utf-8", newline="") as file:
            file.write(text)
        unfinished.replace(path)
    except OSError as error:
        with suppress(OSError):
            unfinished.unlink()
        reason = error.strerror or str(error)
        raise VotesError(f"{path}: the votes cannot be written there ({reason}). Name another file.") from error


def parse_counts(texts: Sequence[str]) -> tuple[int, ...]:
    """Return numbers of hands as they were typed; nothing typed means none.

    Raises:
        VotesError: One of them is no number of hands.
    """
    counts = []
    for text in texts:
        word = text.strip() or "0"
        if not (word.isascii() and word.isdigit()):
            raise VotesError(f"“{text}” is no number of hands. Type a number such as 12, or nothing for none.")
        counts.append(int(word))
    return tuple(counts)
