"""What is kept of exercises: every event is a row, files of earlier layouts go on, and what comes next is told."""

import shutil
import sqlite3
from pathlib import Path

import pytest

from tests.saved_by_earlier_versions.test_saved_files import FOLDER
from tracer.quiz.exercise_progress import (
    ExerciseEvent,
    ExerciseProgress,
    exercise_of_today,
    following_exercise,
)
from tracer.quiz.progress_store import Progress

NAMES = ("easy", "middling", "hard")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "progress.sqlite3"


def keep(path: Path, exercise: str, *events: ExerciseEvent) -> None:
    with Progress(path) as progress:
        for event in events:
            progress.keep_of_exercise(exercise, event)


def kept(path: Path) -> dict[str, ExerciseProgress]:
    with Progress(path) as progress:
        return progress.exercises()


def test_nothing_is_written_before_an_exercise_is_opened(path: Path) -> None:
    assert kept(path) == {}
    assert not path.exists()


def test_judgements_and_hints_add_up_and_mended_stays_mended(path: Path) -> None:
    keep(path, "easy", ExerciseEvent.OPENED, ExerciseEvent.NOT_YET, ExerciseEvent.HINT_TAKEN)
    assert kept(path)["easy"].mended is False
    keep(path, "easy", ExerciseEvent.MENDED, ExerciseEvent.HINT_TAKEN, ExerciseEvent.NOT_YET)
    found = kept(path)["easy"]
    assert (found.judged, found.hints, found.mended, found.hints_before) == (3, 2, True, 1)
    assert found.last.startswith("20")


def test_the_exercise_of_the_latest_event_comes_last(path: Path) -> None:
    keep(path, "hard", ExerciseEvent.OPENED)
    keep(path, "easy", ExerciseEvent.OPENED)
    keep(path, "hard", ExerciseEvent.HINT_TAKEN)
    assert [*kept(path)] == ["easy", "hard"]


def test_a_file_of_an_earlier_version_loses_nothing(path: Path) -> None:
    shutil.copy(FOLDER / "progress" / "progress.sqlite3", path)
    with Progress(path) as progress:
        before = progress.answers(), progress.lessons(), progress.places()
        assert progress.exercises() == {}
    keep(path, "easy", ExerciseEvent.MENDED)
    with Progress(path) as progress:
        assert (progress.answers(), progress.lessons(), progress.places()) == before
        assert progress.exercises()["easy"].mended
        assert progress.kept_aside is None


def test_an_event_that_a_later_version_keeps_counts_for_nothing(path: Path) -> None:
    keep(path, "easy", ExerciseEvent.MENDED)
    with sqlite3.connect(path) as connection:
        connection.execute("INSERT INTO exercise (exercise, event) VALUES ('easy', 'praised')")
    connection.close()
    assert (kept(path)["easy"].judged, kept(path)["easy"].mended) == (1, True)


def test_reset_forgets_the_exercises_too(path: Path) -> None:
    keep(path, "easy", ExerciseEvent.MENDED)
    with Progress(path) as progress:
        progress.reset()
    assert kept(path) == {}


MENDED = ExerciseProgress(judged=1, mended=True)
BEGUN = ExerciseProgress()


@pytest.mark.parametrize(
    ("standings", "today"),
    [
        ({}, "easy"),
        ({"hard": BEGUN}, "hard"),
        ({"middling": BEGUN, "easy": MENDED}, "middling"),
        ({"middling": MENDED}, "hard"),
        ({"hard": MENDED}, "easy"),
        ({"middling": MENDED, "hard": MENDED}, "easy"),
        ({"of-another-version": BEGUN}, "easy"),
        (dict.fromkeys(NAMES, MENDED), None),
    ],
)
def test_one_goes_on_with_what_was_begun_last_or_with_what_follows(
    standings: dict[str, ExerciseProgress], today: str | None
) -> None:
    assert exercise_of_today(NAMES, standings) == today


def test_what_follows_an_exercise_is_another_one_that_is_not_mended() -> None:
    assert following_exercise(NAMES, {}, "easy") == "middling"
    assert following_exercise(NAMES, {"middling": MENDED}, "easy") == "hard"
    assert following_exercise(NAMES, {}, "hard") == "easy"
    assert following_exercise(NAMES, dict.fromkeys(NAMES[1:], MENDED), "easy") is None
