"""Loading one lesson file: from TOML to a lesson, every key of it checked."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from json import dumps
from pathlib import Path
from typing import Any

from tracer.errors import LessonError, UsageError, unknown
from tracer.lessons.hunt import guess_of, with_guess_first
from tracer.lessons.schema import FORMAT_VERSION, Flow, Lesson, Question
from tracer.lessons.shipped_files import LESSON_TEXTS
from tracer.trace.former_names import FORMER_APP, content_of_today, first_name_of_app
from tracer.trace.validation import read
from tracer.trace.wording.phrases import sentence
from tracer.trace.wrong_values import WrongValueError

BUILT_IN = LESSON_TEXTS
"""The folder of the lessons that come with the tracer."""


def lesson_name(path: Path) -> str:
    """Return the name of the lesson in a file: ``01_login-flow.toml`` holds ``login-flow``."""
    number, separator, rest = path.stem.partition("_")
    return rest if separator and number.isdigit() else path.stem


class NotTomlError(LessonError):
    """A lesson file is no TOML, so nobody knows what it holds."""


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


def scenarios_in(content: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the scenarios of a file as it was parsed."""
    scenarios = content.get("scenarios")
    return scenarios if isinstance(scenarios, dict) else {}


def load_lesson(path: Path) -> Lesson:
    """Return the lesson in a file.

    Raises:
        LessonError: The file cannot be read, is no TOML, is written in another version of the format, does not fit
            the schema (every place that does not fit is named), or names a scenario, a flow or a guess that does not
            exist.
    """
    lesson, flaws = load_in_part(path)
    for flaw in flaws:
        raise LessonError(f"{path.name}: {flaw.place}: {flaw.message}")
    return lesson


@dataclass(frozen=True)
class Flaw:
    """A name in a lesson file that stands for nothing; the rest of the lesson can be looked at without it.

    Attributes:
        place: Where it stands.
        message: What is wrong.
    """

    place: str
    message: str


def load_in_part(path: Path) -> tuple[Lesson, tuple[Flaw, ...]]:
    """Return what can be understood of the lesson in a file, and what is left out of it.

    Raises:
        LessonError: As ``load_lesson`` does, but for a scenario, a flow or a guess that does not exist.
    """
    lesson = _checked(path, parsed(path))
    flaws: list[Flaw] = []
    scenarios = {name: replace(scenario, name=name) for name, scenario in lesson.scenarios.items()}
    if lesson.scenario and lesson.scenario not in scenarios:
        flaws.append(Flaw("scenario", unknown("scenario", lesson.scenario, list(scenarios))))
        lesson = replace(lesson, scenario="")
    flow = lesson.flow
    if lesson.flow_of is not None:
        try:
            flow = _flow_of(lesson.flow_of, path)
        except UsageError as error:
            flaws.append(Flaw("flow_of", str(error)))
    if lesson.guess and guess_of(lesson) is None:
        flaws.append(Flaw("guess", unknown("question", lesson.guess, [question.id for question in lesson.questions])))
        lesson = replace(lesson, guess="")
    lesson = with_guess_first(replace(lesson, name=lesson_name(path), scenarios=scenarios, flow=flow))
    return replace(lesson, questions=tuple(_with_runs(lesson))), tuple(flaws)


def _checked(path: Path, content: dict[str, Any]) -> Lesson:
    """Return the content of a file as a lesson, every key of it checked. Raises LessonError."""
    version = content.get("format_version")
    if version != FORMAT_VERSION:
        raise LessonError(
            f"{path.name}: format_version is {version!r}, but this version of the tracer reads {FORMAT_VERSION}. "
            f"Write format_version = {FORMAT_VERSION} if the lesson was made for it, or update the tracer."
        )
    named = tuple((place, _NO_KEY) for place in _named(content))
    try:
        lesson = read(Lesson, content, lenient=True)
    except WrongValueError as error:
        raise SchemaError(path.name, (*named, *problems_of(content, error))) from error
    if named:
        raise SchemaError(path.name, named)
    if not lesson.scenarios:
        raise LessonError(f"{path.name}: the lesson has no scenario. Add a table [scenarios.NAME].")
    return lesson


