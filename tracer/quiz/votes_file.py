"""The files of votes: JSON for other programs and CSV for a spreadsheet, both from the same values.

What was saved before is kept: a class that goes on later adds its votes, another class stands beside it, and a file
that holds anything else is never written over.
"""

import csv
import io
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Final, Literal, TypeAlias

from tracer.errors import VotesError
from tracer.file_lock import folder_locked
from tracer.input_file import read_input
from tracer.quiz.question_kinds.one import OneQuestion
from tracer.quiz.question_kinds.posed_question import OfferedAnswer, PosedQuestion
from tracer.quiz.spreadsheet_cell import as_cell
from tracer.quiz.votes import Ballot, Votes
from tracer.trace.plain_form import to_plain
from tracer.trace.plain_values import Plain, as_mapping
from tracer.trace.validation import Count, Minimum, read
from tracer.trace.wrong_values import WrongValueError

FORMAT: Final = "login-flow-tracer votes"
"""Says that a JSON object holds votes."""

_LARGEST = 20_000_000
"""In bytes. The votes of a thousand classes on one run are not larger."""

FORMAT_VERSION: Final = 2
"""The version of the saved form. The first one had one vote on each question, and no classes."""

CSV_COLUMNS: tuple[str, ...] = (
    "lesson",
    "scenario",
    "class",
    "question",
    "step",
    "text",
    "vote",
    "choice",
    "answer",
    "right",
    "votes",
)
"""The columns of the CSV file: one row for each choice of each vote on each question."""

_FIRST_CSV_COLUMNS = tuple(column for column in CSV_COLUMNS if column not in {"class", "vote"})
"""Those of the first version."""


def to_json(votes: Votes) -> str:
    """Return the votes as JSON, with the version of the form inside."""
    classes = tuple(_SavedClass(name, tuple(map(_saved, own.values()))) for name, own in votes.classes.items())
    saved = _SavedVotes(FORMAT, FORMAT_VERSION, votes.lesson, votes.scenario, classes)
    return json.dumps(to_plain(saved), ensure_ascii=False, indent=2) + "\n"


Hands: TypeAlias = Annotated[int, Minimum(0)]
"""A number of hands."""


@dataclass(frozen=True)
class _SavedChoice:
    """One choice of a question, as it stands in the JSON file."""

    choice: str
    answer: str
    right: bool
    votes: tuple[Hands, ...]


@dataclass(frozen=True)
class _SavedBallot:
    """One question, as it stands in the JSON file. The last two keys are sums, for other programs."""

    question: str
    step: Count | None
    text: str
    choices: tuple[_SavedChoice, ...]
    votes: tuple[Hands, ...]
    votes_right: tuple[Hands, ...]


@dataclass(frozen=True)
class _SavedClass:
    """The votes of one class, as they stand in the JSON file."""

    name: str = field(metadata={"key": "class"})
    questions: tuple[_SavedBallot, ...]


@dataclass(frozen=True)
class _SavedVotes:
    """What stands in the JSON file."""

    format: Literal["login-flow-tracer votes"]
    format_version: Literal[2]
    lesson: str
    scenario: str
    classes: tuple[_SavedClass, ...]


@dataclass(frozen=True)
class _FirstChoice:
    """One choice of a question, as the first version saved it."""

    choice: str
    answer: str
    right: bool
    votes: Hands


@dataclass(frozen=True)
class _FirstBallot:
    """One question, as the first version saved it."""

    question: str
    step: Count | None
    text: str
    choices: tuple[_FirstChoice, ...]
    votes: Hands
    votes_right: Hands


@dataclass(frozen=True)
class _FirstVotes:
    """What the first version saved: one vote on each question, of a class without a name."""

    format: Literal["login-flow-tracer votes"]
    format_version: Literal[1]
    lesson: str
    scenario: str
    questions: tuple[_FirstBallot, ...]


def _saved(ballot: Ballot) -> _SavedBallot:
    choices = tuple(
        _SavedChoice(answer.label, answer.text, answer.right, tuple(counts))
        for answer, *counts in zip(ballot.question.answers, *ballot.votes, strict=True)
    )
    return _SavedBallot(ballot.question.id, ballot.step, ballot.question.text, choices, ballot.totals, ballot.right)


