"""A lesson on a terminal, from its beginning to its end: each screen begins with its heading and has room for all."""

import re
import sys
from collections.abc import Callable
from io import StringIO
from typing import Protocol

import pyte
import pytest

from tests.course import LIBRARY, lessons_here, performed
from tracer.activities.given import GivenRuns
from tracer.activities.lesson import LessonSitting
from tracer.errors import INTERRUPTED
from tracer.lessons.bookmark import Bookmark

HEADING = re.compile(r"(Lesson|Way) \d+ of \d+")
LESSONS = [lesson.name for lesson in lessons_here().values()]


class Person(StringIO):
    """Somebody at a terminal: what is written is drawn on a screen, and each prompt is looked at and answered.

    Args:
        size: The columns and lines of the terminal.
        reply: Gives the reply to a prompt, with the end of the line. Raises KeyboardInterrupt for Ctrl-C.

    Attributes:
        screens: What was seen whenever a reply was asked for, and at the end.
        code: The exit code.
    """

    encoding = "utf-8"

    def __init__(self, size: tuple[int, int], reply: Callable[[str], str]) -> None:
        super().__init__()
        self._screen = pyte.Screen(*size)
        self._stream = pyte.Stream(self._screen)
        self._reply = reply
        self.screens: list[list[str]] = []
        self.code: int | None = None

    def isatty(self) -> bool:
        return True

    def write(self, text: str) -> int:
        self._stream.feed(text.replace("\n", "\r\n"))
        return len(text)

    def look(self) -> list[str]:
        """Look at the screen, and return what is seen up to the cursor."""
        self.screens.append([line.rstrip() for line in self._screen.display])
        return self.screens[-1][: self._screen.cursor.y + 1]

    def readline(self, size: int | None = -1) -> str:  # type: ignore[override] # noqa: ARG002 # the form of every stream
        reply = self._reply("".join(self.look()[-2:]))
        self.write(reply)
        return reply


class Take(Protocol):
    """Takes a lesson at a terminal, from its beginning or from a place in it."""

    def __call__(
        self,
        name: str,
        reply: Callable[[str], str],
        *,
        start: Bookmark | None = None,
        size: tuple[int, int] = (80, 24),
        plain: bool = False,
    ) -> Person:
        """Return the person, with all that was seen."""


@pytest.fixture
def take(monkeypatch: pytest.MonkeyPatch) -> Take:
    def taken(
        name: str,
        reply: Callable[[str], str],
        *,
        start: Bookmark | None = None,
        size: tuple[int, int] = (80, 24),
        plain: bool = False,
    ) -> Person:
        person = Person(size, reply)
        for stream in ("stdin", "stdout", "stderr"):
            monkeypatch.setattr(sys, stream, person)
        monkeypatch.setattr("tracer.activities.given.run_for_lesson", performed)
        for variable, value in (("COLUMNS", str(size[0])), ("LINES", str(size[1])), ("TERM", "xterm-256color")):
            monkeypatch.setenv(variable, value)
        sitting = LessonSitting(name, LIBRARY, (), color="never", plain=plain, seed=1, runs=GivenRuns())
        person.code = sitting.take_all(start, notes=False)
        person.look()
        return person

    return taken


def onward(prompt: str) -> str:
    """Go on, and have the answer of each question shown."""
    return "r\n" if "Your answer" in prompt else "\n"


def beginnings(person: Person) -> list[list[str]]:
    """Return the screens that begin something: all but those on which a verdict stands below its question."""
    before = [[""], *person.screens]
    asked = [any("Your answer" in line for line in screen) for screen in before]
    return [screen for screen, follows in zip(person.screens, asked, strict=False) if not follows]


@pytest.mark.parametrize("name", LESSONS)
def test_each_screen_of_every_lesson_begins_with_its_heading_at_80_by_24(name: str, take: Take) -> None:
    person = take(name, onward)
    screens = beginnings(person)
    assert len(screens) > len({screen[0].partition(":")[0] for screen in screens}) - 1 >= 6
    for screen in screens:
        assert HEADING.match(screen[0]), "\n".join(screen)
    assert any(line.startswith("The end of this lesson") for line in person.screens[-1])
    assert any("of it are not answered right yet" in line for line in person.screens[-1])
    assert person.code == 0


@pytest.mark.parametrize(("size", "plain"), [((60, 24), False), ((200, 50), False), ((80, 24), True), ((60, 24), True)])
def test_the_first_lesson_begins_each_screen_so_on_every_terminal(
    size: tuple[int, int],
    plain: bool,  # noqa: FBT001 # pytest's parameter
    take: Take,
) -> None:
    person = take("login-flow", onward, start=Bookmark("flow"), size=size, plain=plain)
    enter = [screen for screen in beginnings(person) if any(line.startswith("Enter for") for line in screen)]
    assert len(enter) > 10
    if not plain:
        assert all(HEADING.match(screen[0]) for screen in enter)
        return
    # What is read aloud is not driven from the screen: the heading is somewhere on it.
    assert all(any(HEADING.match(line) for line in screen) for screen in enter)


@pytest.mark.parametrize("size", [(80, 1), (80, 4), (20, 6)])
def test_a_terminal_that_is_too_small_comes_to_the_end_too(size: tuple[int, int], take: Take) -> None:
    prompts: list[str] = []

    def reply(prompt: str) -> str:
        prompts.append(prompt)
        return "n\n" if len(prompts) > 40 else onward(prompt)

    assert take("login-flow", reply, start=Bookmark("snapshot"), size=size).code == 0
    assert len(prompts) > 5


def test_n_leads_to_the_next_way_and_from_the_last_one_to_the_end(take: Take) -> None:
    person = take("login-flow", lambda prompt: "n\n" if "n for" in prompt else "s\n", start=Bookmark("snapshot"))
    first = [screen[0].partition("  ")[0] for screen in person.screens]
    assert first == ["Way 8 of 9: snapshot", first[1], "Lesson 1 of 48"]
    assert first[1].startswith("Way 9 of 9: transcript, part 1 of ")
    assert any(line.startswith("The end of this lesson") for line in person.screens[-1])


def test_a_part_is_where_one_left_and_in_a_higher_window_the_last_one(take: Take) -> None:
    def leave(_: str) -> str:
        raise KeyboardInterrupt

    place = Bookmark("code", 3)
    person = take("login-flow", leave, start=place)
    assert person.code == INTERRUPTED
    assert person.screens[0][0].startswith("Way 5 of 9: code, part 3 of ")
    seen = "\n".join(person.screens[-1])
    assert "python -m tracer lesson login-flow --from code:3" in seen
    higher = take("login-flow", leave, start=place, size=(80, 40))
    assert higher.screens[0][0].startswith("Way 5 of 9: code, part 2 of 2")
