"""Progress: kept at once, whatever happens to the process, the file, the question or the other process."""

import os
import signal
import sqlite3
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tests.authoring.true_lesson import EVERY_KIND, every_kind
from tracer.errors import ProgressError
from tracer.lessons.library import load_lesson
from tracer.lessons.schema import Question
from tracer.quiz.progress_store import Progress, QuestionProgress, fingerprint, lesson_progress, progress_path

LESSON = every_kind()
ONE = LESSON.questions[0]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "progress.sqlite3"


def answer(path: Path, question: Question = ONE, *, right: bool = True, hints: int = 0) -> None:
    with Progress(path) as progress:
        progress.record(LESSON.name, question, right=right, hints=hints, seconds=2.5)


def kept(path: Path, name: str = ONE.id) -> QuestionProgress:
    with Progress(path) as progress:
        return progress.of_lesson(LESSON)[name]


def test_nothing_is_written_before_something_is_answered(path: Path) -> None:
    with Progress(path) as progress:
        assert progress.of_lesson(LESSON) == {question.id: QuestionProgress() for question in LESSON.questions}
        assert (progress.answers(), progress.lessons(), progress.outdated([LESSON])) == (0, [], 0)
        progress.reset()
    assert not path.exists()


def test_attempts_hints_time_and_being_right_add_up(path: Path) -> None:
    answer(path, right=False, hints=2)
    answer(path, right=True)
    found = kept(path)
    assert (found.attempts, found.hints, found.right, found.right_at_first, found.seconds) == (2, 2, True, False, 5.0)
    assert found.last.startswith("20")
    assert kept(path, "value") == QuestionProgress()


@pytest.mark.parametrize(("first_right", "hints", "at_first"), [(True, 0, True), (True, 1, False), (False, 0, False)])
def test_right_at_first_means_without_a_hint(first_right: bool, hints: int, at_first: bool, path: Path) -> None:  # noqa: FBT001 # pytest's parameters
    answer(path, right=first_right, hints=hints)
    answer(path, right=True)
    assert kept(path).right_at_first is at_first


def test_a_question_that_was_changed_is_open_again(path: Path) -> None:
    answer(path, replace(ONE, text="What did it do before?"))
    assert kept(path) == QuestionProgress()
    with Progress(path) as progress:
        assert progress.outdated([LESSON]) == 1


def test_a_better_hint_or_reason_does_not_open_a_question_again() -> None:
    choices = tuple(replace(choice, why=choice.why + "!") for choice in ONE.choices)
    assert fingerprint(replace(ONE, hints=("Look there.",), choices=choices)) == fingerprint(ONE)
    assert fingerprint(replace(ONE, choices=tuple(replace(c, text="x") for c in ONE.choices))) != fingerprint(ONE)
    assert fingerprint(replace(ONE, choices=tuple(replace(c, claim=None) for c in ONE.choices))) != fingerprint(ONE)


def test_what_was_answered_in_the_first_version_still_counts() -> None:
    """These were written down before a question could ask for a browser or an occurrence."""
    first = {"one": "66ef95b1815d6e8d", "step": "c9335d461b7c5645", "value": "b5a6147d4c4e0215"}
    questions = {question.id: question for question in every_kind().questions}
    assert {name: fingerprint(questions[name]) for name in first} == first
    asks = questions["step"].asks
    assert asks is not None
    assert fingerprint(replace(questions["step"], asks=replace(asks, occurrence=1))) != first["step"]


def test_a_run_in_which_something_else_is_done_opens_a_question_again(tmp_path: Path) -> None:
    text = EVERY_KIND.read_text(encoding="utf-8")

    def contents(changed: str) -> dict[str, str]:
        (tmp_path / "every-kind.toml").write_text(changed, encoding="utf-8")
        return {question.id: fingerprint(question) for question in load_lesson(tmp_path / "every-kind.toml").questions}

    before = contents(text)
    named = contents(text.replace("Log in, look, log out", "Another title"))
    other = contents(text.replace('account = "ada", password = "right"', 'account = "ada", password = "empty"'))
    settings = contents(text.replace('The same with a wrong password"', 'The same"\nsettings = { A = 1 }'))
    assert named == before
    assert [name for name in before if other[name] == before[name]] == []
    assert [name for name in before if settings[name] != before[name]] == ["what-if"]


def test_a_lesson_is_done_when_every_question_was_right(path: Path) -> None:
    for question in LESSON.questions[:-1]:
        answer(path, question)
    with Progress(path) as progress:
        assert not lesson_progress(progress.of_lesson(LESSON).values()).done
    answer(path, LESSON.questions[-1])
    with Progress(path) as progress:
        standing = lesson_progress(progress.of_lesson(LESSON).values())
        assert progress.lessons() == [LESSON.name]
    assert (standing.done, standing.right, standing.attempts) == (True, len(LESSON.questions), len(LESSON.questions))
    assert not lesson_progress([]).done


def test_reset_forgets_everything(path: Path) -> None:
    answer(path)
    with Progress(path) as progress:
        progress.reset()
        assert progress.answers() == 0


