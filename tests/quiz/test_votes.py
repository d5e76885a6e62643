"""The votes of a class: question by question, as JSON and as CSV."""

import csv
import json
from dataclasses import replace
from io import StringIO
from math import factorial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracer.errors import VotesError
from tracer.quiz.question_kinds.one import OneQuestion
from tracer.quiz.question_kinds.order import OrderQuestion
from tracer.quiz.question_kinds.posed_question import OfferedAnswer, PosedQuestion
from tracer.quiz.votes import Ballot, RaisedHands, Votes, parse_counts
from tracer.quiz.votes_file import CSV_COLUMNS, load_votes, save_votes, to_csv, to_json


def question(name: str, *answers: str, right: int = 0) -> PosedQuestion:
    offered = tuple(
        OfferedAnswer(str(place + 1), text, place == right, "because") for place, text in enumerate(answers)
    )
    return OneQuestion(name, "one", "What comes out?", ("Look.",), offered)


def items_of(*texts: str) -> tuple[OfferedAnswer, ...]:
    """Return items to be put in order; they stand in the right one."""
    return tuple(
        OfferedAnswer(str(place), text, right=False, why="", steps=(place,), position=place)
        for place, text in enumerate(texts, start=1)
    )


def some_votes() -> Votes:
    votes = Votes("login-flow", "wrong-password")
    first = Ballot(question("predict-3", "Valid", "Not valid", right=1), ((4, 17), (1, 20)), 3)
    votes = votes.with_ballot("7b", first)
    return votes.with_ballot("7b", Ballot(question("quiz-1", 'It says "no", twice', "Über, alles"), ((1, 0),)))


def test_the_json_has_each_question_with_its_choices() -> None:
    content = json.loads(to_json(some_votes()))
    assert content["format_version"] == 2
    assert (content["lesson"], content["scenario"]) == ("login-flow", "wrong-password")
    assert [one["class"] for one in content["classes"]] == ["7b"]
    first, second = content["classes"][0]["questions"]
    assert first["step"] == 3
    assert second["step"] is None
    assert (first["votes"], first["votes_right"]) == ([21, 21], [17, 20])
    assert first["choices"][1] == {"choice": "2", "answer": "Not valid", "right": True, "votes": [17, 20]}


def test_the_csv_has_a_row_for_each_choice_of_each_vote() -> None:
    rows = list(csv.DictReader(to_csv(some_votes()).splitlines(keepends=True)))
    assert tuple(rows[0]) == CSV_COLUMNS
    assert [(row["question"], row["vote"], row["choice"], row["votes"], row["right"]) for row in rows] == [
        ("predict-3", "1", "1", "4", "no"),
        ("predict-3", "1", "2", "17", "yes"),
        ("predict-3", "2", "1", "1", "no"),
        ("predict-3", "2", "2", "20", "yes"),
        ("quiz-1", "1", "1", "1", "yes"),
        ("quiz-1", "1", "2", "0", "no"),
    ]
    assert {row["class"] for row in rows} == {"7b"}
    assert rows[4]["answer"] == 'It says "no", twice'


def test_both_votes_on_a_question_are_kept_and_either_can_be_mended() -> None:
    once = Ballot(question("a", "x", "y"), ()).with_vote(RaisedHands((1, 2), 0))
    twice = once.with_vote(RaisedHands((3, 4), 1))
    assert twice.votes == ((1, 2), (3, 4))
    assert twice.with_vote(RaisedHands((0, 3), 0)).votes == ((0, 3), (3, 4))
    assert twice.with_vote(RaisedHands((7, 0), 1)).votes == ((1, 2), (7, 0))
    assert (twice.totals, twice.right) == ((3, 7), (1, 3))


def test_a_second_class_does_not_write_over_the_first() -> None:
    asked = question("a", "x", "y")
    votes = Votes("l", "s").with_ballot("7a", Ballot(asked, ((1, 2),))).with_ballot("7b", Ballot(asked, ((3, 4),)))
    assert {name: votes.of(name)["a"].votes for name in votes.classes} == {"7a": ((1, 2),), "7b": ((3, 4),)}


@given(
    texts=st.lists(st.sampled_from("uvwxyz"), min_size=2, max_size=5, unique=True),
    seed=st.integers(0, 99),
)
def test_a_class_is_offered_whole_orders_and_one_is_right(texts: list[str], seed: int) -> None:
    items = items_of(*texts)
    asked = OrderQuestion("o", "order", "In which order?", (), items).shuffled(str(seed)).numbered()
    counted = asked.for_hands()
    right = [answer.text for answer in counted.answers if answer.right]
    assert right == [" → ".join(asked.right)]
    wrong = [answer.text.split(" → ") for answer in counted.answers if not answer.right]
    assert len(wrong) == min(3, factorial(len(texts)) - 1)
    assert not any(asked.grade(order).right for order in wrong)
    assert all(answer.text in counted.text for answer in asked.answers)


