"""Checking lessons against their runs: which files, on how many processors, and how the report is shown."""

import os
import signal
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import BrokenExecutor, Executor
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, replace
from functools import partial
from multiprocessing import active_children, get_context
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from tracer.activities.given import NOTHING_GIVEN, Given, GivenRuns, wants_app
from tracer.activities.json_output import JsonOutput
from tracer.activities.lesson_runs import RunsAhead, run_for_lesson
from tracer.activities.library import library_of
from tracer.authoring.check import Loaded, Proved, Report, check_by, prove_lessons
from tracer.authoring.problem import HeldAgainst
from tracer.command_line import command_line
from tracer.errors import AppError, NotGivenError, UsageError
from tracer.input_file import is_folder, is_there
from tracer.lessons.library import Library
from tracer.lessons.partial_loading import load_in_part
from tracer.lessons.schema import Lesson
from tracer.scratch_folder import clear_what_is_left

if TYPE_CHECKING:
    from tracer.views.terminal import ColorChoice

_SAFE_PATH = "PYTHONSAFEPATH"
"""While this variable is set, a new Python does not put the current folder on its path."""

_WORTH_IT = 8
"""With fewer lessons than this a second process takes longer to start than it saves."""


def check_lessons(
    paths: Sequence[Path],
    folders: tuple[Path, ...],
    *,
    as_json: bool,
    color: "ColorChoice",
    plain: bool,
    given: Given = NOTHING_GIVEN,
) -> int:
    """Check lessons, and report every problem at once.

    Args:
        paths: Lesson files and folders with some; every lesson if empty.
        folders: The learner's own folders with lessons.
        as_json: Whether the report is written as JSON instead. Whatever the apps print goes to the standard error then.
        color: Whether to use colour.
        plain: Whether it is shown in its plain form.
        given: The app or the trace that is given for lessons that ask for one.

    Returns:
        The exit code: 0 when everything is true, warnings or not; 1 when anything is not.

    Raises:
        UsageError: There is no such file, or a folder holds no lesson; what a lesson asks for is not given, and there
            is no other one to be checked; or no lesson asks for what is given.
        TracerError: What is given cannot be loaded.
    """
    output = JsonOutput() if as_json else None
    library = library_of(folders)
    files = [file for path in paths for file in _files(path)] or [*library.paths()]
    known = Library(_distinct(dict.fromkeys([*(file.parent for file in files), *library.folders])))
    runs = GivenRuns(given)
    runs.load()
    report = check_by(files, known, partial(prove_in_shares, library=known, runs=runs))
    _require_given(report)
    if output is not None:
        result = {"format": "login-flow-check", "format_version": 1, "passed": report.passed, **_plain(report)}
        output.write_json(result)
    else:
        from tracer.views.check_lessons import CheckReport  # noqa: PLC0415 # Rich takes 50 ms, and JSON needs none
        from tracer.views.terminal import open_terminal  # noqa: PLC0415 # as above

        open_terminal(color, plain=plain).show(CheckReport(report))
    return 0 if report.passed else 1


def _require_given(report: Report) -> None:
    """Refuse to have checked nothing because what the lessons ask for is not given. Raises NotGivenError."""
    wanting = [lesson for lesson in report.left_out if lesson.not_given]
    if wanting and not report.lessons and not report.problems:
        raise NotGivenError(wanting[0].why)


def _plain(report: Report) -> dict[str, object]:
    """Return a report as JSON can hold it."""
    return {
        **asdict(report),
        "problems": [problem.as_plain() for problem in report.problems],
        "warnings": [warning.as_plain() for warning in report.warnings],
    }


def _files(path: Path) -> list[Path]:
    """Return the lesson files that a path names."""
    if is_folder(path):
        found = sorted(path.glob("*.toml"))
        if not found:
            raise UsageError(f"{path} holds no lesson. A lesson is a file that ends in .toml.")
        return found
    if not is_there(path):
        raise UsageError(f"There is no file {path}. Begin a lesson with: {command_line('new-lesson', 'NAME')}")
    if path.suffix != ".toml":
        raise UsageError(f"{path} is no lesson. A lesson is a file that ends in .toml.")
    return [path]


def _distinct(folders: Mapping[Path, None]) -> tuple[Path, ...]:
    """Return each folder once, however it is written."""
    return tuple({os.path.realpath(folder): folder for folder in reversed([*folders])}.values())[::-1]


