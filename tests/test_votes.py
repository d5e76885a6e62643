"""The votes of a class: question by question, as JSON and as CSV."""

import csv
import json
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracer.errors import VotesError
from tracer.posing import Answer, Posed
from tracer.votes import COLUMNS, Ballot, Votes, parse_counts, save, to_csv, to_json


def question(name: str, *answers: str, right: int = 0) -> Posed:
    offered = tuple(Answer(str(place + 1), text, place == right, "because") for place, text in enumerate(answers))
    return Posed(name, "one", "What comes out?", ("Look.",), offered)


def some_votes() -> Votes:
    votes = Votes("login-flow", "wrong-password", {})
    votes = votes.with_ballot(Ballot(question("predict-3", "Valid", "Not valid", right=1), (4, 17), 3))
    return votes.with_ballot(Ballot(question("quiz-1", 'It says "no", twice', "Über, alles"), (1, 0)))


def test_the_json_has_each_question_with_its_choices() -> None:
    content = json.loads(to_json(some_votes()))
    assert content["format_version"] == 1
    assert (content["lesson"], content["scenario"]) == ("login-flow", "wrong-password")
    first, second = content["questions"]
    assert first["step"] == 3
    assert second["step"] is None
    assert (first["votes"], first["votes_right"]) == (21, 17)
    assert first["choices"][1] == {"choice": "2", "answer": "Not valid", "right": True, "votes": 17}


def test_the_csv_has_a_row_for_each_choice_of_each_question() -> None:
    rows = list(csv.DictReader(to_csv(some_votes()).splitlines(keepends=True)))
    assert tuple(rows[0]) == COLUMNS
    assert [(row["question"], row["choice"], row["votes"], row["right"]) for row in rows] == [
        ("predict-3", "1", "4", "no"),
        ("predict-3", "2", "17", "yes"),
        ("quiz-1", "1", "1", "yes"),
        ("quiz-1", "2", "0", "no"),
    ]
    assert rows[2]["answer"] == 'It says "no", twice'


def test_a_second_vote_on_a_question_replaces_the_first() -> None:
    asked = question("a", "x", "y")
    votes = Votes("l", "s", {}).with_ballot(Ballot(asked, (1, 2))).with_ballot(Ballot(asked, (3, 4)))
    assert [ballot.votes for ballot in votes.ballots.values()] == [(3, 4)]


@pytest.mark.parametrize("name", ["class", "class.json", "class.CSV", "day.one"])
def test_both_files_are_written_under_one_name(tmp_path: Path, name: str) -> None:
    files = save(some_votes(), tmp_path / "new" / name)
    stem = name.removesuffix(".json").removesuffix(".CSV")
    assert [file.name for file in files] == [f"{stem}.json", f"{stem}.csv"]
    assert files[0].read_text("utf-8") == to_json(some_votes())
    assert files[1].read_bytes().decode() == to_csv(some_votes())
    assert len(list((tmp_path / "new").iterdir())) == 2


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(VotesError, match="Name another file"):
        save(some_votes(), tmp_path / "file" / "votes")


def test_hands_are_counted_from_what_was_typed() -> None:
    assert parse_counts(["12", " 3 ", "", "0"]) == (12, 3, 0, 0)


@pytest.mark.parametrize("typed", ["-1", "two", "1.5", "²", "1 2"])
def test_what_is_no_number_of_hands_is_refused(typed: str) -> None:
    with pytest.raises(VotesError, match="no number of hands"):
        parse_counts([typed])


@given(st.text(), st.text(), st.integers(0, 10_000))
def test_every_text_survives_both_forms(text: str, answer: str, votes: int) -> None:
    asked = Posed("id", "one", text, (), (Answer("1", answer, right=True, why=""),))
    kept = Votes("lesson", "scenario", {}).with_ballot(Ballot(asked, (votes,), 1))
    assert json.loads(to_json(kept))["questions"][0]["choices"][0]["answer"] == answer
    if "\0" not in text + answer:
        row = next(csv.DictReader(StringIO(to_csv(kept), newline="")))
        assert (row["votes"], row["answer"]) == (str(votes), answer)
