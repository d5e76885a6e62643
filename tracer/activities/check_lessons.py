"""The check of many lessons on all processors: each process checks its share of them against their runs."""

import os
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from multiprocessing import get_context

from tracer.activities.lesson_runs import RunsAhead
from tracer.authoring.check import Loaded, Proved, prove_lessons
from tracer.lessons.library import Library

_SAFE_PATH = "PYTHONSAFEPATH"
"""While this variable is set, a new Python does not put the current folder on its path."""

_WORTH_IT = 8
"""With fewer lessons than this a second process takes longer to start than it saves."""


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
    return Proved(tuple(problem for part in parts for problem in part.problems), sum(part.scenarios for part in parts))


def shares(lessons: Loaded, processors: int) -> Sequence[Loaded]:
    """Return the lessons in one share a processor; those on Quart, which wait for other processes, in the first."""
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
