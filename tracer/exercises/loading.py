"""Loading the exercises: from the folders of the apps to exercises, every key of their files checked."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from tracer.errors import ExerciseError, TracerError, UsageError, unknown
from tracer.exercises.exercise import Exercise, replaced
from tracer.input_file import SMALL, is_file, read_input
from tracer.lessons.loading import flaws_of, toml
from tracer.lessons.shipped_files import SOURCE
from tracer.libraries import EXERCISE_SIDE
from tracer.trace.facts import HEADERS, LOGIN_SIGNALS
from tracer.trace.scenario import BEHIND_THE_BACK, NO_ACCOUNT
from tracer.trace.validation import read
from tracer.trace.wrong_values import WrongValueError

FOLDER = SOURCE / "demo_app" / "exercises"
"""The folder in which the exercises lie that come with the tracer."""

FAULTS = SOURCE / "demo_app" / "faults"
"""The folder of the course's faults. Asking the package would take as long as importing Flask."""

DESCRIPTION = "exercise.toml"
"""The file that is not handed out."""

EXERCISE_FORMAT = 1
"""The version of the format that is read."""

_LEAST_HINTS = 3

_COMPARED_HEADERS = frozenset({*HEADERS, "Location", "Set-Cookie"})


def exercise_names() -> tuple[str, ...]:
    """Return the names of the exercises, from easy to hard."""
    names: tuple[str, ...] = import_module("tracer.demo_app.exercises").EXERCISES
    return names


@cache
def exercise(name: str) -> Exercise:
    """Return the exercise of a name.

    Raises:
        UsageError: There is none.
        ExerciseError: Its file does not fit.
    """
    if name not in exercise_names():
        raise UsageError(unknown("exercise", name, exercise_names(), listed_by="mend --list"))
    return load_exercise(FOLDER / name)


def load_exercise(folder: Path) -> Exercise:
    """Return the exercise in a folder.

    Raises:
        ExerciseError: A file cannot be read or does not fit; each place is named.
    """
    where = f"{folder.name}/{DESCRIPTION}"
    content = _parsed(folder / DESCRIPTION, where)
    problems = [
        f"{key}: there is no such key: it is given by the folder" for key in ("name", "files") if key in content
    ]
    if content.pop("format_version", None) != EXERCISE_FORMAT:
        problems.insert(0, f"format_version: write format_version = {EXERCISE_FORMAT} into the first line")
    if not problems:
        try:
            found = read(Exercise, content, lenient=True)
        except WrongValueError as error:
            problems = [f"{flaw.place}: {flaw.message}" for flaw in flaws_of(content, error)]
        else:
            scenarios = {key: replace(scenario, name=key) for key, scenario in found.scenarios.items()}
            found = replace(found, name=folder.name, scenarios=scenarios, files=_files_in(folder))
            problems = [*_flaws(found)]
    if problems:
        raise ExerciseError("\n".join([f"{where}: the exercise does not fit:", *(f"  {each}" for each in problems)]))
    return found


def _parsed(path: Path, where: str) -> dict[str, Any]:
    try:
        return toml(read_input(path, SMALL, regular=True))
    except (OSError, ValueError) as error:
        raise ExerciseError(f"{where}: this is no file of TOML that can be read: {error}") from error


def _files_in(folder: Path) -> Mapping[str, str]:
    """Return what the learner gets: every text in the folder, by its path in it."""
    paths = (path for path in sorted(folder.rglob("*")) if path.is_file() and "__pycache__" not in path.parts)
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in paths
        if path.name != DESCRIPTION
    }


def _flaws(found: Exercise) -> Iterator[str]:
    """Yield what fits the schema and is wrong all the same."""
    if len(found.hints) < _LEAST_HINTS:
        yield f"hints: there are {len(found.hints)}; where to look, what differs, what it means: {_LEAST_HINTS} or more"
    if not found.scenarios:
        yield "scenarios: there is none by which it could be judged; add a table [scenarios.NAME]"
    try:
        replaced(found.files, found.repair)
    except ExerciseError as error:
        yield f"repair: {error}"
    for header in found.headers:
        if header.partition(":")[0] not in _COMPARED_HEADERS:
            yield f'headers: "{header}" is not recorded; there are {", ".join(sorted(_COMPARED_HEADERS))}'
    for signal in found.signals:
        if signal not in LOGIN_SIGNALS:
            yield f"signals: {unknown('signal of Flask-Login', signal, LOGIN_SIGNALS)}"
    for library in found.requires:
        if library not in EXERCISE_SIDE:
            yield f"requires: {unknown('library of the extra mend', library, EXERCISE_SIDE)}"
    yield from _flaws_of_names(found)
    yield from _flaws_of_scenarios(found)


def _flaws_of_names(found: Exercise) -> Iterator[str]:
    if found.fault and not is_file(FAULTS / f"{found.fault.replace('-', '_')}.py"):
        yield f'fault: the course has no fault "{found.fault}"'
    if found.finding:
        from tracer.findings.catalogue import page  # noqa: PLC0415 # few ask for it

        try:
            page(found.finding)
        except TracerError as error:
            yield f"finding: {error}"


def _flaws_of_scenarios(found: Exercise) -> Iterator[str]:
    for name, scenario in found.scenarios.items():
        for number, action in enumerate(scenario.actions, 1):
            place = f"scenarios, {name}, action {number}"
            if action.page is not None and action.page not in found.pages:
                yield f"{place}: {unknown('page', action.page, [*found.pages])}"
            if action.account is not None and action.account not in {*found.accounts, NO_ACCOUNT}:
                yield f"{place}: {unknown('account', action.account, [*found.accounts, NO_ACCOUNT])}"
            if action.do in BEHIND_THE_BACK - {"restart_app"}:
                yield f"{place}: {action.do} cannot be done to this app; give it a page on which a person does that"
