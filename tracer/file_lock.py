"""Locks on files, by which processes of this machine keep out of each other's way.

A lock belongs to an open file and goes with its process, however that ends: nothing stays locked. Where the system
knows no such locks (Windows), or the file system has none, everything goes on as if nobody else were there.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

if sys.platform != "win32":
    import fcntl


def try_to_lock(number: int) -> bool:
    """Lock an open file if nobody else has; tell whether it is locked now, or cannot be locked at all.

    Args:
        number: Its file descriptor. Closing it gives the lock back.
    """
    if sys.platform == "win32":
        return True
    try:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # this file system has no locks
        return True
    return True


def is_locked(path: Path) -> bool:
    """Tell whether somebody else holds the lock of a file; a file that is not there, or no file, is not locked."""
    if not os.path.isfile(path):  # noqa: PTH113 # Path.is_file raises OSError for a name that is too long
        return False
    try:
        number = os.open(path, os.O_RDONLY)
    except OSError:
        return False
    try:
        return not try_to_lock(number)
    finally:
        os.close(number)


@contextmanager
def folder_locked(folder: Path) -> Iterator[None]:
    """Have a folder to oneself while the block runs; whoever comes later waits. The lock leaves no file behind."""
    if sys.platform == "win32":
        yield
        return
    number = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):  # this file system has no locks
            fcntl.flock(number, fcntl.LOCK_EX)
        yield
    finally:
        os.close(number)
