"""No cell begins a formula, each text comes back, and two processes that save votes lose none of them."""

import csv
import io
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.quiz.ballots import ballot
from tracer.quiz.spreadsheet_cell import as_cell, from_cell
from tracer.quiz.votes import Votes
from tracer.quiz.votes_file import load_votes, save_votes, to_csv

SIGNS = "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20"


@given(st.one_of(st.text(), st.tuples(st.sampled_from([*SIGNS, "'", " ="]), st.text()).map("".join)))
def test_each_text_comes_back_and_begins_no_formula(text: str) -> None:
    cell = as_cell(text)
    assert from_cell(cell) == text
    assert cell.lstrip(" ")[:1] not in set(SIGNS)


@pytest.mark.parametrize("text", ["User(1)", "a = b", "", "None", "2026-11-30 17:00", "don't"])
def test_an_ordinary_text_stays_as_it_is(text: str) -> None:
    assert as_cell(text) == text


def test_no_cell_of_the_file_begins_a_formula() -> None:
    name = '=HYPERLINK("http://evil")'
    votes = Votes("+lesson", "-scenario", {name: {"@q": ballot("@q", 1, 2, text="=1+1")}})
    rows = [*csv.DictReader(io.StringIO(to_csv(votes)))]
    assert [cell for row in rows for cell in row.values() if cell[:1] in set(SIGNS)] == []
    assert {from_cell(row["class"]) for row in rows} == {name}
    assert [from_cell(row["answer"]) for row in rows] == ["=answer a", "=answer b"]
    assert [row["votes"] for row in rows] == ["1", "2"]


SAVING = """
import sys
from pathlib import Path
sys.path[:0] = {path!r}
from tests.quiz.ballots import ballot
from tracer.quiz.votes import Votes
from tracer.quiz.votes_file import save_votes
votes = Votes("lesson", "run")
for number in range(25):
    votes = votes.with_ballot(sys.argv[1], ballot(f"q{{number}}", number, 1))
    save_votes(votes, Path(sys.argv[2]))
"""


def test_two_processes_that_save_votes_to_one_file_lose_none(tmp_path: Path) -> None:
    script = SAVING.format(path=sys.path)
    begun = [
        subprocess.Popen([sys.executable, "-c", script, name, str(tmp_path / "votes")])
        for name in ("one", "two", "three")
    ]
    assert [process.wait(100) for process in begun] == [0, 0, 0]
    votes = load_votes(tmp_path / "votes", "lesson", "run")
    assert votes is not None
    assert {name: len(own) for name, own in votes.classes.items()} == dict.fromkeys(["one", "two", "three"], 25)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["votes.csv", "votes.json"]


def test_what_another_process_has_changed_meanwhile_is_kept(tmp_path: Path) -> None:
    at_first = Votes("lesson", "run", {"one": {"q": ballot("q", 1, 1)}, "two": {"q": ballot("q", 1, 1)}})
    save_votes(at_first, tmp_path / "votes")
    save_votes(at_first.with_ballot("two", ballot("q", 9, 9)), tmp_path / "votes", known=at_first)
    save_votes(at_first.with_ballot("one", ballot("q", 5, 5)), tmp_path / "votes", known=at_first)
    votes = load_votes(tmp_path / "votes", "lesson", "run")
    assert votes is not None
    assert votes.of("one")["q"].votes == ((5, 5),)
    assert votes.of("two")["q"].votes == ((9, 9),)


def test_votes_whose_file_is_gone_are_written_again(tmp_path: Path) -> None:
    votes = Votes("lesson", "run", {"one": {"q": ballot("q", 1, 1)}})
    save_votes(votes, tmp_path / "votes", known=votes)
    assert load_votes(tmp_path / "votes", "lesson", "run") == votes
