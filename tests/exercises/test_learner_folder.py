"""The learner's folder: what lies there is never written over, and what is put back is kept first."""

from pathlib import Path

import pytest

from tracer.errors import ExerciseError
from tracer.exercises.learner_folder import LearnerFolder

FILES = {"app.py": "app = 1\n", "templates/login.html": "<form>\n", "README.md": "# Mend it\n"}


@pytest.fixture
def folder(tmp_path: Path) -> LearnerFolder:
    made = LearnerFolder(tmp_path / "mend" / "bare", FILES)
    made.make()
    return made


def contents(path: Path) -> dict[str, str]:
    return {file.relative_to(path).as_posix(): file.read_text("utf-8") for file in path.rglob("*") if file.is_file()}


def test_it_holds_what_is_handed_out(folder: LearnerFolder) -> None:
    assert contents(folder.path) == FILES
    assert folder.changed() == ()


def test_to_open_it_again_writes_only_what_is_missing(folder: LearnerFolder) -> None:
    (folder.path / "app.py").write_text("app = 2\n", encoding="utf-8")
    (folder.path / "README.md").unlink()
    folder.make()
    assert contents(folder.path) == FILES | {"app.py": "app = 2\n"}
    assert folder.changed() == ("app.py",)


def test_what_an_editor_or_python_leaves_there_is_no_change(folder: LearnerFolder) -> None:
    (folder.path / ".app.py.swp").write_bytes(b"\0")
    (folder.path / "__pycache__").mkdir()
    (folder.path / "__pycache__" / "app.cpython-311.pyc").write_bytes(b"\0")
    (folder.path / "app.py").write_bytes(b"app = 1\r\n")
    (folder.path / "instance").mkdir()
    (folder.path / "instance" / "kept.py").write_bytes(b"")
    (folder.path / "users.sqlite3").write_bytes(b"")
    assert [*folder.sources()] == ["app.py", "templates/login.html"]
    assert folder.changed() == ()


def test_to_put_it_back_keeps_the_learners_files_beside_it(folder: LearnerFolder) -> None:
    mine = FILES | {"app.py": "app = 2\n", "accounts.py": "ada = 1\n"}
    for name, text in mine.items():
        (folder.path / name).write_text(text, encoding="utf-8")
    kept = folder.put_back()
    assert contents(folder.path) == FILES
    assert contents(kept) == mine
    assert kept == folder.path.with_name("bare-kept-1")
    (folder.path / "app.py").write_text("app = 3\n", encoding="utf-8")
    assert folder.put_back() == folder.path.with_name("bare-kept-2")
    assert contents(kept) == mine


def test_where_it_cannot_be_written_it_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "mend").write_text("", encoding="utf-8")
    with pytest.raises(ExerciseError, match="--folder DIR"):
        LearnerFolder(tmp_path / "mend" / "bare", FILES).make()
