"""The command that runs somebody's tests, as it was typed."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath
from shlex import join
from typing import Self

from tracer.errors import UsageError

_BY_MODULE = ("-m", "pytest")


@dataclass(frozen=True)
class SuiteCommand:
    """A command that runs tests with pytest.

    Attributes:
        words: The words before its arguments: ``pytest``, or ``python -m pytest``.
        arguments: The arguments of pytest.
        on_path: What it puts first on the path of Python.
    """

    words: tuple[str, ...]
    arguments: tuple[str, ...]
    on_path: tuple[str, ...]

    @classmethod
    def of(cls, typed: tuple[str, ...], environment: Mapping[str, str], folder: Path) -> Self:
        """Return the command that was typed.

        Args:
            typed: Its words.
            environment: The variables of the environment.
            folder: The current folder.

        Raises:
            UsageError: It does not run pytest.
        """
        count = 3 if typed[1:3] == _BY_MODULE and PurePath(typed[0]).name.startswith("python") else 1
        if not typed or (count == 1 and PurePath(typed[0]).name not in {"pytest", "py.test", "pytest.exe"}):
            told = f"This is another one: {join(typed)}" if typed else "Nothing stands there."
            raise UsageError(
                "Behind -- comes the command that runs your tests: pytest, or python -m pytest, and its arguments. "
                f"{told}"
            )
        given = [Path(entry).resolve() for entry in environment.get("PYTHONPATH", "").split(os.pathsep) if entry]
        here = count > 1 or folder.resolve() in given
        return cls(typed[:count], typed[count:], (str(folder),) if here else ())

    def line(self, *arguments: str) -> str:
        """Return the command line with other arguments, for a shell."""
        return join([*self.words, *arguments])
