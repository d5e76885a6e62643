"""Whose code it is, by the file that it is from: the app's, an installed library's, Python's, or the tracer's own.

An app that is installed as a library is taken for one here; who knows its package knows better.
"""

import sysconfig
from functools import lru_cache
from pathlib import Path

_FOLDERS_OF_LIBRARIES = ("/site-packages/", "/dist-packages/")
_TEXTS_OF_APPS = frozenset({"<template>", "<stdin>", "<string>", "<unknown>"})
"""What stands in the place of a file where an app has given its code, or a template, as text."""


def _folders(*names: str) -> tuple[str, ...]:
    return tuple({f"{_with_slashes(sysconfig.get_path(name)).rstrip('/')}/" for name in names})


def _with_slashes(path: str) -> str:
    return path.replace("\\", "/")


_OF_LIBRARIES = _folders("purelib", "platlib")
_OF_PYTHON = _folders("stdlib", "platstdlib")
_OF_TRACER = f"{_with_slashes(str(Path(__file__).resolve().parents[1]))}/"


@lru_cache(maxsize=4096)
def is_file_of_library(file: str) -> bool:
    """Tell whether a file belongs to an installed library: not to Python itself, and to nobody's own code."""
    path = _with_slashes(file)
    return any(folder in path for folder in _FOLDERS_OF_LIBRARIES) or path.startswith(_OF_LIBRARIES)


def is_file_of_tracer(file: str) -> bool:
    """Tell whether a file belongs to the tracer itself."""
    return _with_slashes(file).startswith(_OF_TRACER)


@lru_cache(maxsize=4096)
def is_file_of_app(file: str) -> bool:
    """Tell whether a file belongs to the app: neither to a library, nor to Python, nor to the tracer.

    Args:
        file: The file as code names it (``co_filename``). What is in angle brackets a library or Python has made while
            it ran, unless it is known to be a text of the app's.
    """
    if file.startswith("<"):
        return file in _TEXTS_OF_APPS
    return not (is_file_of_library(file) or is_file_of_tracer(file) or _with_slashes(file).startswith(_OF_PYTHON))
