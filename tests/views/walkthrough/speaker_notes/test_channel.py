"""The channel between a walkthrough and its speaker notes: whoever dies, the other one goes on."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracer.views.walkthrough.speaker_notes.channel import FORGOTTEN, SILENCE, Sender, SpeakerSheet, receive

START = 1_000_000.0


def speaking(place: str = "Step 4") -> SpeakerSheet:
    return SpeakerSheet(
        title="A lesson",
        place=place,
        rows=(("Action", "log in"),),
        notes=("Ask *them*.",),
        coming="Step 5",
        question="What?",
        answers=(("1", "this", (3, 9), True), ("2", "that", (), False)),
        resume="python -m tracer walkthrough --at 4",
    )


def test_what_is_sent_is_received(tmp_path: Path) -> None:
    assert Sender(tmp_path / "new", START, "a").send(speaking(), START + 1)
    signal = receive(tmp_path / "new", START + 2)
    assert signal is not None
    assert signal.speaking == speaking()
    assert signal.is_alive(START + 2)


def test_nobody_speaks_in_a_folder_that_is_empty_or_missing(tmp_path: Path) -> None:
    assert receive(tmp_path, START) is None
    assert receive(tmp_path / "missing", START) is None


def test_without_a_heartbeat_the_walkthrough_counts_as_gone_and_comes_back_with_the_next(tmp_path: Path) -> None:
    sender = Sender(tmp_path, START, "a")
    sender.send(speaking(), START)
    signal = receive(tmp_path, START + SILENCE + 1)
    assert signal is not None
    assert not signal.is_alive(START + SILENCE + 1)
    sender.send(speaking(), START + SILENCE + 1)
    again = receive(tmp_path, START + SILENCE + 2)
    assert again is not None
    assert again.is_alive(START + SILENCE + 2)


def test_one_that_was_ended_is_gone_at_once(tmp_path: Path) -> None:
    Sender(tmp_path, START, "a").send(speaking(), START, ended=True)
    signal = receive(tmp_path, START)
    assert signal is not None
    assert not signal.is_alive(START)


def test_of_several_the_one_is_followed_that_was_started_last_and_is_there(tmp_path: Path) -> None:
    Sender(tmp_path, START, "old").send(speaking("old"), START + 10)
    Sender(tmp_path, START + 5, "new").send(speaking("new"), START + 10)
    assert place(tmp_path, START + 11) == "new"
    Sender(tmp_path, START + 5, "new").send(speaking("new"), START + 12, ended=True)
    assert place(tmp_path, START + 12) == "old"


def place(folder: Path, now: float) -> str:
    signal = receive(folder, now)
    assert signal is not None
    return signal.speaking.place


@pytest.mark.parametrize("content", ["", "{", "[]", '{"format_version": 99}', '{"format_version": 1, "speaking": 3}'])
def test_a_file_that_is_no_signal_is_passed_over(tmp_path: Path, content: str) -> None:
    (tmp_path / "broken.json").write_text(content)
    Sender(tmp_path, START, "a").send(speaking(), START)
    assert place(tmp_path, START) == "Step 4"


def test_a_folder_that_cannot_be_written_does_not_stop_the_lesson(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    assert not Sender(tmp_path / "file", START, "a").send(speaking(), START)


def test_what_other_days_have_left_is_cleared_away(tmp_path: Path) -> None:
    sender = Sender(tmp_path, START, "a")
    sender.send(speaking(), START)
    written = sender.path.stat().st_mtime
    sender.clear(written + FORGOTTEN - 10)
    assert sender.path.exists()
    sender.clear(written + FORGOTTEN + 10)
    assert not sender.path.exists()


@given(
    st.text(), st.lists(st.tuples(st.text(), st.text(), st.lists(st.integers(), max_size=2).map(tuple), st.booleans()))
)
def test_every_text_survives(note: str, answers: list[tuple[str, str, tuple[int, ...], bool]]) -> None:
    said = SpeakerSheet(title=note, place=note, notes=(note,), answers=tuple(answers))
    with TemporaryDirectory() as folder:
        Sender(Path(folder), START, "a").send(said, START)
        signal = receive(Path(folder), START)
        assert signal is not None
        assert signal.speaking == said
