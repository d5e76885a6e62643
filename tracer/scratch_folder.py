"""The folder in which the accounts of one run lie: in memory where the system has one, and gone when the run has ended.

A process that is killed leaves its folder behind. Each folder holds a file that is locked as long as its process
lives; so the next one sees which folders belong to nobody any more, and clears them away.
"""

import os
import stat
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import cache
from pathlib import Path

from tracer.file_lock import try_to_lock

MEMORY = Path("/dev/shm")  # noqa: S108 # the folder in it is made by tempfile, with a name that nobody can guess
"""A file system in memory, where Linux has one."""

_PREFIX = "login-flow-"
_LOCK = "lock"
_UNLOCKED = "lock.new"

_A_DAY = 24 * 3600.0
"""In seconds. A folder without a lock is just being made, or was left by a version that knew no locks."""


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """Yield an empty folder, but for its lock, that is gone afterwards.

    A disk takes longer to keep the few accounts of a run for good than the whole run takes.
    """
    from tempfile import TemporaryDirectory  # noqa: PLC0415 # looking for what is left needs none of it

    _clear_once()
    parent = MEMORY if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) else None
    with ExitStack() as ending:
        made = TemporaryDirectory(prefix=_PREFIX, dir=parent)
        ending.callback(made.cleanup)  # again, where Ctrl-C or an order to end comes into the middle of the removing
        folder = Path(ending.enter_context(made))
        number = os.open(folder / _UNLOCKED, os.O_RDWR | os.O_CREAT, 0o600)
        ending.callback(os.close, number)
        try_to_lock(number)
        (folder / _UNLOCKED).rename(folder / _LOCK)  # whoever sees this name sees a lock
        yield folder


@cache
def _clear_once() -> None:
    clear_what_is_left()


def clear_what_is_left() -> None:
    """Remove the folders of processes that were killed. Those of other people are left alone."""
    if not hasattr(os, "getuid"):
        return  # no locks there, see tracer.file_lock
    with suppress(OSError):
        for entry in os.scandir(MEMORY):
            if entry.name.startswith(_PREFIX) and _is_left(Path(entry.path)):
                from shutil import rmtree  # noqa: PLC0415 # hardly ever needed

                rmtree(entry.path, ignore_errors=True)


def _is_left(folder: Path) -> bool:
    try:
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
            return False
        number = os.open(folder / _LOCK, os.O_RDWR | os.O_NOFOLLOW)
    except FileNotFoundError:
        return folder.is_dir() and time.time() - found.st_mtime > _A_DAY
    except OSError:
        return False
    try:
        return try_to_lock(number)
    finally:
        os.close(number)
