"""Loading one lesson file: from TOML to a lesson, every key of it checked."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from json import dumps
from pathlib import Path
from typing import Any

from tracer.errors import LessonError, UsageError, unknown
from tracer.input_file import SMALL, read_input
from tracer.lessons.hunt import guess_of, with_guess_first
from tracer.lessons.key_lines import KeyLines, key_lines
from tracer.lessons.schema import FORMAT_VERSION, GIVEN, GIVEN_TRACE, Flow, Lesson, Question
from tracer.lessons.shipped_files import LESSON_TEXTS
from tracer.lessons.toml_remedies import remedy_of_toml
from tracer.trace.former_names import FORMER_APP, content_of_today, first_name_of_app
from tracer.trace.scenario import Scenario
from tracer.trace.validation import read
from tracer.trace.wording.phrases import sentence
from tracer.trace.wrong_values import KeyPath, WrongValue, WrongValueError

BUILT_IN = LESSON_TEXTS
"""The folder of the lessons that come with the tracer."""


def lesson_name(path: Path) -> str:
    """Return the name of the lesson in a file: ``01_login-flow.toml`` holds ``login-flow``."""
    number, separator, rest = path.stem.partition("_")
    return rest if separator and number.isdigit() else path.stem


class NotTomlError(LessonError):
    """A lesson file is no TOML, so nobody knows what it holds."""


@dataclass(frozen=True)
class Flaw:
    """Something in a lesson file that does not fit; the rest of the lesson can be looked at without it.

    Attributes:
        place: Where it stands, in words.
        message: What is wrong.
        keys: Where it stands, by keys and indices.
        names_nothing: Whether it is a name that stands for nothing, and the file fits the schema.
    """

    place: str
    message: str
    keys: KeyPath = ()
    names_nothing: bool = False


class SchemaError(LessonError):
    """A lesson file does not fit the schema.

    Args:
        file: The name of the file.
        flaws: Each place that does not fit, and what is wrong there.
        lines: Where the keys of the file stand.
    """

    def __init__(self, file: str, flaws: Sequence[Flaw], lines: KeyLines) -> None:
        self.flaws = tuple(flaws)
        told = [_with_line(flaw, lines.line_of(flaw.keys)) for flaw in flaws]
        head = f"{file}: the lesson does not fit the schema (docs/writing-lessons.md explains each key):"
        super().__init__("\n".join([head, *told]))


def _with_line(flaw: Flaw, line: int) -> str:
    where = ", ".join([*([f"line {line}"] if line else []), *([flaw.place] if flaw.place else [])])
    return f"  {where}: {flaw.message}" if where else f"  {flaw.message}"


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
    content = parsed(path)
    require_version(path, content)
    flaws = [*given_by_the_tracer(content)]
    try:
        lesson = read(Lesson, content, lenient=True)
    except WrongValueError as error:
        flaws += flaws_of(content, error)
    else:
        flaws += lacking_scenario(lesson)
    if flaws:
        raise SchemaError(path.name, flaws, lines_in(path))
    lesson, strangers = finished(lesson, path)
    for flaw in strangers:
        raise LessonError(f"{path.name}: {flaw.place}: {flaw.message}")
    return lesson


def finished(lesson: Lesson, path: Path) -> tuple[Lesson, tuple[Flaw, ...]]:
    """Return a lesson with what its file does not say itself, and what the file names that does not exist.

    Args:
        lesson: The lesson as the file says it.
        path: The file.
    """
    flaws: list[Flaw] = []
    scenarios = {name: replace(scenario, name=name) for name, scenario in lesson.scenarios.items()}
    if lesson.trace is not None:
        shown = Scenario(name=GIVEN, title="A run that was saved", actions=(), app=GIVEN_TRACE)
        lesson, scenarios = replace(lesson, scenario=GIVEN), {GIVEN: shown, **scenarios}
    if lesson.scenario and lesson.scenario not in scenarios:
        message = unknown("scenario", lesson.scenario, list(scenarios))
        flaws.append(Flaw("scenario", message, ("scenario",), names_nothing=True))
        lesson = replace(lesson, scenario="")
    flow = lesson.flow
    if lesson.flow_of is not None:
        try:
            flow = _flow_of(lesson.flow_of, path)
        except UsageError as error:
            flaws.append(Flaw("flow_of", str(error), ("flow_of",), names_nothing=True))
    if lesson.guess and guess_of(lesson) is None:
        message = unknown("question", lesson.guess, [question.id for question in lesson.questions])
        flaws.append(Flaw("guess", message, ("guess",), names_nothing=True))
        lesson = replace(lesson, guess="")
    lesson = with_guess_first(replace(lesson, name=lesson_name(path), scenarios=scenarios, flow=flow))
    return replace(lesson, questions=tuple(_with_runs(lesson))), tuple(flaws)


def require_version(path: Path, content: Mapping[str, Any]) -> None:
    """Refuse a file that is written in another version of the format. Raises LessonError."""
    version = content.get("format_version")
    if version is None:
        message = (
            f"{path.name}: format_version is missing. Write format_version = {FORMAT_VERSION} into the first line."
        )
        raise LessonError(message, 1)
    if version != FORMAT_VERSION:
        raise LessonError(
            f"{path.name}: format_version is {version!r}, but this version of the tracer reads {FORMAT_VERSION}. "
            f"Write format_version = {FORMAT_VERSION} if the lesson was made for it, or update the tracer.",
            lines_in(path).line_of(("format_version",)),
        )


def lines_in(path: Path) -> KeyLines:
    """Return where the keys of a lesson file stand, for a message. Raises LessonError."""
    try:
        return key_lines(text_of(path))
    except RecursionError:  # the parser of the standard library went a little deeper
        return KeyLines()


def lacking_scenario(lesson: Lesson) -> Iterator[Flaw]:
    """Yield what is wrong with the number of scenarios: none, or one in the place of the trace that is given."""
    if lesson.trace is None and not lesson.scenarios:
        yield Flaw("scenarios", "the lesson has no scenario; add a table [scenarios.NAME]", ("scenarios",))
    if lesson.trace is not None and lesson.scenario:
        yield Flaw("scenario", "the lesson shows the trace that is given; take scenario out", ("scenario",))
    if lesson.trace is not None and GIVEN in lesson.scenarios:
        message = "that is what the trace is called; give the scenario another name"
        yield Flaw(f'scenario "{GIVEN}"', message, ("scenarios", GIVEN))


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
    others: list[str] = []
    for folder in (path.parent, BUILT_IN):
        for other in sorted(folder.glob("*.toml")):
            others.append(lesson_name(other))
            if lesson_name(other) != name:
                continue
            try:
                flow = parsed(other).get("flow")
                if flow is not None:
                    return read(Flow, flow, lenient=True)
            except (LessonError, WrongValueError) as error:
                raise UsageError(sentence(f"The flow of {other.name} is not valid: {error}")) from error
    if name in others:
        raise UsageError(f'The lesson "{name}" has no flow. Name one that has one.')
    raise UsageError(unknown("lesson", name, others))


_NO_KEY = "there is no such key: it is given by the tracer"


def given_by_the_tracer(content: Mapping[str, Any]) -> Iterator[Flaw]:
    """Yield where a file gives what it does not decide: a name (the file's, the table's), what stands for a run."""
    if "name" in content:
        yield Flaw("name", _NO_KEY, ("name",))
    for name, scenario in scenarios_in(content).items():
        if isinstance(scenario, dict) and "name" in scenario:
            yield Flaw(f"scenarios, {name}, name", _NO_KEY, ("scenarios", name, "name"))
    questions = content.get("questions")
    for index, question in enumerate(questions if isinstance(questions, list) else ()):
        if isinstance(question, dict) and "runs" in question:
            yield Flaw(f'question "{question.get("id")}", runs', _NO_KEY, ("questions", index, "runs"))


def text_of(path: Path) -> str:
    """Return the text of a lesson file. Raises LessonError."""
    try:
        return read_input(path, SMALL, regular=True)
    except (OSError, UnicodeDecodeError) as error:
        line = error.object.count(b"\n", 0, error.start) + 1 if isinstance(error, UnicodeDecodeError) else 0
        raise LessonError(
            f"{path}: the file cannot be read ({error}). A lesson is a TOML file in UTF-8.", line
        ) from error


def parsed(path: Path) -> dict[str, Any]:
    """Return the content of a lesson file, nothing of it checked. Raises LessonError."""
    try:
        text = text_of(path)
        content = toml(text)
    except ValueError as error:
        found = _AT_LINE.search(str(error))
        # The end of the file is a line for the parser, too: the last one.
        line = int(found[1]) if found else text.count("\n") + 1
        remedy = remedy_of_toml(str(error), text.split("\n")[line - 1])
        raise NotTomlError(f"{path.name}: this is no TOML: {error}. {remedy}".rstrip(), line) from error
    # Looking at every text takes longer than loading the lesson, and hardly any holds such a name.
    return {**content_of_today(content)} if FORMER_APP in text else content


_AT_LINE = re.compile(r"\(at line (\d+), column \d+\)")
"""How the parser of the standard library says where it stopped."""


def toml(text: str) -> dict[str, Any]:
    """Return what a text of TOML says. Raises ValueError, with a reason that a person understands."""
    _refuse_long_keys(text)
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        raise
    except ValueError as error:
        raise ValueError("a number in it has too many digits") from error
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error
    _refuse_depth(content)
    return content


_MOST_DOTS = 100
"""A line with more dots outside of quotes is refused: what a key takes grows with the square of its parts."""


_QUOTED = re.compile(r""""[^"]*"|'[^']*'""")
"""What stands in quotes divides no key."""


