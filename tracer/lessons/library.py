"""Finding and loading lesson files.

Lessons are found by path, never by import, so a folder named ``lessons`` where the command is run shadows nothing.
To find one lesson or one scenario no more files are read than needed.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from math import inf
from pathlib import Path

from tracer.command_line import command_line
from tracer.errors import LessonError, UsageError, unknown
from tracer.lessons.loading import (
    BUILT_IN,
    NotTomlError,
    SchemaError,
    lesson_name,
    load_lesson,
    parsed,
    scenarios_in,
    text_of,
)
from tracer.lessons.schema import Lesson
from tracer.trace.events import Trace

__all__ = ["BUILT_IN", "LessonOutline", "Library", "SchemaError", "lesson_name", "load_lesson"]


@dataclass(frozen=True)
class LessonOutline:
    """What a list of lessons says of one.

    Attributes:
        name: The name.
        title: The title.
        minutes: How long it takes; None where the file does not say.
        scenarios: The title of each scenario by its name.
        part: To which part of the course it belongs; empty where the file does not say.
        app: The app on which it runs.
        next: The lesson that its file names as the next one; None where it names none.
    """

    name: str
    title: str
    minutes: int | None
    scenarios: Mapping[str, str]
    part: str = ""
    app: str = "flask"
    next: str | None = None


def _number_and_name(path: Path) -> tuple[float, str]:
    """Return what the files of a folder are put in order by: ``9_…``, ``10_…``, ``100_…``, then those without."""
    number, _, _ = path.stem.partition("_")
    return (int(number) if number.isdigit() else inf, path.name)


def _ignore(_: str) -> None:
    """Tell nobody."""


@dataclass(frozen=True)
class Library:
    """The folders in which lessons are looked for, the learner's own ones first.

    Attributes:
        folders: The folders.
        tell: Tells the person of a file that was passed over because it cannot be read.
    """

    folders: tuple[Path, ...] = (BUILT_IN,)
    tell: Callable[[str], None] = field(default=_ignore, compare=False)

    def paths(self) -> Iterator[Path]:
        """Yield the lesson files in the order of the course; nothing is read."""
        for folder in self.folders:
            yield from sorted(folder.glob("*.toml"), key=_number_and_name)

    def lesson(self, name: str) -> Lesson:
        """Return the lesson of that name.

        Raises:
            UsageError: There is no such lesson.
            LessonError: Its file cannot be loaded.
        """
        for path in self.paths():
            if lesson_name(path) == name:
                return load_lesson(path)
        if name.endswith(".toml"):
            file = Path(name)
            command = command_line("lesson", lesson_name(file), "--lessons", str(file.parent))
            raise UsageError(f"A lesson is called by its name, and {name} is a file: {command}")
        raise UsageError(unknown("lesson", name, [lesson_name(path) for path in self.paths()], "list --all"))

    def lesson_or_scenario(self, name: str) -> tuple[Lesson, str | None]:
        """Return the lesson of that name, or the lesson that holds the scenario of that name, with the scenario.

        Raises:
            UsageError: There is neither.
            LessonError: The file cannot be loaded.
        """
        try:
            return self.lesson(name), None
        except UsageError as error:
            with suppress(UsageError):
                return self.lesson_with_scenario(name), name
            raise error from None

    def lesson_with_scenario(self, name: str) -> Lesson:
        """Return the lesson that holds a scenario.

        The file that bears the scenario's name is looked at first, then the others in order; a file is only parsed
        when the text says that it may hold the scenario. One that cannot be read is passed over.

        Raises:
            UsageError: There is no such scenario.
            LessonError: The file that holds it cannot be loaded.
        """
        unread: LessonError | None = None
        for path in sorted(self.paths(), key=lambda path: lesson_name(path) != name):
            names, otherwise = _headers(self._text_of(path))
            sure = name in names
            try:
                if sure or (otherwise and name in scenarios_in(parsed(path))):
                    lesson = load_lesson(path)
                    if name in lesson.scenarios:
                        return lesson
            except NotTomlError as error:
                self.tell(passed_over(path))
                unread = unread or (error if sure else None)
        if unread is not None:
            raise unread
        raise UsageError(unknown("scenario", name, self.scenario_names(), "list --scenarios"))

    def lesson_of(self, trace: Trace) -> Lesson | None:
        """Return the lesson whose scenario a trace is a run of; None where there is none, or another one today.

        Raises:
            LessonError: The file that holds the scenario cannot be loaded.
        """
        if trace.scenario is None:
            return None
        try:
            lesson = self.lesson_with_scenario(trace.scenario.name)
        except UsageError:
            return None
        return lesson if lesson.scenarios[trace.scenario.name] == trace.scenario else None

    def _text_of(self, path: Path) -> str:
        try:
            return text_of(path)
        except LessonError:
            self.tell(passed_over(path))
            return ""

    def scenario_names(self) -> list[str]:
        """Return the names of all scenarios, in the order of the course. Reads every file."""
        return [name for outline in self.outlines() for name in outline.scenarios]

    def outlines(self) -> list[LessonOutline]:
        """Return what there is, in the order of the course. Reads every file, but checks none: a list is quick.

        A file that cannot be read is passed over.
        """
        found: list[LessonOutline] = []
        for path in self.paths():
            try:
                found.append(outline_of(path))
            except LessonError:
                self.tell(passed_over(path))
        return found


def passed_over(path: Path) -> str:
    """Return what is said of a file that cannot be read, where another one was wanted."""
    command = command_line("check-lessons", str(path))
    return f"{path} cannot be read and is passed over. What is wrong with it: {command}"


_USUAL = re.compile(r"""^\[scenarios\.(?:([\w-]+)|"([^"\\]+)"|'([^']+)')\][ \t]*(?:#.*)?$""", re.MULTILINE)
"""The header of a scenario, as nearly everybody writes it."""

_ANY = re.compile(r"""^[ \t]*\[*[ \t]*(?:scenarios|"scenarios"|'scenarios')[ \t]*[\].=]""", re.MULTILINE)
"""The beginning of any line that may say something of scenarios."""


def _headers(text: str) -> tuple[list[str], bool]:
    """Return the scenarios whose headers stand in a text, and whether it names scenarios in another way, too."""
    usual = [found[1] or found[2] or found[3] for found in _USUAL.finditer(text)]
    return usual, len(_ANY.findall(text)) > len(usual)


def scenarios_of(path: Path) -> list[str]:
    """Return the names of the scenarios in a file, which is only parsed where its text does not tell them.

    Raises:
        LessonError: It cannot be read, or is no TOML.
    """
    usual, otherwise = _headers(text_of(path))
    return [*scenarios_in(parsed(path))] if otherwise else usual


def outline_of(path: Path) -> LessonOutline:
    """Return what a list of lessons says of the one in a file. Raises LessonError."""
    content = parsed(path)
    minutes, following = content.get("minutes"), content.get("next")
    titles = {
        name: str(scenario.get("title", "")) if isinstance(scenario, dict) else ""
        for name, scenario in scenarios_in(content).items()
    }
    return LessonOutline(
        lesson_name(path),
        str(content.get("title", "")),
        minutes if isinstance(minutes, int) else None,
        titles,
        str(content.get("part", "")),
        str(content.get("app", "flask")),
        following if isinstance(following, str) else None,
    )