def prove_in_shares(lessons: Loaded, library: Library, runs: GivenRuns | None = None) -> Proved:
    """Check lessons against their runs, on all processors where there are many of them.

    Args:
        lessons: The lessons.
        library: Where scenarios and lessons are found that these lessons name.
        runs: Performs scenarios, also on an app that is given.

    Raises:
        UsageError: None of them asks for what is given.
    """
    runs = runs or GivenRuns()
    runs.refuse_superfluous([file.lesson for file in lessons])
    proved = _prove_all(lessons, library, runs)
    left_out = {each.lesson for each in proved.left_out}
    held = [(file, runs.given.what_for(file.lesson)) for file in lessons if file.lesson.name not in left_out]
    against = [HeldAgainst(file.path.name, file.lesson.name, what) for file, what in held if what is not None]
    return replace(proved, held_against=tuple(against))


def _prove_all(lessons: Loaded, library: Library, runs: GivenRuns) -> Proved:
    first, *others = shares(lessons, os.cpu_count() or 1)
    if not others:
        return _prove(first, library, runs)
    with ExitStack() as running:
        running.callback(clear_what_is_left)  # by a process that did not end in good order
        with _without_current_folder(), _ctrl_c_waits():
            processes = running.enter_context(_processes(len(others)))
            begun = [processes.submit(_prove_files, [file.path for file in share], library) for share in others]
        try:
            parts = [_prove(first, library, runs), *(share.result() for share in begun)]
        except BrokenExecutor:
            less = command_line("check-lessons", "FILE")
            message = (
                "A process that checked lessons was ended from outside, so not all of them are checked. Where memory "
                f"is short the system does so; check a few at a time: {less}"
            )
            raise AppError(message) from None
    return Proved(
        tuple(problem for part in parts for problem in part.problems),
        sum(part.scenarios for part in parts),
        tuple(lesson for part in parts for lesson in part.left_out),
    )


@contextmanager
def _processes(number: int) -> Iterator[Executor]:
    """Yield processes that check lessons; all have ended afterwards, and at once where the block is left by an error.

    They begin anew: a process that is forked inherits the threads' locks, but not the threads.
    """
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415 # 9 ms, and few lessons need no process

    with ProcessPoolExecutor(number, get_context("spawn"), _end_in_good_order) as processes:
        try:
            yield processes
        except BaseException:
            for process in active_children():
                process.terminate()
            raise


def shares(lessons: Loaded, processors: int) -> Sequence[Loaded]:
    """Return the lessons in one share per processor; the first, for this process, holds those that belong here.

    These are the lessons on Quart, which wait for other processes, and those on what is given to this process.
    """
    if len(lessons) < _WORTH_IT or processors == 1:
        return [lessons]
    waiting = [each for each in lessons if _belongs_here(each.lesson)]
    others = [each for each in lessons if not _belongs_here(each.lesson)]
    return [[*waiting, *others[::processors]], *(others[index::processors] for index in range(1, processors))]


def _belongs_here(lesson: Lesson) -> bool:
    return lesson.app == "quart" or lesson.trace is not None or wants_app(lesson)


def _prove_files(paths: Sequence[Path], library: Library) -> Proved:
    """Check lessons in another process, which loads them itself.

    Loaded lessons are more than a pipe holds, and who writes them there waits for a reader that may have been ended.
    """
    try:
        return _prove([load_in_part(path) for path in paths], library)
    except SystemExit as end:  # an executor takes it for a result, and has the process go on with the next share
        os._exit(end.code if isinstance(end.code, int) else 1)


def _prove(lessons: Loaded, library: Library, given: GivenRuns | None = None) -> Proved:
    with RunsAhead(given or run_for_lesson) as runs:
        return prove_lessons(lessons, runs, library, runs.begin)


@contextmanager
def _without_current_folder() -> Iterator[None]:
    """Let processes that begin in this block import nothing from the current folder: a ``json.py`` there is not ours.

    They are told by the environment, for there is no way to give them an option of Python's. In the end each of them
    takes the path of this process.
    """
    before = os.environ.get(_SAFE_PATH)
    os.environ[_SAFE_PATH] = "1"
    try:
        yield
    finally:
        del os.environ[_SAFE_PATH]
        if before is not None:
            os.environ[_SAFE_PATH] = before


@contextmanager
def _ctrl_c_waits() -> Iterator[None]:
    """Let Ctrl-C wait while the block runs. The processes that it starts never hear it: the parent ends them."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    from multiprocessing.resource_tracker import ensure_running  # noqa: PLC0415 # it is in none but POSIX systems

    ensure_running()  # when it starts, it lets the signals of this process through again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


_PATIENCE = 5
"""In seconds. So long another process may take to end in good order; the parent clears what it leaves."""


def _end_in_good_order() -> None:
    """Leave Ctrl-C to the parent, which ends each other process; that order is taken so that nothing is left."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _leave)


def _leave(number: int, _frame: FrameType | None) -> None:
    signal.signal(number, signal.SIG_IGN)  # whoever cleans up is not interrupted again
    if hasattr(signal, "alarm"):
        signal.alarm(_PATIENCE)  # where the end is swallowed, such as in a __del__, the system ends the process
    raise SystemExit(128 + number)
