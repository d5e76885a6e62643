"""The libraries around the tracer: in which versions they are here, and which extra installs one that is missing."""

import platform
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from importlib.metadata import PackageNotFoundError, version

from tracer.errors import NotInstalledError

FLASK_SIDE = ("flask", "flask-login", "werkzeug", "blinker")
"""The libraries that an app of Flask runs on."""

QUART_SIDE = (*FLASK_SIDE, "quart", "quart-flask-patch")
"""The libraries that the Quart demo app runs on."""

EXERCISE_SIDE = ("flask-sqlalchemy", "flask-wtf")
"""The libraries that some exercises are written with, besides those of Flask."""

LIBRARIES = ("python", *QUART_SIDE)
"""What a lesson can require, with Python itself."""

_LAST_PYTHON_FOR_QUART = (3, 13)
"""quart-flask-patch changes the inside of asyncio and fails on 3.14; the extra in pyproject.toml says so too."""


@cache
def installed_version(name: str) -> str | None:
    """Return the version of a library, or of "python"; None where it is not installed.

    It is looked up once: what is imported stays what it is.
    """
    if name == "python":
        return platform.python_version()
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def is_version(text: str) -> bool:
    """Tell whether a text is a version as a lesson writes it: numbers with dots between them."""
    return re.fullmatch(r"\d+(\.\d+)*", text) is not None


def unmet(required: Mapping[str, str]) -> str | None:
    """Return which libraries are missing or too old here, in words; None when all is there.

    Args:
        required: The lowest versions of libraries, by their names.
    """
    told = []
    for name, lowest in required.items():
        here = installed_version(name)
        if here is None:
            told.append(f"{name} {lowest} or later, which is not installed")
        elif _numbers(here) < _numbers(lowest):
            told.append(f"{name} {lowest} or later, and {here} is installed")
    return "; and ".join(told) or None


def _numbers(text: str) -> tuple[int, ...]:
    """Return the numbers of a version, without zeros at the end: ``3.1.0rc1`` comes as early as ``3.1``."""
    release = re.match(r"\d+(\.\d+)*", text)
    numbers = [int(number) for number in release.group().split(".")] if release else []
    while numbers and numbers[-1] == 0:
        numbers.pop()
    return tuple(numbers)


def remedy(extra: str) -> str:
    """Return how the libraries of an extra are installed, as a sentence."""
    if extra == "quart" and sys.version_info[:2] > _LAST_PYTHON_FOR_QUART:
        last = ".".join(map(str, _LAST_PYTHON_FOR_QUART))
        return f"quart-flask-patch works on Python {last} and earlier: run this with one of them."
    return f"Install it with: pip install 'login-flow-tracer[{extra}]'"


def require_installed(names: Sequence[str], extra: str, what: str) -> None:
    """Say it where libraries are missing that only an extra installs.

    Args:
        names: The libraries.
        extra: The name of the extra.
        what: What needs them, as the subject of a sentence.

    Raises:
        NotInstalledError: One of them is not installed.
    """
    missing = [name for name in names if installed_version(name) is None]
    if missing:
        verb = "is" if len(missing) == 1 else "are"
        raise NotInstalledError(f"{what} needs {' and '.join(missing)}, which {verb} not installed. {remedy(extra)}")


NAME_A_FOLDER = "set TRACER_HOME to a folder of your own"
"""What can be done where nothing is installed that knows the platform's folder for user data."""


@contextmanager
def imported_from(extra: str, what: str, *, or_else: str = "") -> Iterator[None]:
    """Import what only an extra installs.

    Args:
        extra: The name of the extra.
        what: What needs it, as the subject of a sentence.
        or_else: What can be done instead: ``set TRACER_HOME``.

    Raises:
        NotInstalledError: A library is not installed.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        library = (error.name or "").partition(".")[0]
        if library in {"", "tracer"}:
            raise
        told = f"{what} needs {library}, which is not installed. {remedy(extra)}"
        raise NotInstalledError(f"{told}, or {or_else}" if or_else else told) from error
