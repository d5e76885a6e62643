"""The votes of a class: question by question, as JSON and as CSV."""

import csv
import json
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracer.errors import VotesError
from tracer.quiz.question_kinds.one import OneQuestion
from tracer.quiz.question_kinds.posed_question import OfferedAnswer, PosedQuestion
from tracer.quiz.votes import CSV_COLUMNS, Ballot, Votes, load_votes, parse_counts, save_votes, to_csv, to_json


def question(name: str, *answers: str, right: int = 0) -> PosedQuestion:
    offered = tuple(
        OfferedAnswer(str(place + 1), text, place == right, "because") for place, text in enumerate(answers)
    )
    return OneQuestion(name, "one", "What comes out?", ("Look.",), offered)


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
    assert tuple(rows[0]) == CSV_COLUMNS
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
    files = save_votes(some_votes(), tmp_path / "new" / name)
    stem = name.removesuffix(".json").removesuffix(".CSV")
    assert [file.name for file in files] == [f"{stem}.json", f"{stem}.csv"]
    assert files[0].read_text("utf-8") == to_json(some_votes())
    assert files[1].read_bytes().decode() == to_csv(some_votes())
    assert len(list((tmp_path / "new").iterdir())) == 2


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(VotesError, match="Name another file"):
        save_votes(some_votes(), tmp_path / "file" / "votes")


def test_hands_are_counted_from_what_was_typed() -> None:
    assert parse_counts(["12", " 3 ", "", "0"]) == (12, 3, 0, 0)


@pytest.mark.parametrize("typed", ["-1", "two", "1.5", "²", "1 2"])
def test_what_is_no_number_of_hands_is_refused(typed: str) -> None:
    with pytest.raises(VotesError, match="not a number of hands"):
        parse_counts([typed])


@given(st.text(), st.text(), st.integers(0, 10_000))
def test_every_text_survives_as_json_and_is_one_line_in_a_spreadsheet(text: str, answer: str, votes: int) -> None:
    asked = OneQuestion("id", "one", text, (), (OfferedAnswer("1", answer, right=True, why=""),))
    kept = Votes("lesson", "scenario", {}).with_ballot(Ballot(asked, (votes,), 1))
    assert json.loads(to_json(kept))["questions"][0]["choices"][0]["answer"] == answer
    row = next(csv.DictReader(StringIO(to_csv(kept), newline="")))
    assert row["votes"] == str(votes)
    assert not {"\n", "\r"} & set(row["text"] + row["answer"])


def test_a_spreadsheet_gets_words_and_no_markdown() -> None:
    asked = question("a", "It sets `session_cookie`, *once*.", "- one\n- two")
    asked = replace(asked, text="**User clicks logout**, with: a `POST`.\n\nWhat comes\nout?")
    rows = [*csv.DictReader(to_csv(Votes("l", "s", {}).with_ballot(Ballot(asked, (1, 2)))).splitlines(keepends=True))]
    assert rows[0]["text"] == "User clicks logout, with: a POST. What comes out?"
    assert [row["answer"] for row in rows] == ["It sets session_cookie, once.", "one two"]


def test_what_was_saved_is_read_again(tmp_path: Path) -> None:
    assert load_votes(tmp_path / "class", "login-flow", "wrong-password") is None
    save_votes(some_votes(), tmp_path / "class")
    for name in ("class", "class.json", "class.csv"):
        again = load_votes(tmp_path / name, "login-flow", "wrong-password")
        assert again is not None
        assert to_json(again) == to_json(some_votes())


def test_saving_keeps_earlier_votes_on_other_questions_and_replaces_those_on_the_same(tmp_path: Path) -> None:
    save_votes(some_votes(), tmp_path / "class")
    third = Ballot(question("predict-5", "In", "Out"), (9, 1), 5)
    first = Ballot(question("predict-3", "Valid", "Not valid", right=1), (1, 20), 3)
    later = Votes("login-flow", "wrong-password", {}).with_ballot(third).with_ballot(first)
    files = save_votes(later, tmp_path / "class")
    saved = {one["question"]: one["votes_right"] for one in json.loads(files[0].read_text("utf-8"))["questions"]}
    assert saved == {"predict-3": 20, "quiz-1": 1, "predict-5": 9}
    names = [row["question"] for row in csv.DictReader(files[1].read_text("utf-8").splitlines(keepends=True))]
    assert [*dict.fromkeys(names)] == ["predict-3", "quiz-1", "predict-5"]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("class.json", "{}", "something other than votes"),
        ("class.json", "not even json", "something other than votes"),
        ("class.json", "[" * 100_000, "something other than votes"),
        ("class.json", to_json(Votes("other", "wrong-password", {})), 'of the lesson "other"'),
        ("class.json", to_json(Votes("login-flow", "login-flow", {})), 'another run, "login-flow"'),
        ("class.json", to_json(some_votes()).replace('"votes": 4', '"votes": -4'), "something other than votes"),
        ("class.json", to_json(some_votes()).replace('version": 1', 'version": 2'), "something other than votes"),
        ("class.csv", "name,mark\nAda,1\n", "something other than votes"),
        ("class.csv", to_csv(some_votes()), "class.json is missing"),
    ],
)
def test_a_file_that_holds_something_else_is_never_written_over(
    tmp_path: Path, name: str, content: str, words: str
) -> None:
    (tmp_path / name).write_text(content, "utf-8", newline="")
    with pytest.raises(VotesError, match=words):
        save_votes(some_votes(), tmp_path / "class")
    assert [file.name for file in tmp_path.iterdir()] == [name]
    assert (tmp_path / name).read_bytes().decode() == content


@pytest.mark.parametrize("name", ["class.json", "class.csv"])
def test_what_cannot_be_read_is_never_written_over(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"\xff\xfe\x00")
    with pytest.raises(VotesError, match="holds no votes"):
        save_votes(some_votes(), tmp_path / "class")
    (tmp_path / name).unlink()
    (tmp_path / name).mkdir()
    with pytest.raises(VotesError, match="cannot be read"):
        save_votes(some_votes(), tmp_path / "class")


def test_votes_follow_their_answers_when_these_stand_in_another_order() -> None:
    ballot = Ballot(question("a", "x", "y", "z"), (1, 2, 3))
    assert ballot.counts_for(question("a", "z", "x", "y")) == (3, 1, 2)
    assert ballot.counts_for(question("a", "z", "x", "other")) == ()
