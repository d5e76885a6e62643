"""Votes of a class: how many hands were raised for each choice of each question, kept question by question.

They are counts and nothing else: nobody's name is asked for. Saved as JSON for other programs and as CSV for a
spreadsheet, both from the same values. What was saved before is kept: a class that goes on later adds its votes, and
a file that holds anything else is never written over.
"""

import csv
import io
import json
import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Final, Literal, TypeAlias

from tracer.errors import VotesError
from tracer.quiz.question_kinds.one import OneQuestion
from tracer.quiz.question_kinds.posed_question import OfferedAnswer, PosedQuestion
from tracer.trace.plain_form import to_plain
from tracer.trace.plain_values import Plain
from tracer.trace.validation import Count, Minimum, read
from tracer.trace.wrong_values import WrongValueError

FORMAT: Final = "login-flow-tracer votes"
"""Says that a JSON object holds votes."""

FORMAT_VERSION: Final = 1
"""The version of the saved form."""

CSV_COLUMNS: tuple[str, ...] = ("lesson", "scenario", "question", "step", "text", "choice", "answer", "right", "votes")
"""The columns of the CSV file: one row for each choice of each question."""


@dataclass(frozen=True)
class Ballot:
    """One question, and the hands raised for each of its choices.

    Attributes:
        question: The question as it was put to the class.
        votes: The number of hands for each answer, in the order in which they are shown.
        step: The step that the question is about; None for a question of the quiz.
    """

    question: PosedQuestion
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

    def counts_for(self, question: PosedQuestion) -> tuple[int, ...]:
        """Return the hands in the order of a question's answers; empty where it offers other answers than this one."""
        own = [answer.text for answer in self.question.answers]
        texts = [answer.text for answer in question.answers]
        if texts == own:
            return self.votes
        counts = dict(zip(own, self.votes, strict=True))
        return tuple(counts[text] for text in texts) if sorted(texts) == sorted(counts) else ()


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

    def after(self, earlier: "Votes") -> "Votes":
        """Return the earlier votes with these; where both have a question, these are the newer ones."""
        return replace(self, ballots={**earlier.ballots, **self.ballots})


def to_json(votes: Votes) -> str:
    """Return the votes as JSON, with the version of the form inside."""
    saved = _SavedVotes(
        FORMAT, FORMAT_VERSION, votes.lesson, votes.scenario, tuple(_saved(ballot) for ballot in votes.ballots.values())
    )
    return json.dumps(to_plain(saved), ensure_ascii=False, indent=2) + "\n"


Hands: TypeAlias = Annotated[int, Minimum(0)]
"""A number of hands."""


@dataclass(frozen=True)
class _SavedChoice:
    """One choice of a question, as it stands in the JSON file."""

    choice: str
    answer: str
    right: bool
    votes: Hands


@dataclass(frozen=True)
class _SavedBallot:
    """One question, as it stands in the JSON file. The last two keys are sums, for other programs."""

    question: str
    step: Count | None
    text: str
    choices: tuple[_SavedChoice, ...]
    votes: int
    votes_right: int


@dataclass(frozen=True)
class _SavedVotes:
    """What stands in the JSON file."""

    format: Literal["login-flow-tracer votes"]
    format_version: Literal[1]
    lesson: str
    scenario: str
    questions: tuple[_SavedBallot, ...]


def _saved(ballot: Ballot) -> _SavedBallot:
    choices = tuple(
        _SavedChoice(answer.label, answer.text, answer.right, count)
        for answer, count in zip(ballot.question.answers, ballot.votes, strict=True)
    )
    return _SavedBallot(ballot.question.id, ballot.step, ballot.question.text, choices, ballot.total, ballot.right)


