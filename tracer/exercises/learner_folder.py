"""The folder in which a learner mends an app: made once, never written over, and put back only on demand."""

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from fnmatch import fnmatch
from itertools import count
from pathlib import Path

from tracer.errors import ExerciseError
from tracer.exercises.runs import write_files

_NOT_THE_LEARNERS = ("__pycache__", "venv", "env", "node_modules", "instance", ".*")
"""Folders in which somebody else writes; what an app keeps in ``instance`` is none of its sources."""

_SOURCES = frozenset({".py", ".html", ".htm", ".jinja", ".jinja2", ".j2", ".css", ".js"})
"""How the names of the files end in which a save can change what the app does."""


@dataclass(frozen=True)
class LearnerFolder:
    """A folder with an exercise.

    Attributes:
        path: The folder.
        handed_out: The texts of the files that the learner is given, by their paths in the folder.
    """

    path: Path
    handed_out: Mapping[str, str]

    def make(self) -> None:
        """Write what is not there yet. What lies there stays as it is.

        Raises:
            ExerciseError: It cannot be written.
        """
        with self._understandable("written"):
            missing = {name: text for name, text in self.handed_out.items() if not (self.path / name).exists()}
            write_files(missing, self.path)

    def changed(self) -> tuple[str, ...]:
        """Return the files that are not as they were handed out, the sources that the learner has added among them.

        Raises:
            ExerciseError: They cannot be read.
        """
        with self._understandable("read"):
            added = [name for name in self.sources() if name not in self.handed_out]
            return (*(name for name, text in self.handed_out.items() if self._content(name) != text.encode()), *added)

    def sources(self) -> dict[str, bytes]:
        """Return what stands now in the files on which it depends what the app does, by their paths in the folder.

        Raises:
            ExerciseError: One cannot be read.
        """
        with self._understandable("read"):
            return {name: self._content(name) or b"" for name in sorted(self._source_names())}

    def put_back(self) -> Path:
        """Make the folder as it was handed out, and keep what lay there in another one beside it.

        An editor may have the files open and somebody may watch the folder, so it stays where it is.

        Returns:
            The folder in which the learner's files are kept.

        Raises:
            ExerciseError: It cannot be written.
        """
        with self._understandable("written"):
            kept = self._free_name()
            shutil.copytree(self.path, kept, ignore=shutil.ignore_patterns(*_NOT_THE_LEARNERS))
            for name in [*self._source_names()]:
                if name not in self.handed_out:
                    (self.path / name).unlink()
            write_files(self.handed_out, self.path)
        return kept

    def _content(self, name: str) -> bytes | None:
        """Return the content of a file with the line ends with which it was handed out; None where it is not there."""
        try:
            return (self.path / name).read_bytes().replace(b"\r\n", b"\n")
        except FileNotFoundError:
            return None

    def _source_names(self) -> Iterator[str]:
        for folder, below, files in os.walk(self.path):
            below[:] = [name for name in below if not any(fnmatch(name, other) for other in _NOT_THE_LEARNERS)]
            for name in files:
                path = Path(folder, name)
                if path.suffix in _SOURCES and not name.startswith("."):
                    yield path.relative_to(self.path).as_posix()

    def _free_name(self) -> Path:
        names = (self.path.with_name(f"{self.path.name}-kept-{number}") for number in count(1))
        return next(path for path in names if not path.exists())

    @contextmanager
    def _understandable(self, done: str) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            where = error.filename or self.path
            reason = error.strerror or error
            raise ExerciseError(
                f"{where} cannot be {done}: {reason}. Mend that, or name another folder: --folder DIR"
            ) from error
