"""Checking lessons against their runs: which files, on how many processors, and how the report is shown."""

import os
import signal
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

from tracer.activities.lesson_runs import RunsAhead
from tracer.activities.library import library_of
from tracer.activities.standard_streams import write_json
from tracer.authoring.check import Loaded, Proved, check_by, prove_lessons
from tracer.command_line import command_line
from tracer.errors import UsageError
from tracer.lessons.library import Library

if TYPE_CHECKING:
    from tracer.views.terminal import ColorChoice

_SAFE_PATH = "PYTHONSAFEPATH"
"""While this variable is set, a new Python does not put the current folder on its path."""

_WORTH_IT = 8
"""With fewer lessons than this a second process takes longer to start than it saves."""


def check_lessons(
    paths: Sequence[Path], folders: tuple[Path, ...], *, as_json: bool, color: "ColorChoice", plain: bool
) -> int:
    """Check lessons, and report every problem at once.

    Args:
        paths: Lesson files and folders with some; every lesson if empty.
        folders: The learner's own folders with lessons.
        as_json: Whether the report is written as JSON instead.
        color: Whether to use colour.
        plain: Whether it is shown in its plain form.

    Returns:
        The exit code: 0 when everything is true, warnings or not; 1 when anything is not.

    Raises:
        UsageError: There is no such file, or a folder holds no lesson.
    """
    library = library_of(folders)
    files = [file for path in paths for file in _files(path)] or [*library.paths()]
    known = Library(_distinct(dict.fromkeys([*(file.parent for file in files), *library.folders])))
    report = check_by(files, known, partial(prove_in_shares, library=known))
    if as_json:
        result = {"format": "login-flow-check", "format_version": 1, "passed": report.passed, **asdict(report)}
        write_json(result)
    else:
        from tracer.views.check_lessons import CheckReport  # noqa: PLC0415 # Rich takes 50 ms, and JSON needs none
        from tracer.views.terminal import open_terminal  # noqa: PLC0415 # as above

        open_terminal(color, plain=plain).show(CheckReport(report))
    return 0 if report.passed else 1


def _files(path: Path) -> list[Path]:
    """Return the lesson files that a path names."""
    if path.is_dir():
        found = sorted(path.glob("*.toml"))
        if not found:
            raise UsageError(f"{path} holds no lesson. A lesson is a file that ends in .toml.")
        return found
    if not path.exists():
        raise UsageError(f"There is no file {path}. Begin a lesson with: {command_line('new-lesson', 'NAME')}")
    return [path]


def _distinct(folders: Mapping[Path, None]) -> tuple[Path, ...]:
    """Return each folder once, however it is written."""
    return tuple({folder.resolve(): folder for folder in reversed([*folders])}.values())[::-1]


def prove_in_shares(lessons: Loaded, library: Library) -> Proved:
    """Check lessons against their runs, on all processors where there are many of them.

    Args:
        lessons: The lessons.
        library: Where scenarios and lessons are found that these lessons name.
    """
    first, *others = shares(lessons, os.cpu_count() or 1)
    if not others:
        return _prove(first, library)
    # Processes that begin anew: one that is forked inherits the threads' locks, but not the threads.
    with _without_current_folder():
        processes = get_context("spawn").Pool(len(others), _leave_ctrl_c_to_the_parent)
    with processes as pool:
        begun = [pool.apply_async(_prove, (share, library)) for share in others]
        parts = [_prove(first, library), *(share.get() for share in begun)]
    return Proved(
        tuple(problem for part in parts for problem in part.problems),
        sum(part.scenarios for part in parts),
        tuple(lesson for part in parts for lesson in part.left_out),
    )


def shares(lessons: Loaded, processors: int) -> Sequence[Loaded]:
    """Return the lessons in one share per processor; those on Quart, which wait for other processes, in the first."""
    if len(lessons) < _WORTH_IT or processors == 1:
        return [lessons]
    waiting = [each for each in lessons if each[1].app == "quart"]
    others = [each for each in lessons if each[1].app != "quart"]
    return [[*waiting, *others[::processors]], *(others[index::processors] for index in range(1, processors))]


def _prove(lessons: Loaded, library: Library) -> Proved:
    with RunsAhead() as runs:
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


def _leave_ctrl_c_to_the_parent() -> None:
    """The parent ends each process of the pool; otherwise each would print where it was interrupted."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
