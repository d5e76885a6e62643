"""Traces, votes, progress and lessons that version 0.1.0 saved are loaded by this version, and mean the same."""

import json
import shutil
from contextlib import nullcontext
from pathlib import Path

import pytest

from tracer.errors import FormerNameWarning
from tracer.findings import find
from tracer.quiz import votes_file
from tracer.quiz.progress_store import Progress
from tracer.trace.event_facts import facts_to_plain
from tracer.trace.files import load_trace
from tracer.trace.former_names import content_of_today
from tracer.trace.json_format import event_to_plain
from tracer.trace.table import table

FOLDER = Path(__file__).parent / "0.1.0"
TRUER = {
    # The logout empties the session and has no stage of its own; it lies in the step of the login and leaves no cookie.
    "logout-by-clearing": {"logged_in": {"user_authenticated": False, "current_user": "Anonymous"}},
}
"""What is derived from the same facts and is truer today, by the trace and by the stage of the step."""

TRACES = [*sorted(FOLDER.glob("[a-u]*.json")), *sorted(FOLDER.glob("w*.json"))]


@pytest.mark.parametrize("path", TRACES, ids=lambda path: path.stem)
def test_every_fact_and_every_row_of_a_trace_is_still_there(path: Path) -> None:
    text = path.read_text("utf-8")
    # Two of them come from the app that was called "laboratory" then, and whoever loads them is told.
    with pytest.warns(FormerNameWarning) if "laboratory" in text else nullcontext():
        trace = load_trace(path)
        saved = content_of_today(json.loads(text))
    for event, before in zip(trace.events, saved["events"], strict=True):
        now = event_to_plain(event)
        # Facts that are new since then may stand beside the old ones.
        facts = facts_to_plain(event.facts)
        assert {name: facts[name] for name in before["facts"]} == before["facts"]
        assert {key: now[key] for key in before if key != "facts"} == {k: before[k] for k in before if k != "facts"}
    steps = table(trace).steps
    rows = [[step.stage, step.row.action, step.row.input, step.row.check, step.row.result] for step in steps]
    assert rows == [[step[key] for key in ("stage", "action", "input", "check", "result")] for step in saved["steps"]]
    truer = TRUER.get(path.stem, {})
    expected = [step["variables"] | truer.get(step["stage"], {}) for step in saved["steps"]]
    assert [dict(step.variables) for step in steps] == expected


def test_a_trace_in_lines_is_the_same_as_the_one_in_one_piece() -> None:
    in_lines, whole = load_trace(FOLDER / "watched-one-file.jsonl"), load_trace(FOLDER / "observed-one-file.json")
    assert in_lines.events == whole.events
    assert [finding.code for finding in find(in_lines)] == [finding.code for finding in find(whole)]


def test_the_votes_of_a_class_are_kept() -> None:
    found = votes_file.load_votes(FOLDER / "votes", "login-flow", "wrong-password")
    assert found is not None
    kept = {name: ballot.votes for name, ballot in found.of("").items()}
    assert kept == {"predict-3": ((4, 17),), "quiz-1": ((1, 0),)}


def test_the_progress_of_a_learner_is_kept(tmp_path: Path) -> None:
    shutil.copy(FOLDER / "progress" / "progress.sqlite3", tmp_path)
    with Progress(tmp_path / "progress.sqlite3") as progress:
        assert progress.answers() == 9
        assert sorted(progress.lessons()) == ["login-flow", "remember-me"]