def to_csv(votes: Votes) -> str:
    """Return the votes as CSV (RFC 4180), one row for each choice of each question."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(CSV_COLUMNS)
    for ballot in votes.ballots.values():
        for answer, count in zip(ballot.question.answers, ballot.votes, strict=True):
            writer.writerow(
                (
                    votes.lesson,
                    votes.scenario,
                    ballot.question.id,
                    "" if ballot.step is None else ballot.step,
                    _words(ballot.question.text),
                    answer.label,
                    _words(answer.text),
                    "yes" if answer.right else "no",
                    count,
                )
            )
    return text.getvalue()


def _words(markdown: str) -> str:
    """Return Markdown as its words in one line, as a cell of a spreadsheet wants them."""
    from markdown_it import MarkdownIt  # noqa: PLC0415 # Rich brings it; not needed before somebody votes

    texts = (
        "".join(child.content or " " for child in token.children if child.nesting == 0)
        if token.children
        else token.content
        for token in MarkdownIt("commonmark").parse(markdown)
    )
    return " ".join(" ".join(texts).split())


def load_votes(path: Path, lesson: str, scenario: str) -> Votes | None:
    """Return the votes on a run that were saved under a name; None where nothing was.

    Args:
        path: The name of either file, or their common name without an ending.
        lesson: The lesson whose votes are expected.
        scenario: The run whose votes are expected.

    Raises:
        VotesError: Something else is in one of the files, or they cannot be read. It must not be written over.
    """
    file, table = files_of(path)
    text = _read(file)
    first = _read(table).partition("\n")[0].strip()
    if first not in {"", ",".join(CSV_COLUMNS)}:
        raise VotesError(f"{table}: there is something other than votes in it. It stays as it is; name another file.")
    if not text:
        if first:
            raise VotesError(f"{table}: there are votes in it, but {file.name} is missing. Name another file.")
        return None
    try:
        votes = _votes_from(json.loads(text))
    except (ValueError, RecursionError, WrongValueError) as error:
        raise VotesError(
            f"{file}: there is something other than votes in it. It stays as it is; name another file."
        ) from error
    if (votes.lesson, votes.scenario) != (lesson, scenario):
        theirs = f'"{votes.scenario}"' + (f' of the lesson "{votes.lesson}"' if votes.lesson else "")
        raise VotesError(f"{file}: it holds the votes on another run, {theirs}. It stays as it is; name another file.")
    return votes


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except FileNotFoundError:
        return ""
    except UnicodeDecodeError as error:
        raise VotesError(f"{path}: it is not a text file, so it holds no votes. Name another file.") from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise VotesError(f"{path}: the votes in it cannot be read ({reason}). Name another file.") from error


def _votes_from(value: Plain) -> Votes:
    saved = read(_SavedVotes, value)
    return Votes(saved.lesson, saved.scenario, {ballot.question: _ballot_from(ballot) for ballot in saved.questions})


def _ballot_from(saved: _SavedBallot) -> Ballot:
    answers = tuple(OfferedAnswer(choice.choice, choice.answer, choice.right, why="") for choice in saved.choices)
    question = OneQuestion(saved.question, "one", saved.text, (), answers)
    return Ballot(question, tuple(choice.votes for choice in saved.choices), saved.step)


def files_of(path: Path) -> tuple[Path, Path]:
    """Return the JSON file and the CSV file of a name: that of either file, or their common name without an ending."""
    stem = path.with_suffix("") if path.suffix.lower() in {".json", ".csv"} else path
    return stem.with_name(f"{stem.name}.json"), stem.with_name(f"{stem.name}.csv")


def save_votes(votes: Votes, path: Path) -> tuple[Path, Path]:
    """Write the votes beside one another as JSON and CSV, each of them wholly or not at all.

    Votes on other questions of the same run that were saved there before are kept.

    Args:
        votes: The votes.
        path: The name of either file, or their common name without an ending.

    Returns:
        The JSON file and the CSV file.

    Raises:
        VotesError: They cannot be written there, or something else stands there.
    """
    earlier = load_votes(path, votes.lesson, votes.scenario)
    kept = votes.after(earlier) if earlier else votes
    files = files_of(path)
    for file, text in zip(files, (to_json(kept), to_csv(kept)), strict=True):
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
        VotesError: One of them is not a number of hands.
    """
    counts = []
    for text in texts:
        word = text.strip() or "0"
        if not (word.isascii() and word.isdigit()):
            raise VotesError(f"“{text}” is not a number of hands. Type a number such as 12, or nothing for none.")
        counts.append(int(word))
    return tuple(counts)
