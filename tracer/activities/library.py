"""The library of lessons that a command works with."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from tracer.activities.standard_streams import tell

if TYPE_CHECKING:
    from tracer.lessons.library import Library


def library_of(folders: tuple[Path, ...]) -> "Library":
    """Return the library with the learner's own folders before the built-in lessons."""
    from tracer.lessons.library import BUILT_IN, Library  # noqa: PLC0415 # 40 ms; completion of a command needs none

    return Library((*folders, BUILT_IN), cache(tell))  # what comes again is told once


def folder_options(folders: Iterable[Path]) -> tuple[str, ...]:
    """Return the words of a command line by which it finds the learner's own lessons."""
    return tuple(word for folder in folders for word in ("--lessons", str(folder)))
