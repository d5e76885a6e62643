"""A file that somebody hands in: read as text, and never so that a pipe, a device or its size can hang a command."""

import errno
import os
import stat
from pathlib import Path

SMALL = 1_000_000
"""In bytes. What people write by hand, a lesson, a table or answers, is never larger."""

LARGE = 500_000_000
"""In bytes. A saved trace of a million events is not larger."""

_AT_ONCE = 1 << 20
"""So many bytes are read at once."""


class NoInputFileError(OSError):
    """What is named is no file that can be read; ``strerror`` says why, in words that follow "cannot be read"."""

    def __str__(self) -> str:
        return str(self.strerror)


def read_input(path: Path, most: int, *, encoding: str = "utf-8-sig", regular: bool = False) -> str:
    """Return the text of a file.

    A named pipe into which nobody writes is an empty text, and a device is read up to the limit.

    Args:
        path: The file.
        most: How many bytes it may hold.
        encoding: How its text is written.
        regular: Whether a pipe and a device are refused, for they lie in no folder of files by accident.

    Raises:
        OSError: It cannot be read, is too large, or is no regular file.
        UnicodeDecodeError: It is no text.
    """
    return _bytes_of(path, most, regular=regular).decode(encoding)


def is_there(path: Path) -> bool:
    """Tell whether there is anything at a path, a folder or a file.

    ``Path.exists`` raises OSError for a name that is too long for a file, and for what one may not look at.
    """
    return os.path.exists(path)  # noqa: PTH110 # as above


def is_file(path: Path) -> bool:
    """Tell whether there is a file at a path; see ``is_there``."""
    return os.path.isfile(path)  # noqa: PTH113 # as above


def is_folder(path: Path) -> bool:
    """Tell whether there is a folder at a path; see ``is_there``."""
    return os.path.isdir(path)  # noqa: PTH112 # as above


def _bytes_of(path: Path, most: int, *, regular: bool) -> bytes:
    # Without O_NONBLOCK a pipe that nobody writes into would be waited for.
    try:
        number = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except ValueError as error:  # a name with a zero byte
        raise NoInputFileError(errno.EINVAL, str(error)) from error
    with open(number, "rb", buffering=0) as file:  # noqa: PTH123 # a number, no path
        mode = os.fstat(number).st_mode
        if stat.S_ISDIR(mode):
            raise NoInputFileError(errno.EISDIR, os.strerror(errno.EISDIR))
        if not stat.S_ISREG(mode):
            if regular:
                raise NoInputFileError(errno.EINVAL, "it is a pipe or a device, and no file")
            os.set_blocking(number, True)
        found = bytearray()
        while len(found) <= most and (some := file.read(min(_AT_ONCE, most + 1 - len(found)))):
            found += some
    if len(found) > most:
        raise NoInputFileError(errno.EFBIG, f"it is larger than {most / 1_000_000:g} MB")
    return bytes(found)