def _refuse_long_keys(text: str) -> None:
    for number, line in enumerate(text.split("\n"), 1):
        if line.count(".") > _MOST_DOTS and _QUOTED.sub("", line).count(".") > _MOST_DOTS:
            raise ValueError(f"more than {_MOST_DOTS} dots in one line are not read (at line {number}, column 1)")


_DEEPEST = 20
"""Nothing in a lesson or a table is nested so deeply."""


def _refuse_depth(content: dict[str, Any]) -> None:
    """Refuse what is nested too deeply, level by level: no function that goes through it then calls itself too often.

    A number in it that is longer than any that is written out would fail in whatever shows it.
    """
    level: list[Any] = [content]
    for _ in range(_DEEPEST):
        inner = [item for each in level for item in (each.values() if isinstance(each, dict) else each)]
        if any(isinstance(item, int) and item.bit_length() > _MOST_BITS for item in inner):
            raise ValueError("a number in it has too many digits")
        level = [item for item in inner if isinstance(item, dict | list)]
    if level:
        raise ValueError("it is nested too deeply")


_MOST_BITS = 1024
"""A larger number is none that a float can hold, and from 4,300 digits on Python refuses to write it out."""


def flaws_of(content: Mapping[str, Any], error: WrongValueError) -> Iterator[Flaw]:
    """Yield each place that does not fit the schema, in words, and what is wrong there.

    A key that is missing is not told where a strange one stands in its place that is nearly the same.

    Args:
        content: The file as it was parsed.
        error: What is wrong with it.
    """
    for problem in without_meant(error):
        message = problem.message[:1].lower() + problem.message[1:]
        yield Flaw(_place(content, problem.place), message, problem.place)


def without_meant(error: WrongValueError) -> list[WrongValue]:
    """Return what is wrong, without keys that are missing because they are misspelt."""
    meant = {(*problem.place[:-1], problem.meant) for problem in error.problems if problem.meant}
    return [problem for problem in error.problems if problem.place not in meant]


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
