"""What a learner has answered, and where the learner stands, kept in a SQLite file.

Every answer is one row, written in a transaction of its own the moment it is given: a crash loses nothing that was
answered before, and two processes at once only add rows. Such rows are never changed; how somebody stands is counted
from them, and only answers to a question as it is today count. What happens in an exercise is such a row, too. The
place at which somebody left a lesson is one row for each lesson, which the next place replaces.
"""

import os
import sqlite3
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from hashlib import sha256
from json import dumps
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tracer.lessons.schema import Lesson, Question
from tracer.libraries import NAME_A_FOLDER, imported_from
from tracer.quiz.exercise_progress import ExerciseEvent, ExerciseProgress, exercise_progress
from tracer.quiz.progress_file import (
    EXERCISES_LAYOUT,
    PLACES_LAYOUT,
    DamagedError,
    keep_aside,
    opened,
    transaction,
    understandable,
)


@dataclass(frozen=True)
class QuestionProgress:
    """How a learner stands with one question, as it is today.

    Attributes:
        attempts: How often it was answered.
        hints: How many hints were taken.
        right: Whether it was ever answered right.
        right_at_first: Whether the first reply was right, and without a hint.
        seconds: How long the learner thought, all attempts together.
        last: When it was answered last, in UTC: ``2026-01-05 09:00:00``.
    """

    attempts: int = 0
    hints: int = 0
    right: bool = False
    right_at_first: bool = False
    seconds: float = 0.0
    last: str = ""


@dataclass(frozen=True)
class LessonPlace:
    """Where a learner stands in a lesson.

    Attributes:
        lesson: The name of the lesson.
        place: Where in it, as ``lesson --from`` takes it; empty where the lesson was taken to its end.
        reached_at: When that was, in UTC: ``2026-01-05 09:00:00``.
    """

    lesson: str
    place: str
    reached_at: str

    @property
    def is_end(self) -> bool:
        """Whether the lesson was taken to its end."""
        return not self.place


def progress_path() -> Path:
    """Return where the progress is kept: in TRACER_HOME, or else in the platform's folder for user data.

    Raises:
        NotInstalledError: TRACER_HOME is not set, and what knows the platform's folder is not installed.
    """
    if home := os.environ.get("TRACER_HOME"):
        return Path(home) / "progress.sqlite3"
    with imported_from("learn", "Keeping your progress", or_else=NAME_A_FOLDER):
        from platformdirs import user_data_path  # noqa: PLC0415 # not needed where TRACER_HOME is set

    return user_data_path("login-flow-tracer") / "progress.sqlite3"


_LATER_KEYS = frozenset({"browser", "occurrence"})
"""Keys of what a question asks for that the first version did not have."""


def fingerprint(question: Question) -> str:
    """Return what stands for the content of a question: another text, choice, claim or run gives another one.

    Hints and reasons may be improved without making anybody answer again.
    """
    content = asdict(question)
    for name in ("id", "hints", "why"):
        del content[name]
    for choice in content["choices"]:
        del choice["why"]
    for name in _LATER_KEYS & (content["asks"] or {}).keys():
        if content["asks"][name] is None:
            del content["asks"][name]  # an answer that was given before the key was known still counts
    return sha256(dumps(content, sort_keys=True, default=str).encode()).hexdigest()[:16]


