"""The SQLite file in which the progress of a learner is kept: made, opened, and set aside where it is damaged."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path

from tracer.errors import ProgressError

FORMAT_VERSION = 1
"""The version of the file's layout, kept in SQLite's ``user_version``."""

_PATIENCE = 30.0
"""For how many seconds one process waits for another that is writing."""

_LAYOUT = """
CREATE TABLE answer (
    number INTEGER PRIMARY KEY,
    lesson TEXT NOT NULL,
    question TEXT NOT NULL,
    content TEXT NOT NULL,
    right INTEGER NOT NULL,
    hints INTEGER NOT NULL,
    seconds REAL NOT NULL,
    given_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
)
"""

PLACES_LAYOUT = """
CREATE TABLE IF NOT EXISTS place (
    number INTEGER PRIMARY KEY,
    lesson TEXT NOT NULL UNIQUE,
    way TEXT NOT NULL,
    reached_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
)
"""
"""It is made when the first place is kept, and a tracer that knows nothing of places passes it over: so it needs no
version of its own."""

EXERCISES_LAYOUT = """
CREATE TABLE IF NOT EXISTS exercise (
    number INTEGER PRIMARY KEY,
    exercise TEXT NOT NULL,
    event TEXT NOT NULL,
    happened_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
)
"""
"""It is made when the first exercise is opened, and needs no version of its own either."""

_STRANGE_ROWS = """
SELECT 1 FROM answer
WHERE typeof(lesson) != 'text' OR typeof(question) != 'text' OR typeof(content) != 'text' OR typeof(given_at) != 'text'
    OR typeof(right) != 'integer' OR typeof(hints) != 'integer' OR typeof(seconds) != 'real'
    OR abs(hints) > 1e9 OR abs(seconds) > 1e12
LIMIT 1
"""
"""Finds rows that no tracer has written: SQLite lets any value stand in any column."""

_COLUMNS = frozenset({"number", "lesson", "question", "content", "right", "hints", "seconds", "given_at"})


class DamagedError(Exception):
    """The file is no progress file, or a broken one."""


def opened(path: Path) -> sqlite3.Connection:
    """Return a connection to a sound file of today's layout; a file that is not there yet is made.

    Raises:
        ProgressError: A newer version wrote the file.
        DamagedError: It is something else, or broken.
    """
    connection = sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None)
    try:
        _prepare(connection, path)
    except sqlite3.OperationalError:
        connection.close()
        raise
    except sqlite3.DatabaseError as error:
        connection.close()
        raise DamagedError from error
    except BaseException:
        connection.close()
        raise
    return connection


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    """Lay out a new file, and look whether one that is there can be trusted."""
    with transaction(connection):
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        if version == 0 and not tables:
            connection.execute(_LAYOUT)
            connection.execute(f"PRAGMA user_version = {FORMAT_VERSION}")
            return
    if version > FORMAT_VERSION:
        raise ProgressError(
            f"{path} was written by a newer version of the tracer. Update the tracer, or let TRACER_HOME name "
            "another folder."
        )
    columns = {name for _, name, *_ in connection.execute("PRAGMA table_info(answer)")}
    if not columns >= _COLUMNS or connection.execute("PRAGMA quick_check").fetchone()[0] != "ok":
        raise DamagedError
    if connection.execute(_STRANGE_ROWS).fetchone() is not None:
        raise DamagedError


def keep_aside(path: Path) -> Path | None:
    """Move a damaged file aside, and return where it is now; None when another process has done so meanwhile.

    Two processes may find the damage at once. Without the lock the slower one would move away the new file that the
    faster one has made and written to.
    """
    with closing(sqlite3.connect(path.with_suffix(".lock"), timeout=_PATIENCE, isolation_level=None)) as lock:
        lock.execute("BEGIN EXCLUSIVE")
        try:
            opened(path).close()
        except DamagedError:
            aside = _free_name(path)
            path.replace(aside)
            journal = path.with_name(path.name + "-journal")
            if journal.exists():  # it belongs to the damaged file and must not be applied to the new one
                journal.replace(aside.with_name(aside.name + "-journal"))
            return aside
    return None


def _free_name(path: Path) -> Path:
    names = (path.with_name(f"{path.stem}-damaged-{number}{path.suffix}") for number in count(1))
    return next(name for name in names if not name.exists())


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """Do everything in the block or nothing of it; other processes wait."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield connection
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


@contextmanager
def understandable(path: Path) -> Iterator[None]:
    """Turn what SQLite and the file system complain of into a message for a person."""
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        raise ProgressError(
            f"{path}: the progress cannot be kept there ({error}). Let TRACER_HOME name a folder that can be written."
        ) from error