def _with_runs(lesson: Lesson) -> Iterator[Question]:
    """Yield the questions, each with what stands for the scenarios of this lesson that it names.

    What a scenario is called is no part of that, but what is done, with which settings and on which app.
    """
    told: dict[str, str] = {}
    for question in lesson.questions:
        names = [(name or lesson.main_scenario.name).partition("@")[0] for name in question.named_scenarios]
        for name in names:
            if name in lesson.scenarios and name not in told:
                scenario = lesson.scenarios[name]
                app = first_name_of_app(scenario.app) if scenario.app is not None else None
                done = [asdict(scenario) | {"title": "", "app": app}, first_name_of_app(lesson.app_of(scenario))]
                told[name] = sha256(dumps(done, sort_keys=True, default=str).encode()).hexdigest()[:16]
        yield replace(question, runs=" ".join(told[name] for name in names if name in told))


def _flow_of(name: str, path: Path) -> Flow:
    """Return the concept flow of another lesson, which stands in the same folder or is built in.

    Raises:
        UsageError: There is no such lesson, or it has no flow that is valid.
    """
    for folder in (path.parent, BUILT_IN):
        for other in folder.glob(f"*{name}.toml"):
            if lesson_name(other) != name:
                continue
            try:
                flow = parsed(other).get("flow")
                if flow is not None:
                    return read(Flow, flow, lenient=True)
            except (LessonError, WrongValueError) as error:
                raise UsageError(sentence(f"The flow of {other.name} is not valid: {error}")) from error
    raise UsageError(f'There is no lesson "{name}" with a flow. Name one that has one.')


_NO_KEY = "there is no such key: it is given by the tracer"


def _named(content: dict[str, Any]) -> Iterator[str]:
    """Yield where a file gives what it does not decide: a name (the file's, the table's), what stands for a run."""
    if "name" in content:
        yield "name"
    for name, scenario in scenarios_in(content).items():
        if isinstance(scenario, dict) and "name" in scenario:
            yield f"scenarios, {name}, name"
    questions = content.get("questions")
    for question in questions if isinstance(questions, list) else ():
        if isinstance(question, dict) and "runs" in question:
            yield f'question "{question.get("id")}", runs'


def text_of(path: Path) -> str:
    """Return the text of a lesson file. Raises LessonError."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise LessonError(f"{path}: the file cannot be read ({error}). A lesson is a TOML file in UTF-8.") from error


def parsed(path: Path) -> dict[str, Any]:
    """Return the content of a lesson file, nothing of it checked. Raises LessonError."""
    try:
        text = text_of(path)
        content = toml(text)
    except ValueError as error:
        raise NotTomlError(f"{path.name}: this is no TOML: {error}.") from error
    # Looking at every text takes longer than loading the lesson, and hardly any holds such a name.
    return {**content_of_today(content)} if FORMER_APP in text else content


def toml(text: str) -> dict[str, Any]:
    """Return what a text of TOML says. Raises ValueError, with a reason that a person understands."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        raise
    except ValueError as error:
        raise ValueError("a number in it has too many digits") from error
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error


def problems_of(content: Mapping[str, Any], error: WrongValueError) -> tuple[tuple[str, str], ...]:
    """Return each place that does not fit the schema, in words, and what is wrong there.

    Args:
        content: The file as it was parsed.
        error: What is wrong with it.
    """
    return tuple(
        (_place(content, problem.place), problem.message[:1].lower() + problem.message[1:])
        for problem in error.problems
    )


def _place(content: Mapping[str, Any], location: Sequence[Any]) -> str:
    """Return a place in a lesson file in words: ``question "who-logs-out", choice 2, claim``."""
    words: list[str] = []
    here: Any = content
    for part in location:
        if isinstance(part, int) and isinstance(here, list) and part < len(here):
            here = here[part]
            name = here.get("id") if isinstance(here, dict) else None
            number = f'"{name}"' if name else str(part + 1)
            words[-1] = f"{words[-1].removesuffix('s')} {number}" if words else number
        elif isinstance(here, dict) and (part in here or part == location[-1]):
            here = here.get(part)
            words.append(str(part))
    return ", ".join(words)