def test_votes_on_orders_do_not_speak_of_other_items() -> None:
    items = tuple(
        OfferedAnswer(str(place), text, right=False, why="", position=place) for place, text in ((1, "x"), (2, "y"))
    )
    asked = OrderQuestion("o", "order", "In which order?", (), items)
    ballot = Ballot(asked.for_hands(), ((1, 2),))
    assert ballot.votes_on(asked.for_hands()) == ((1, 2),)
    turned = replace(asked, answers=tuple(replace(answer, text=f"{answer.text}!") for answer in asked.answers))
    assert ballot.votes_on(turned.for_hands()) == ()


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
    kept = Votes("lesson", "scenario").with_ballot("7b", Ballot(asked, ((votes,),), 1))
    assert json.loads(to_json(kept))["classes"][0]["questions"][0]["choices"][0]["answer"] == answer
    row = next(csv.DictReader(StringIO(to_csv(kept), newline="")))
    assert row["votes"] == str(votes)
    assert not {"\n", "\r"} & set(row["text"] + row["answer"])


def test_a_spreadsheet_gets_words_and_no_markdown() -> None:
    asked = question("a", "It sets `session_cookie`, *once*.", "- one\n- two")
    asked = replace(asked, text="**User clicks logout**, with: a `POST`.\n\nWhat comes\nout?")
    rows = [
        *csv.DictReader(to_csv(Votes("l", "s").with_ballot("7b", Ballot(asked, ((1, 2),)))).splitlines(keepends=True))
    ]
    assert rows[0]["text"] == "User clicks logout, with: a POST. What comes out?"
    assert [row["answer"] for row in rows] == ["It sets session_cookie, once.", "one two"]


def test_what_was_saved_is_read_again(tmp_path: Path) -> None:
    assert load_votes(tmp_path / "class", "login-flow", "wrong-password") is None
    save_votes(some_votes(), tmp_path / "class")
    for name in ("class", "class.json", "class.csv"):
        again = load_votes(tmp_path / name, "login-flow", "wrong-password")
        assert again is not None
        assert to_json(again) == to_json(some_votes())


def test_saving_keeps_earlier_votes_and_replaces_those_of_the_same_class_on_the_same_question(tmp_path: Path) -> None:
    save_votes(some_votes(), tmp_path / "class")
    third = Ballot(question("predict-5", "In", "Out"), ((9, 1),), 5)
    first = Ballot(question("predict-3", "Valid", "Not valid", right=1), ((1, 20),), 3)
    later = Votes("login-flow", "wrong-password").with_ballot("7b", third).with_ballot("7b", first)
    files = save_votes(later.with_ballot("7c", first), tmp_path / "class")
    saved = {
        one["class"]: {each["question"]: each["votes_right"] for each in one["questions"]}
        for one in json.loads(files[0].read_text("utf-8"))["classes"]
    }
    assert saved == {"7b": {"predict-3": [20], "quiz-1": [1], "predict-5": [9]}, "7c": {"predict-3": [20]}}
    rows = [*csv.DictReader(files[1].read_text("utf-8").splitlines(keepends=True))]
    named = dict.fromkeys((row["class"], row["question"]) for row in rows)
    assert [*named] == [("7b", "predict-3"), ("7b", "quiz-1"), ("7b", "predict-5"), ("7c", "predict-3")]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("class.json", "{}", "something other than votes"),
        ("class.json", "not even json", "something other than votes"),
        ("class.json", "[" * 100_000, "something other than votes"),
        ("class.json", to_json(Votes("other", "wrong-password")), 'of the lesson "other"'),
        ("class.json", to_json(Votes("login-flow", "login-flow")), 'another run, "login-flow"'),
        (
            "class.json",
            to_json(some_votes()).replace("            4,", "            -4,"),
            "something other than votes",
        ),
        ("class.json", to_json(some_votes()).replace('version": 2', 'version": 3'), "something other than votes"),
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
    ballot = Ballot(question("a", "x", "y", "z"), ((1, 2, 3), (4, 5, 6)))
    assert ballot.votes_on(question("a", "z", "x", "y")) == ((3, 1, 2), (6, 4, 5))
    assert ballot.votes_on(question("a", "z", "x", "other")) == ()