def to_csv(votes: Votes) -> str:
    """Return the votes as CSV (RFC 4180), one row for each choice of each vote on each question.

    No cell begins a formula, see ``tracer.quiz.spreadsheet_cell``.
    """
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(CSV_COLUMNS)
    for class_name, ballots in votes.classes.items():
        for ballot in ballots.values():
            rows = ((votes.lesson, votes.scenario, class_name, *row) for row in _rows(ballot))
            writer.writerows([as_cell(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return text.getvalue()


def _rows(ballot: Ballot) -> Iterator[tuple[str | int, ...]]:
    step = "" if ballot.step is None else ballot.step
    question = (ballot.question.id, step, _words(ballot.question.text))
    for vote, counts in enumerate(ballot.votes, start=1):
        for answer, count in zip(ballot.question.answers, counts, strict=True):
            yield (*question, vote, answer.label, _words(answer.text), "yes" if answer.right else "no", count)


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
    if first not in {"", ",".join(CSV_COLUMNS), ",".join(_FIRST_CSV_COLUMNS)}:
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
        return read_input(path, _LARGEST, encoding="utf-8")
    except FileNotFoundError:
        return ""
    except UnicodeDecodeError as error:
        raise VotesError(f"{path}: it is not a text file, so it holds no votes. Name another file.") from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise VotesError(f"{path}: the votes in it cannot be read ({reason}). Name another file.") from error


def _votes_from(value: Plain) -> Votes:
    if as_mapping(value).get("format_version") == 1:
        first = read(_FirstVotes, value)
        ballots = {one.question: _first_ballot(one) for one in first.questions}
        return Votes(first.lesson, first.scenario, {"": ballots})
    saved = read(_SavedVotes, value)
    classes = {one.name: {each.question: _ballot_from(each) for each in one.questions} for one in saved.classes}
    return Votes(saved.lesson, saved.scenario, classes)


def _ballot_from(saved: _SavedBallot) -> Ballot:
    question = _question(saved.question, saved.text, saved.choices)
    return Ballot(question, tuple(zip(*(choice.votes for choice in saved.choices), strict=True)), saved.step)


def _first_ballot(saved: _FirstBallot) -> Ballot:
    question = _question(saved.question, saved.text, saved.choices)
    return Ballot(question, (tuple(choice.votes for choice in saved.choices),), saved.step)


def _question(name: str, text: str, choices: Sequence[_SavedChoice | _FirstChoice]) -> PosedQuestion:
    answers = tuple(OfferedAnswer(choice.choice, choice.answer, choice.right, why="") for choice in choices)
    return OneQuestion(name, "one", text, (), answers)


def files_of(path: Path) -> tuple[Path, Path]:
    """Return the JSON file and the CSV file of a name: that of either file, or their common name without an ending."""
    stem = path.with_suffix("") if path.suffix.lower() in {".json", ".csv"} else path
    return stem.with_name(f"{stem.name}.json"), stem.with_name(f"{stem.name}.csv")


def save_votes(votes: Votes, path: Path, *, known: Votes | None = None) -> tuple[Path, Path]:
    """Write the votes beside one another as JSON and CSV, each of them wholly or not at all.

    Votes on other questions of the same run that were saved there before are kept, also by another process.

    Args:
        votes: The votes.
        path: The name of either file, or their common name without an ending.
        known: What was there when somebody last looked. What has not changed since is not written over what another
            process has saved meanwhile.

    Returns:
        The JSON file and the CSV file.

    Raises:
        VotesError: They cannot be written there, or something else stands there.
    """
    files = files_of(path)
    folder = files[0].parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
        # Somebody else may save the votes of another class there: what is read here is written before they read.
        with folder_locked(folder):
            earlier = load_votes(path, votes.lesson, votes.scenario)
            kept = votes.changed_since(known).after(earlier) if earlier else votes
            for file, text in zip(files, (to_json(kept), to_csv(kept)), strict=True):
                _write(file, text)
    except OSError as error:
        raise _unwritable(folder, error) from error
    return files


def _write(path: Path, text: str) -> None:
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.unfinished")
    try:
        with unfinished.open("w", encoding="utf-8", errors="backslashreplace", newline="") as file:
            file.write(text)
        unfinished.replace(path)
    except OSError as error:
        with suppress(OSError):
            unfinished.unlink()
        raise _unwritable(path, error) from error


def _unwritable(path: Path, error: OSError) -> VotesError:
    reason = error.strerror or str(error)
    return VotesError(f"{path}: the votes cannot be written there ({reason}). Name another file.")