class Progress:
    """The progress file of one learner. Use it as a context manager.

    Args:
        path: The file; it is made when the first answer is recorded, not before.

    Attributes:
        kept_aside: Where a damaged file was moved when this one was opened; None when nothing was damaged.

    Raises:
        ProgressError: The file cannot be read or written, or a newer version wrote it.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.kept_aside: Path | None = None
        self._opened: sqlite3.Connection | None = None
        with understandable(path):
            if path.exists():
                self._connection()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        if self._opened is not None:
            self._opened.close()
            self._opened = None

    def record(self, lesson: str, question: Question, *, right: bool, hints: int, seconds: float) -> None:
        """Keep one answer. When this returns, it survives a crash of the process and of the machine.

        Raises:
            ProgressError: The file cannot be written.
        """
        row = (lesson, question.id, fingerprint(question), right, hints, seconds)
        with understandable(self.path), transaction(self._connection()) as connection:
            connection.execute(
                "INSERT INTO answer (lesson, question, content, right, hints, seconds) VALUES (?, ?, ?, ?, ?, ?)", row
            )

    def of_lesson(self, lesson: Lesson) -> dict[str, QuestionProgress]:
        """Return how the learner stands with each question of a lesson, by the question's id."""
        contents = {question.id: fingerprint(question) for question in lesson.questions}
        progress = {question.id: QuestionProgress() for question in lesson.questions}
        columns = "question, content, right, hints, seconds, given_at"
        rows = self._rows(f"SELECT {columns} FROM answer WHERE lesson = ? ORDER BY number", lesson.name)  # noqa: S608 # the text of this very line
        for question, content, right, hints, seconds, given_at in rows:
            if contents.get(question) != content:
                continue
            before = progress[question]
            progress[question] = QuestionProgress(
                before.attempts + 1,
                before.hints + hints,
                before.right or bool(right),
                before.right_at_first or (before.attempts == 0 and bool(right) and hints == 0),
                before.seconds + seconds,
                given_at,
            )
        return progress

    def outdated(self, lessons: Iterable[Lesson]) -> int:
        """Return how many answers belong to questions that have changed or are gone, and so count no more."""
        current = {(lesson.name, q.id, fingerprint(q)) for lesson in lessons for q in lesson.questions}
        return sum(row not in current for row in self._rows("SELECT lesson, question, content FROM answer"))

    def answers(self) -> int:
        """Return how many answers are kept in all."""
        return len(self._rows("SELECT number FROM answer"))

    def lessons(self) -> list[str]:
        """Return the names of the lessons with an answer, in the order of the last one."""
        return [*self.last_answers()]

    def last_answers(self) -> dict[str, str]:
        """Return when each lesson with an answer was answered last, in UTC; the latest lesson first."""
        rows = self._rows("SELECT lesson, max(given_at) FROM answer GROUP BY lesson ORDER BY max(number) DESC")
        return {str(name): str(given_at) for name, given_at in rows}

    def stand_at(self, lesson: str, place: str) -> None:
        """Keep where the learner stands in a lesson.

        One that was taken to its end stays there: to look something up in it leads nobody back.

        Args:
            lesson: The lesson.
            place: The place, as ``lesson --from`` takes it; empty at its end.

        Raises:
            ProgressError: The file cannot be written.
        """
        if place and (kept := self.places().get(lesson)) is not None and kept.is_end:
            return
        with understandable(self.path), transaction(self._connection()) as connection:
            connection.execute(PLACES_LAYOUT)
            connection.execute("INSERT OR REPLACE INTO place (lesson, way) VALUES (?, ?)", (lesson, place))

    def places(self) -> dict[str, LessonPlace]:
        """Return where the learner stands in each lesson that was begun, by its name; the latest first."""
        if not self._has_table("place"):
            return {}
        rows = self._rows("SELECT lesson, way, reached_at FROM place ORDER BY number DESC")
        return {
            str(lesson): LessonPlace(str(lesson), str(place), str(reached_at)) for lesson, place, reached_at in rows
        }

    def keep_of_exercise(self, exercise: str, event: ExerciseEvent) -> None:
        """Keep that something has happened in an exercise.

        Raises:
            ProgressError: The file cannot be written.
        """
        with understandable(self.path), transaction(self._connection()) as connection:
            connection.execute(EXERCISES_LAYOUT)
            connection.execute("INSERT INTO exercise (exercise, event) VALUES (?, ?)", (exercise, event.value))

    def exercises(self) -> dict[str, ExerciseProgress]:
        """Return how the learner stands with each exercise that was begun, by its name; the latest one last."""
        if not self._has_table("exercise"):
            return {}
        rows = self._rows("SELECT exercise, event, happened_at FROM exercise ORDER BY number")
        return exercise_progress((str(name), str(event), str(when)) for name, event, when in rows)

    def reset(self) -> None:
        """Forget every answer, every place and every exercise."""
        if self._opened is not None:
            with understandable(self.path), transaction(self._connection()) as connection:
                connection.execute("DELETE FROM answer")
                connection.execute(PLACES_LAYOUT)
                connection.execute("DELETE FROM place")
                connection.execute(EXERCISES_LAYOUT)
                connection.execute("DELETE FROM exercise")

    def _has_table(self, name: str) -> bool:
        return bool(self._rows("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", name))

    def _rows(self, query: str, *values: str) -> list[tuple[Any, ...]]:
        """Return what a query finds; nothing while there is no file."""
        if self._opened is None:
            return []
        with understandable(self.path):
            return self._opened.execute(query, values).fetchall()

    def _connection(self) -> sqlite3.Connection:
        if self._opened is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            try:
                self._opened = opened(self.path)
            except DamagedError:
                self.kept_aside = keep_aside(self.path)
                self._opened = opened(self.path)
        return self._opened


@dataclass(frozen=True)
class LessonProgress:
    """How a learner stands with a whole lesson.

    Attributes:
        questions: How many questions it asks today.
        right: How many of them were answered right.
        right_at_first: How many were right at the first reply, without a hint.
        attempts: How many replies were given to them.
        hints: How many hints were taken.
        seconds: How long the learner thought.
        last: When one of them was answered last, in UTC; empty where none was.
        tried: How many of them were answered at all.
    """

    questions: int
    right: int
    right_at_first: int
    attempts: int
    hints: int
    seconds: float
    last: str
    tried: int = 0

    @property
    def done(self) -> bool:
        """Whether every question was answered right."""
        return 0 < self.questions == self.right

    @property
    def is_tried(self) -> bool:
        """Whether every question was answered at least once."""
        return 0 < self.questions == self.tried


def lesson_progress(kept: Iterable[QuestionProgress]) -> LessonProgress:
    """Return how a learner stands with a lesson, from how it stands with each question."""
    answers = [*kept]
    return LessonProgress(
        len(answers),
        sum(answer.right for answer in answers),
        sum(answer.right_at_first for answer in answers),
        sum(answer.attempts for answer in answers),
        sum(answer.hints for answer in answers),
        sum(answer.seconds for answer in answers),
        max((answer.last for answer in answers), default=""),
        sum(answer.attempts > 0 for answer in answers),
    )
