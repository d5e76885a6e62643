"""Saved traces: a trace as a file, written at once or line by line while it grows, and read again.

Reading needs nothing but the standard library, so that showing a saved trace is quick.
"""

import gc
import json
import math
import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TextIO

from tracer.errors import TraceFileError, UsageError
from tracer.file_lock import is_locked, try_to_lock
from tracer.input_file import LARGE, read_input
from tracer.trace.events import Event, Trace
from tracer.trace.json_format import FORMAT, SAVE_AGAIN, event_to_plain, head_to_plain, json_lines, trace_from_plain
from tracer.trace.plain_values import Plain

LINES = "lines"
"""The key in the head that says that the events follow line by line."""

_MOST_DIGITS = 400
"""Longer numbers are no facts of a login, and Python refuses to read them from 4,300 digits on."""


def save_trace(trace: Trace, path: Path) -> None:
    """Write a trace to a file: all of it, or nothing at all.

    Raises:
        TraceFileError: The file cannot be written, or a watch is writing there.
        UsageError: The name stands for the standard output.
    """
    if str(path) == "-":
        raise UsageError("A trace is saved in a file. To write it to the standard output, use --json.")
    text = "".join(f"{line}\n" for line in json_lines(trace))
    if is_locked(path):
        raise _being_written(path)
    try:
        if path.exists() and not path.is_file():
            # A pipe or a device cannot be replaced by another file.
            path.write_text(text, encoding="ascii")
            return
        _replace(Path(os.path.realpath(path)), text)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise TraceFileError(f"{path}: the trace cannot be written there ({reason}). Name another file.") from error


def loads(text: str) -> Trace:
    """Return the trace in a text of JSON.

    Raises:
        TraceFileError: The text is no JSON or was cut off, or it is no trace.
    """
    if is_written_in_lines(text):
        return read_lines(text)
    try:
        value = _parsed(text)
    except ValueError as error:
        if f'"{FORMAT}"' in text[:200]:
            raise TraceFileError(
                f"the saved trace is incomplete or damaged: {error}. It may have been cut off while it was copied; "
                f"copy it again. {SAVE_AGAIN}"
            ) from error
        raise TraceFileError(f"this is not a saved trace, not even JSON: {error}. {SAVE_AGAIN}") from error
    return trace_from_plain(value)


def load_trace(path: Path) -> Trace:
    """Return the trace in a file.

    Raises:
        TraceFileError: The file cannot be read, or it holds no trace that can be read; the message says why.
    """
    try:
        text = read_input(path, LARGE)
    except FileNotFoundError as error:
        raise TraceFileError(f"{path}: there is no such file. {SAVE_AGAIN}") from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise TraceFileError(f"{path}: the file cannot be read ({reason}). Name a saved trace.") from error
    except UnicodeDecodeError as error:
        raise TraceFileError(f"{path}: this is not a saved trace, not even text. {SAVE_AGAIN}") from error
    try:
        with _nothing_collected():
            return loads(text)
    except TraceFileError as error:
        raise TraceFileError(f"{path}: {error}") from error


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """Let Python not look for garbage: of a trace that is read everything stays, and looking takes a third of it."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def is_written_in_lines(text: str) -> bool:
    """Tell whether a text is a trace that was written as it went."""
    try:
        head = json.loads(text.partition("\n")[0])
    except (ValueError, RecursionError):
        return False
    return isinstance(head, dict) and head.get(LINES) is True


def read_lines(text: str) -> Trace:
    """Return the trace in a text of lines.

    Raises:
        TraceFileError: A line is damaged, other than a last one that was cut off.
    """
    complete = text.split("\n")[:-1]  # behind the last line break stands nothing, or what was cut off
    values = []
    for number, line in enumerate(complete, 1):
        try:
            values.append(_parsed(line))
        except ValueError as error:
            raise TraceFileError(
                f"the saved trace is damaged at line {number}: {error}. Copy the file again."
            ) from error
    head, *events = values
    head.pop(LINES)
    # The start and the steps are derived from the events; a reader never looks at them.
    return trace_from_plain({**head, "events": events, "start": {}, "steps": []})


class TraceWriter:
    """Writes a trace to a file while it grows.

    The file is locked meanwhile: nobody else who saves a trace writes there.

    Args:
        path: The file; what it held before is gone.

    Attributes:
        replaces: Whether it held something before.

    Raises:
        TraceFileError: The file cannot be written, or a trace is being written there.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self.replaces = False
        self._file: TextIO = self._opened()

    def begin(self, trace: Trace) -> None:
        """Write what stands before the events. Raises TraceFileError."""
        self._write([{**head_to_plain(trace), LINES: True}])

    def add(self, events: Iterable[Event]) -> None:
        """Write events, and see to it that they are on the disk.

        Raises:
            TraceFileError: The disk is full, or the file can no longer be written.
        """
        self._write(map(event_to_plain, events))

    def close(self) -> None:
        """Close the file, whatever has become of it."""
        with suppress(OSError):
            self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def _opened(self) -> TextIO:
        try:
            # A pipe that nobody reads is refused, not waited for; and nothing is cut off before the lock is there.
            flags = os.O_WRONLY | os.O_CREAT | getattr(os, "O_NONBLOCK", 0)
            number = os.open(self._path, flags, 0o666)
        except (OSError, ValueError) as error:
            raise self._failed(error) from error
        if not try_to_lock(number):
            os.close(number)
            raise _being_written(self._path)
        file = open(number, "w", encoding="ascii", newline="\n")  # noqa: PTH123, SIM115 # a number; closed by close()
        if stat.S_ISREG((found := os.fstat(number)).st_mode):
            self.replaces = found.st_size > 0
            os.ftruncate(number, 0)
        elif hasattr(os, "set_blocking"):
            os.set_blocking(number, True)
        return file

    def _write(self, values: Iterable[dict[str, Plain]]) -> None:
        try:
            for value in values:
                self._file.write(json.dumps(value, ensure_ascii=True, allow_nan=False) + "\n")
            self._file.flush()
        except OSError as error:
            raise self._failed(error) from error

    def _failed(self, error: OSError | ValueError) -> TraceFileError:
        reason = getattr(error, "strerror", None) or str(error)
        return TraceFileError(f"{self._path}: the trace cannot be written there ({reason}). Name another file.")


def _being_written(path: Path) -> TraceFileError:
    return TraceFileError(f"{path}: a watch is writing its trace there now. Name another file, or end that one first.")


def _replace(target: Path, text: str) -> None:
    """Put a new file in the place of an old one at once, so that no reader ever sees half of it."""
    unfinished = target.with_name(f".{target.name}.{os.getpid()}.unfinished")
    try:
        with unfinished.open("x", encoding="ascii", newline="\n") as file:
            file.write(text)
        unfinished.replace(target)
    except BaseException:
        with suppress(OSError):
            unfinished.unlink()
        raise


def _parsed(text: str) -> Any:
    """Return what a text of JSON says. Raises ValueError, with a reason that a person understands."""
    try:
        return json.loads(text, parse_int=_whole, parse_float=_finite, parse_constant=_not_json)
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error


def _whole(text: str) -> int:
    if len(text) > _MOST_DIGITS:
        raise ValueError(f"the number {text[:20]}... is too large")
    return int(text)


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"the number {text[:20]} is too large")
    return number


def _not_json(text: str) -> float:
    raise ValueError(f"{text} is no JSON")