CRASH = """
import os, signal, sys
from pathlib import Path
from tests.quiz.test_progress_store import LESSON, ONE
from tracer.quiz.progress_store import Progress
progress = Progress(Path(sys.argv[1]))
progress.record(LESSON.name, ONE, right=True, hints=0, seconds=1)
connection = progress._connection()
connection.execute("BEGIN IMMEDIATE")
# More than the cache holds, so that pages of the unfinished write are in the file when the process dies.
connection.execute("PRAGMA cache_size = 2")
connection.executemany(
    "INSERT INTO answer (lesson, question, content, right, hints, seconds) VALUES ('x', ?, 'x', 1, 0, 0)",
    [("q" * 500,)] * 500,
)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_crash_in_the_middle_of_a_write_loses_nothing_that_was_answered(path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", CRASH, str(path)], check=False)
    assert done.returncode == -signal.SIGKILL
    assert path.with_name(path.name + "-journal").exists()
    with Progress(path) as progress:
        assert progress.kept_aside is None
        assert progress.answers() == 1
    assert kept(path).right


MANY = """
import sys
from pathlib import Path
from tests.quiz.test_progress_store import LESSON, ONE
from tracer.quiz.progress_store import Progress
for number in range(int(sys.argv[2])):
    with Progress(Path(sys.argv[1])) as progress:
        progress.record(LESSON.name, ONE, right=True, hints=0, seconds=1)
"""


def many(path: Path, number: int) -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-c", MANY, str(path), str(number)])


def test_two_processes_at_once_lose_nothing(path: Path) -> None:
    processes = [many(path, 40) for _ in range(3)]
    assert [process.wait(60) for process in processes] == [0, 0, 0]
    assert kept(path).attempts == 120


@pytest.mark.parametrize(
    "content", [b"not a database, but long enough to be taken for one\n" * 100, b"SQLite format 3\0broken" * 200]
)
def test_a_damaged_file_is_kept_aside(content: bytes, path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    with Progress(path) as progress:
        assert progress.kept_aside == path.with_name("progress-damaged-1.sqlite3")
        assert progress.answers() == 0
    assert path.with_name("progress-damaged-1.sqlite3").read_bytes() == content
    answer(path)
    assert kept(path).right


def test_damage_inside_the_file_is_found(path: Path) -> None:
    for question in LESSON.questions * 40:
        answer_in_place(path, question)
    content = bytearray(path.read_bytes())
    content[4096 + 8 : 4096 + 200] = b"\xff" * 192
    path.write_bytes(content)
    with Progress(path) as progress:
        assert progress.kept_aside is not None
        assert progress.kept_aside.read_bytes() == bytes(content)


def answer_in_place(path: Path, question: Question) -> None:
    with Progress(path) as progress:
        progress.record(LESSON.name, replace(question, text="x" * 300), right=True, hints=0, seconds=0)


def test_another_database_is_no_progress_and_is_kept_aside(path: Path) -> None:
    path.parent.mkdir()
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE cooking (recipe TEXT)")
    connection.close()
    with Progress(path) as progress:
        assert progress.kept_aside is not None


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("seconds", "abc"),
        ("seconds", 9e999),
        ("hints", "abc"),
        ("hints", 2**62),
        ("right", "yes"),
        ("given_at", b"\x00"),
        ("question", b"one"),
    ],
)
def test_a_row_that_no_tracer_has_written_is_damage(path: Path, column: str, value: object) -> None:
    answer(path)
    with sqlite3.connect(path) as connection:
        connection.execute(f"UPDATE answer SET {column} = ?", (value,))  # noqa: S608 # one of the columns above
    connection.close()
    with Progress(path) as progress:
        assert progress.kept_aside is not None
    assert kept(path) == QuestionProgress()


def test_a_table_with_other_columns_is_kept_aside(path: Path) -> None:
    path.parent.mkdir()
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE answer (number INTEGER PRIMARY KEY, lesson TEXT)")
        connection.execute("PRAGMA user_version = 1")
    connection.close()
    with Progress(path) as progress:
        assert progress.kept_aside is not None
    answer(path)
    assert kept(path).right


def test_two_processes_that_find_the_damage_at_once_lose_nothing_of_what_follows(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"no database" * 1000)
    processes = [many(path, 20) for _ in range(3)]
    assert [process.wait(60) for process in processes] == [0, 0, 0]
    assert kept(path).attempts == 60
    assert [found.name for found in path.parent.glob("*damaged*")] == ["progress-damaged-1.sqlite3"]


def test_a_second_damage_does_not_overwrite_the_first(path: Path) -> None:
    path.parent.mkdir()
    for number in (1, 2):
        path.write_bytes(b"no database" * 1000 + str(number).encode())
        Progress(path).close()
    assert len([*path.parent.glob("*damaged*")]) == 2


def test_a_file_of_a_newer_version_is_left_alone(path: Path) -> None:
    answer(path)
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(ProgressError, match="newer version of the tracer"):
        Progress(path)
    assert path.read_bytes() == before


def test_a_place_that_cannot_be_written_is_said_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(ProgressError, match="Let TRACER_HOME name a folder"):
        answer(tmp_path / "file" / "progress.sqlite3")
    (tmp_path / "progress.sqlite3").mkdir()
    with pytest.raises(ProgressError, match="Let TRACER_HOME name a folder"):
        Progress(tmp_path / "progress.sqlite3")


def test_tracer_home_says_where(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TRACER_HOME", str(tmp_path))
    assert progress_path() == tmp_path / "progress.sqlite3"
    monkeypatch.delenv("TRACER_HOME")
    assert progress_path().parent.name == "login-flow-tracer"
    assert os.sep in str(progress_path())
