"""The check of the lessons: every problem of every lesson at once, for authors and for continuous integration.

It is handed a function that runs a scenario, so that it needs no Flask. What a lesson asserts is compared with what
the run shows: the choice marked right must be true, every other one false, and so on for each kind of question.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import TypeAlias

from tracer.authoring.choice_lengths import check_lengths, check_lengths_together
from tracer.authoring.hint_rules import check_hints
from tracer.authoring.lesson_rules import (
    assertions,
    check_assertions,
    check_names,
    check_scenarios,
    check_selectors,
    check_textbook,
)
from tracer.authoring.problem import RULE_NAMES, WARNING_NAMES, LeftOut, Problem, Proved, Report, failed
from tracer.authoring.prose_rules import check_code, check_prose
from tracer.authoring.question_rules import check_question
from tracer.claims.evaluate import Traces
from tracer.errors import AppError, LessonError, NotInstalledError, ScenarioError, UsageError
from tracer.lessons.course import Course, RunScenario
from tracer.lessons.library import Library, scenarios_of
from tracer.lessons.loading import Flaw, SchemaError, lesson_name, load_in_part
from tracer.lessons.schema import Lesson
from tracer.trace.scenario import Scenario

Begin: TypeAlias = Callable[[Scenario, str], None]
"""Hears that a scenario will be performed on an app."""

Loaded: TypeAlias = Sequence[tuple[Path, Lesson]]
"""Lessons that could be loaded, with their files."""

Prove: TypeAlias = Callable[[Loaded], Proved]
"""Checks lessons against their runs."""

__all__ = [
    "RULE_NAMES",
    "WARNING_NAMES",
    "Loaded",
    "Problem",
    "Proved",
    "Report",
    "check",
    "check_by",
    "check_lesson",
    "prove_lessons",
]


def check(paths: Sequence[Path], run: RunScenario, library: Library) -> Report:
    """Check lesson files, all rules on all of them.

    Args:
        paths: The files.
        run: Performs a scenario; each one is performed once.
        library: Where scenarios and lessons are found that these files name.

    Returns:
        Every problem, and how much was checked.
    """
    return check_by(paths, library, lambda lessons: prove_lessons(lessons, run, library))


def check_by(paths: Sequence[Path], library: Library, prove_lessons: Prove) -> Report:
    """Check lesson files; a function that is handed in checks what they say against the runs.

    Args:
        paths: The files.
        library: Where scenarios and lessons are found that these files name.
        prove_lessons: Checks the lessons against their runs.

    Returns:
        Every problem, and how much was checked.
    """
    problems: list[Problem] = []
    lessons: list[tuple[Path, Lesson]] = []
    for path in paths:
        try:
            lesson, flaws = load_in_part(path)
        except LessonError as error:
            problems += _located(_unloadable(path, error), path)
        else:
            lessons.append((path, lesson))
            problems += _located(map(_unknown, flaws), path)
    problems += _duplicates(paths, [*library.paths()], lessons)
    proved = prove_lessons(lessons)
    left_out = {each.lesson for each in proved.left_out}
    held = [lesson for _, lesson in lessons if lesson.name not in left_out]
    return Report(
        tuple(sorted([*problems, *proved.problems], key=lambda problem: problem.file)),
        tuple(sorted(proved.left_out, key=lambda each: each.file)),
        lessons=len(paths) - len(left_out),
        questions=sum(len(lesson.questions) for lesson in held),
        answers=sum(map(_answers, held)),
        scenarios=proved.scenarios,
        warnings=tuple(_warnings(lessons)),
    )


def _warnings(lessons: Loaded) -> Iterator[Problem]:
    """Yield what could be better in lessons; no run is needed to see it."""
    for path, lesson in sorted(lessons, key=lambda each: each[0].name):
        yield from _located(chain(check_hints(lesson), check_lengths(lesson)), path)
    yield from check_lengths_together([lesson for _, lesson in lessons])


def prove_lessons(lessons: Loaded, run: RunScenario, library: Library, begin: Begin | None = None) -> Proved:
    """Check lessons against their runs.

    Args:
        lessons: The lessons.
        run: Performs a scenario; each one is performed once.
        library: Where scenarios and lessons are found that these lessons name.
        begin: Is told of each scenario of the lessons and its app before any of them is asked for.
    """
    course = Course(run, library)
    names = [lesson_name(path) for path in library.paths()]
    if begin is not None:
        _begin_all([lesson for _, lesson in lessons], begin)
    problems: list[Problem] = []
    left_out: list[LeftOut] = []
    for path, lesson in lessons:
        why = _lacking(lesson, course)
        if why is None:
            problems += _located(check_lesson(lesson, course.traces(lesson), names), path)
        else:
            left_out.append(LeftOut(path.name, lesson.name, why))
    return Proved(tuple(problems), course.performed, tuple(left_out))


def _lacking(lesson: Lesson, course: Course) -> str | None:
    """Return what is missing or too old here for a lesson to be checked on its runs; None when nothing is."""
    try:
        traces = course.traces(lesson)
        for name in [*lesson.scenarios, *([lesson.beside] if lesson.beside else [])]:
            with suppress(ScenarioError, UsageError, AppError):  # the rules tell of these
                traces(name)
    except NotInstalledError as error:
        return str(error)
    return None


def _begin_all(lessons: Iterable[Lesson], begin: Begin) -> None:
    for lesson in lessons:
        for scenario in lesson.scenarios.values():
            begin(scenario, lesson.app_of(scenario))


def check_lesson(lesson: Lesson, traces: Traces, lessons: Sequence[str]) -> Iterator[Problem]:
    """Yield every problem of one lesson that could be loaded.

    Args:
        lesson: The lesson.
        traces: Gives the traces of its scenarios.
        lessons: The names of all lessons.
    """
    yield from check_names(lesson, lessons)
    yield from check_code(lesson)
    yield from check_textbook(lesson, traces)
    failures = [*check_scenarios(lesson, traces)]
    yield from failures
    told = {problem.message for problem in failures}
    proofs = [
        check_selectors(lesson, traces),
        check_assertions(lesson, traces),
        *(check_question(question, traces) for question in lesson.questions),
        check_prose(lesson, traces),
    ]
    for problem in chain.from_iterable(proofs):
        if problem.message not in told:  # a scenario that cannot be performed is reported once, at its own place
            yield problem


def _unloadable(path: Path, error: LessonError) -> Iterator[Problem]:
    """Yield what is wrong with a file that could not be loaded."""
    if isinstance(error, SchemaError):
        for place, message in error.problems:
            yield Problem("schema", place, message, "docs/writing-lessons.md explains each key.")
    else:
        message = str(error).removeprefix(f"{path.name}: ").removeprefix(f"{path}: ")
        what, _, remedy = message.partition(". ")
        yield Problem("file", "", what.rstrip("."), remedy or "Mend the file.")


def _unknown(flaw: Flaw) -> Problem:
    return failed(flaw.place, UsageError(flaw.message), "Write the name as it is.", "unknown-name")


def _duplicates(
    paths: Sequence[Path], library: Sequence[Path], lessons: Iterable[tuple[Path, Lesson]]
) -> Iterator[Problem]:
    """Yield a problem for each lesson or scenario whose name another file uses too."""
    everywhere = dict.fromkeys([*(path.resolve() for path in paths), *(path.resolve() for path in library)])
    names = Counter(lesson_name(path) for path in everywhere)
    for path in paths:
        if names[lesson_name(path)] > 1:
            message = f'{names[lesson_name(path)]} files hold a lesson named "{lesson_name(path)}"'
            yield replace(Problem("duplicate", "", message, "Rename one of the files."), file=path.name)
    seen = _scenarios_elsewhere(paths, library)
    for path, lesson in lessons:
        for name in lesson.scenarios:
            if name in seen and seen[name] != path:
                message = f"{seen[name].name} has a scenario of this name too"
                problem = Problem("duplicate", f'scenario "{name}"', message, "Rename one of them.")
                yield from _located([problem], path)
            seen.setdefault(name, path)


def _scenarios_elsewhere(paths: Sequence[Path], library: Sequence[Path]) -> dict[str, Path]:
    """Return the scenarios of the library's files that are not checked, each with its file."""
    checked = {path.resolve() for path in paths}
    found: dict[str, Path] = {}
    for path in library:
        if path.resolve() not in checked:
            with suppress(LessonError):  # that file is not the one that is checked
                found.update(dict.fromkeys(scenarios_of(path), path))
    return found


def _located(problems: Iterable[Problem], path: Path) -> Iterator[Problem]:
    for problem in problems:
        yield replace(problem, file=path.name, lesson=lesson_name(path))


def _answers(lesson: Lesson) -> int:
    """Return how many answers and assertions of a lesson were checked against a run."""
    choices = sum(len(question.choices) or len(question.items) or 1 for question in lesson.questions)
    return choices + sum(len(claims) for _, _, claims in assertions(lesson))
