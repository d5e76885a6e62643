"""A lesson on a terminal, from its beginning to its end: each screen begins with its heading and has room for all."""

import re
import sys
from collections.abc import Callable
from io import StringIO

import pyte
import pytest

from tests.course import LIBRARY, lessons_here, performed
from tracer.activities.given import GivenRuns
from tracer.activities.lesson import LessonSitting
from tracer.activities.progress import open_progress
from tracer.errors import INTERRUPTED
from tracer.lessons.bookmark import Bookmark
from tracer.lessons.schema import Lesson
from tracer.trace.events import Trace
from tracer.trace.scenario import Scenario

HEADING = re.compile(r"(Lesson|Way) \d+ of \d+")
LESSONS = [lesson.name for lesson in lessons_here().values()]


class Person(StringIO):
    """Somebody at a terminal: what is written is drawn on a screen, and each prompt is looked at and answered.

    Args:
        size: The columns and lines of the terminal.
        reply: Gives the reply to a prompt, with the end of the line; raises KeyboardInterrupt for Ctrl-C.
    """

    def __init__(self, size: tuple[int, int], reply: Callable[[str], str]) -> None:
        super().__init__()
        self._screen = pyte.Screen(*size)
        self._stream = pyte.Stream(self._screen)
        self._reply = reply
        self.screens: list[list[str]] = []

    encoding = "utf-8"

    def isatty(self) -> bool:
        return True

    def write(self, text: str) -> int:
        self._stream.feed(text.replace("\n", "\r\n"))
        return len(text)

    @property
    def lines(self) -> list[str]:
        """What is seen now."""
        return [line.rstrip() for line in self._screen.display]

    def readline(self, size: int | None = -1) -> str:  # noqa: ARG002 # the form of every stream
        self.screens.append(self.lines)
        row = self._screen.cursor.y
        prompt = "".join(self.lines[max(row - 1, 0) : row + 1])
        reply = self._reply(prompt)
        self.write(reply)
        return reply


@pytest.fixture
def take(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Person]:
    """Return what takes a lesson at a terminal."""

    def run(scenario: Scenario, app: str) -> Trace:
        return performed(scenario, app)

    def taken(
        name: str,
        reply: Callable[[str], str],
        *,
        start: str | None = None,
        size: tuple[int, int] = (80, 24),
        plain: bool = False,
    ) -> Person:
        person = Person(size, reply)
        for stream in ("stdin", "stdout", "stderr"):
            monkeypatch.setattr(sys, stream, person)
        monkeypatch.setattr("tracer.activities.given.run_for_lesson", run)
        for variable, value in (("COLUMNS", size[0]), ("LINES", size[1])):
            monkeypatch.setenv(variable, str(value))
        monkeypatch.setenv("TERM", "xterm-256color")
        sitting = LessonSitting(name, LIBRARY, (), color="never", plain=plain, seed=1, runs=GivenRuns())
        person.code = sitting.take_all(Bookmark.parse(start) if start else None, notes=False)  # type: ignore[attr-defined] # what came out
        return person

    return taken


def onward(prompt: str) -> str:
    """Go on, and have the answer of each question shown."""
    return "r\n" if "Your answer" in prompt else "\n"


def beginnings(person: Person) -> list[list[str]]:
    """Return the screens that begin something: all but those on which one question follows another."""
    return [
        screen
        for screen, before in zip(person.screens, [[""], *person.screens], strict=False)
        if not (any("Your answer" in line for line in before))
    ]


@pytest.mark.parametrize("name", LESSONS)
def test_each_screen_of_every_lesson_begins_with_its_heading_at_80_by_24(
    name: str, take: Callable[..., Person]
) -> None:
    person = take(name, onward)
    for screen in beginnings(person):
        assert HEADING.match(screen[0]), "\n".join(screen)
