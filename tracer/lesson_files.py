"""Finding and loading lesson files.

Lessons are found by path, never by import, so a folder named ``lessons`` where the command is run shadows nothing.
To find one lesson or one scenario no more files are read than needed.
"""

import tomllib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tracer.dataclass_checks import check_of
from tracer.errors import LessonError, UsageError, unknown
from tracer.json_checks import WrongValueError
from tracer.lesson import FORMAT_VERSION, Flow, Lesson
from tracer.schema_words import problems_of

if TYPE_CHECKING:
    from pydantic import TypeAdapter

BUILT_IN = Path(__file__).resolve().parent.parent / "lessons"
"""The folder of the lessons that come with the tracer."""


def name_of(path: Path) -> str:
    """Return the name of the lesson in a file: ``01_login-flow.toml`` holds ``login-flow``."""
    number, separator, rest = path.stem.partition("_")
    return rest if separator and number.isdigit() else path.stem


class SchemaError(LessonError):
    """A lesson file does not fit the schema.

    Attributes:
        problems: Each place that does not fit, in words, and what is wrong there.
    """

    def __init__(self, file: str, problems: tuple[tuple[str, str], ...]) -> None:
        self.problems = problems
        lines = [f"  {place}: {message}" if place else f"  {message}" for place, message in problems]
        head = f"{file}: the lesson does not fit the schema (docs/writing-lessons.md explains each key):"
        super().__init__("\n".join([head, *lines]))


@dataclass(frozen=True)
class Outline:
    """What a list of lessons says of one.

    Attributes:
        name: The name.
        title: The title.
        minutes: How long it takes; None where the file does not say.
        scenarios: The title of each scenario by its name.
    """

    name: str
    title: str
    minutes: int | None
    scenarios: Mapping[str, str]


def _number_and_name(path: Path) -> tuple[float, str]:
    """Return what the files of a folder are put in order by: ``9_…``, ``10_…``, ``100_…``, then those without."""
    number, _, _ = path.stem.partition("_")
    return (int(number) if number.isdigit() else inf, path.name)


@dataclass(frozen=True)
class Library:
    """The folders in which lessons are looked for, the learner's own ones first."""

    folders: tuple[Path, ...] = (BUILT_IN,)

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
            if name_of(path) == name:
                return load(path)
        raise UsageError(unknown("lesson", name, [name_of(path) for path in self.paths()]))

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
        when the name stands in it.

        Raises:
            UsageError: There is no such scenario.
            LessonError: The file that holds it cannot be loaded.
        """
        headers = (f"[scenarios.{name}]", f'[scenarios."{name}"]', f"[scenarios.'{name}']")
        for path in sorted(self.paths(), key=lambda path: name_of(path) != name):
            text = _text(path)
            if any(header in text for header in headers):
                lesson = load(path)
                if name in lesson.scenarios:
                    return lesson
        raise UsageError(unknown("scenario", name, self.scenario_names()))

    def scenario_names(self) -> list[str]:
        """Return the names of all scenarios, in the order of the course. Reads every file."""
        return [name for outline in self.outlines() for name in outline.scenarios]

    def outlines(self) -> list[Outline]:
        """Return what there is, in the order of the course. Reads every file, but checks none: a list is quick.

        Raises:
            LessonError: A file is no TOML.
        """
        return [_outline(path) for path in self.paths()]


def _outline(path: Path) -> Outline:
    content = _parsed(path)
    minutes = content.get("minutes")
    scenarios = content.get("scenarios")
    titles = {
        name: str(scenario.get("title", "")) if isinstance(scenario, dict) else ""
        for name, scenario in (scenarios if isinstance(scenarios, dict) else {}).items()
    }
    return Outline(name_of(path), str(content.get("title", "")), minutes if isinstance(minutes, int) else None, titles)


def load(path: Path) -> Lesson:
    """Return the lesson in a file.

    Raises:
        LessonError: The file cannot be read, is no TOML, is written in another version of the format, or does not
            fit the schema; every place that does not fit is named.
    """
    content = _parsed(path)
    version = content.get("format_version")
    if version != FORMAT_VERSION:
        raise LessonError(
            f"{path.name}: format_version is {version!r}, but this version of the tracer reads {FORMAT_VERSION}. "
            f"Write format_version = {FORMAT_VERSION} if the lesson was made for it, or update the tracer."
        )
    if named := [*_named(content)]:
        raise SchemaError(path.name, tuple((place, "there is no such key: the name is given") for place in named))
    try:
        lesson: Lesson = check_of(Lesson)(content)
    except WrongValueError:
        lesson = _validated(path, content)
    if not lesson.scenarios:
        raise LessonError(f"{path.name}: the lesson has no scenario. Add a table [scenarios.NAME].")
    scenarios = {name: replace(scenario, name=name) for name, scenario in lesson.scenarios.items()}
    if lesson.scenario and lesson.scenario not in scenarios:
        raise LessonError(f"{path.name}: {unknown('scenario', lesson.scenario, list(scenarios))}")
    flow = _flow_of(lesson.flow_of, path) if lesson.flow_of is not None else lesson.flow
    return replace(lesson, name=name_of(path), scenarios=scenarios, flow=flow)


def _flow_of(name: str, path: Path) -> Flow:
    """Return the concept flow of another lesson, which stands in the same folder or is built in."""
    for folder in (path.parent, BUILT_IN):
        for other in folder.glob(f"*{name}.toml"):
            if name_of(other) == name and (flow := _parsed(other).get("flow")) is not None:
                try:
                    found: Flow = check_of(Flow)(flow)
                except WrongValueError as error:
                    raise LessonError(
                        f"{path.name}: flow_of: the flow of {other.name} is not valid: {error}."
                    ) from error
                return found
    raise LessonError(f'{path.name}: flow_of: there is no lesson "{name}" with a flow. Name one that has one.')


def _validated(path: Path, content: dict[str, Any]) -> Lesson:
    """Return the lesson as pydantic understands it, which knows more forms of a value, or name all that is wrong."""
    from pydantic import ValidationError  # noqa: PLC0415 # 200 ms with the schema, and most lessons need none of it

    try:
        return _schema().validate_python(content)
    except ValidationError as error:
        raise SchemaError(
            path.name, problems_of(content, error.errors(include_url=False, include_context=False))
        ) from error


def _named(content: dict[str, Any]) -> Iterator[str]:
    """Yield where a file gives a name that it does not decide: of a lesson (its file) or a scenario (its table)."""
    if "name" in content:
        yield "name"
    scenarios = content.get("scenarios")
    for name, scenario in scenarios.items() if isinstance(scenarios, dict) else ():
        if isinstance(scenario, dict) and "name" in scenario:
            yield f"scenarios, {name}, name"


@cache
def _schema() -> "TypeAdapter[Lesson]":
    from pydantic import TypeAdapter  # noqa: PLC0415 # as in _validated()

    return TypeAdapter(Lesson)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise LessonError(f"{path}: the file cannot be read ({error}). A lesson is a TOML file in UTF-8.") from error


def _parsed(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(_text(path))
    except tomllib.TOMLDecodeError as error:
        raise LessonError(f"{path.name}: this is no TOML: {error}.") from error
