"""The check of the lessons: every problem of every lesson at once, for authors and for continuous integration.

It is handed a function that runs a scenario, so that it needs no Flask. What a lesson asserts is compared with what
the run shows: the choice marked right must be true, every other one false, and so on for each kind of question.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import chain
from os.path import realpath  # Path.resolve raises where links go round in circles
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
from tracer.authoring.places import placed, scenario_place
from tracer.authoring.problem import RULE_NAMES, WARNING_NAMES, LeftOut, Problem, Proved, Report, failed
from tracer.authoring.prose_rules import check_code, check_prose
from tracer.authoring.question_rules import check_question
from tracer.claims.evaluate import Traces
from tracer.crash_report import told_of_crash
from tracer.errors import (
    AppError,
    LessonError,
    NotGivenError,
    NotInstalledError,
    ScenarioError,
    TracerError,
    UsageError,
)
from tracer.lessons.course import Course, RunScenario
from tracer.lessons.library import Library, scenarios_of
from tracer.lessons.loading import Flaw, lesson_name
from tracer.lessons.partial_loading import LessonFile, load_in_part
from tracer.lessons.schema import GIVEN, Lesson
from tracer.trace.events import Trace
from tracer.trace.scenario import Scenario

Begin: TypeAlias = Callable[[Scenario, str], None]
"""Hears that a scenario will be performed on an app."""

Loaded: TypeAlias = Sequence[LessonFile]
"""Lessons that could be loaded, with what of their files does not fit."""

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
    lessons: list[LessonFile] = []
    for path in paths:
        try:
            file = load_in_part(path)
        except LessonError as error:
            problems.append(_unloadable(path, error))
        except Exception as error:  # noqa: BLE001 # one file never takes the report of the others
            problems.append(_unforeseen(path, error))
        else:
            lessons.append(file)
            problems += [_flawed(file, flaw) for flaw in file.flaws]
    problems += _duplicates(paths, [*library.paths()], lessons)
    proved = prove_lessons(lessons)
    left_out = {each.lesson for each in proved.left_out}
    held = [file.lesson for file in lessons if file.lesson.name not in left_out]
    return Report(
        tuple(sorted([*problems, *proved.problems], key=lambda problem: (problem.file, problem.line))),
        tuple(sorted(proved.left_out, key=lambda each: each.file)),
        lessons=len(paths) - len(left_out),
        questions=sum(len(lesson.questions) for lesson in held),
        answers=sum(map(_answers, held)),
        scenarios=proved.scenarios,
        warnings=tuple(_warnings(lessons)),
        held_against=tuple(sorted(proved.held_against, key=lambda each: each.file)),
    )


def _warnings(lessons: Loaded) -> Iterator[Problem]:
    """Yield what could be better in lessons; no run is needed to see it."""
    for file in sorted(lessons, key=lambda each: each.path.name):
        for warning in chain(check_hints(file.lesson), check_lengths(file.lesson)):
            if (found := placed(warning, file)) is not None:
                yield _located(found, file.path)
    yield from check_lengths_together([file.lesson for file in lessons])


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
        _begin_all(lessons, begin)
    problems: list[Problem] = []
    left_out: list[LeftOut] = []
    for file in lessons:
        try:
            lacking = _lacking(file, course)
            if lacking is None:
                problems += check_file(file, course.traces(file.lesson), names)
            else:
                not_given = isinstance(lacking, NotGivenError)
                left_out.append(LeftOut(file.path.name, file.lesson.name, str(lacking), not_given))
        except TracerError:
            raise
        except Exception as error:  # noqa: BLE001 # one file never takes the report of the others
            problems.append(_unforeseen(file.path, error))
    return Proved(tuple(problems), course.performed, tuple(left_out))


def _lacking(file: LessonFile, course: Course) -> NotInstalledError | NotGivenError | None:
    """Return why a lesson cannot be checked on its runs here: what is missing, too old or not given."""
    lesson = file.lesson
    try:
        traces = without_spoiled(file, course.traces(lesson))
    except NotInstalledError as error:
        return error
    for name in [*lesson.scenarios, *([lesson.beside] if lesson.beside else [])]:
        try:
            traces(name)
        except (NotInstalledError, NotGivenError) as error:
            return error
        except (ScenarioError, UsageError, AppError):
            continue  # the rules tell of these
    return None


def without_spoiled(file: LessonFile, traces: Traces) -> Traces:
    """Return what gives the traces of a lesson; of a scenario that does not fit the schema there is none."""
    if not file.spoiled:
        return traces

    def sound(name: str | None) -> Trace:
        scenario = (name or file.lesson.main_scenario.name).partition("@")[0]
        if scenario in file.spoiled:
            raise ScenarioError(file.spoiled[scenario])
        return traces(name)

    return sound


def _begin_all(files: Iterable[LessonFile], begin: Begin) -> None:
    for file in files:
        for name, scenario in file.lesson.scenarios.items():
            if name not in file.spoiled:
                begin(scenario, file.lesson.app_of(scenario))


def check_file(file: LessonFile, traces: Traces, lessons: Sequence[str]) -> Iterator[Problem]:
    """Yield every problem of one lesson file that does not follow from what does not fit the schema in it.

    Args:
        file: The file.
        traces: Gives the traces of its scenarios.
        lessons: The names of all lessons.
    """
    told = {_as_told(message) for message in file.spoiled.values()}
    for problem in check_lesson(file.lesson, without_spoiled(file, traces), lessons):
        found = placed(problem, file) if problem.message not in told else None
        if found is not None:
            yield _located(found, file.path)
    yield from _unknown_in_spoiled(file, traces)


def _unknown_in_spoiled(file: LessonFile, traces: Traces) -> Iterator[Problem]:
    """Yield a problem for each name that there is not in the rest of a scenario in which an action does not fit."""
    for name, scenario in file.lesson.scenarios.items():
        if name not in file.spoiled:
            continue
        for problem in check_scenarios(replace(file.lesson, scenarios={name: scenario}, beside=None), traces):
            if problem.rule == "unknown-name" and problem.within[:1] in {("actions",), ("settings",)}:
                place = file.in_file(("scenarios", name, *problem.within))
                message = problem.message.removeprefix(f"{problem.place}: ")
                yield _located(replace(problem, message=message, line=file.line_of(place)), file.path)


def _as_told(message: str) -> str:
    return failed("", ScenarioError(message), "").message


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
    for problem in failures:
        yield replace(problem, message=problem.message.removeprefix(f"{problem.place}: "))
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


def _unloadable(path: Path, error: LessonError) -> Problem:
    """Return what is wrong with a file that could not be loaded."""
    message = str(error).removeprefix(f"{path.name}: ").removeprefix(f"{path}: ")
    what, _, remedy = message.partition(". ")
    return _located(Problem("file", "", what.rstrip("."), remedy or "Mend the file.", line=error.line), path)


def _unforeseen(path: Path, error: Exception) -> Problem:
    """Return the problem for a file at which the check itself has failed."""
    what = f"the check has failed at this lesson, which nobody foresaw: {told_of_crash(error, ('check-lessons',))}"
    return _located(Problem("file", "", what, "The other lessons are checked all the same."), path)


def _flawed(file: LessonFile, flaw: Flaw) -> Problem:
    """Return the problem for something in a file that does not fit."""
    if flaw.names_nothing:
        problem = failed(flaw.place, UsageError(flaw.message), "Write the name as it is.", "unknown-name")
    else:
        problem = Problem("schema", flaw.place, flaw.message, "docs/writing-lessons.md explains each key.")
    # What is missing in the file as a whole has no line; its first one is as good as any.
    return _located(replace(problem, line=file.line_of(flaw.keys) or 1), file.path)


def _duplicates(paths: Sequence[Path], library: Sequence[Path], lessons: Iterable[LessonFile]) -> Iterator[Problem]:
    """Yield a problem for each lesson or scenario whose name another file uses too."""
    everywhere = dict.fromkeys(map(realpath, [*paths, *library]))
    names = Counter(lesson_name(Path(path)) for path in everywhere)
    for path in paths:
        if names[lesson_name(path)] > 1:
            message = f'{names[lesson_name(path)]} files hold a lesson named "{lesson_name(path)}"'
            yield _located(Problem("duplicate", "", message, "Rename one of the files."), path)
    seen = _scenarios_elsewhere(paths, library)
    for file in lessons:
        for name in file.lesson.scenarios:
            if name == GIVEN:
                continue  # the same in every lesson on a trace that is given
            if name in seen and seen[name] != file.path:
                message = f"{seen[name].name} has a scenario of this name too"
                problem = Problem("duplicate", scenario_place(name), message, "Rename one of them.")
                yield _located(replace(problem, line=file.line_of(("scenarios", name))), file.path)
            seen.setdefault(name, file.path)


def _scenarios_elsewhere(paths: Sequence[Path], library: Sequence[Path]) -> dict[str, Path]:
    """Return the scenarios of the library's files that are not checked, each with its file."""
    checked = {*map(realpath, paths)}
    found: dict[str, Path] = {}
    for path in library:
        if realpath(path) not in checked:
            with suppress(LessonError):  # that file is not the one that is checked
                found.update(dict.fromkeys(scenarios_of(path), path))
    return found


def _located(problem: Problem, path: Path) -> Problem:
    return replace(problem, file=path.name, lesson=lesson_name(path))


def _answers(lesson: Lesson) -> int:
    """Return how many answers and assertions of a lesson were checked against a run."""
    choices = sum(len(question.choices) or len(question.items) or 1 for question in lesson.questions)
    return choices + sum(len(claims) for _, _, claims in assertions(lesson))
