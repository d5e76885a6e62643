"""A trace that is written as it goes: a line for its head, then a line for each event.

Each event is on the disk as soon as its request is answered, so whoever crashes loses nothing. A last line that was
cut off is left out when the file is read again.
"""

import json
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Self, TextIO

from tracer.errors import TraceFileError
from tracer.plain import Plain
from tracer.trace import Event, Trace
from tracer.trace_json import event_to_plain, head_to_plain, trace_from_plain

LINES = "lines"
"""The key in the head that says that the events follow line by line."""


class TraceWriter:
    """Writes a trace to a file while it grows.

    Args:
        path: The file; what it held before is gone.
        trace: Whose events will follow.

    Raises:
        TraceFileError: The file cannot be written.
    """

    def __init__(self, path: Path, trace: Trace) -> None:
        self._path = path
        self._file: TextIO = self._opened()
        self._write([{**head_to_plain(trace), LINES: True}])

    def add(self, events: Iterable[Event]) -> None:
        """Write events, and see to it that they are on the disk.

        Raises:
            TraceFileError: The disk is full, or the file can no longer be written.
        """
        self._write(map(event_to_plain, events))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._file.close()

    def _opened(self) -> TextIO:
        try:
            return self._path.open("w", encoding="ascii", newline="\n")
        except OSError as error:
            raise self._failed(error) from error

    def _write(self, values: Iterable[dict[str, Plain]]) -> None:
        try:
            for value in values:
                self._file.write(json.dumps(value, ensure_ascii=True, allow_nan=False) + "\n")
            self._file.flush()
        except OSError as error:
            raise self._failed(error) from error

    def _failed(self, error: OSError) -> TraceFileError:
        reason = error.strerror or str(error)
        return TraceFileError(f"{self._path}: the trace cannot be written there ({reason}). Name another file.")


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
    first, *lines = text.split("\n")
    head = json.loads(first)
    complete = lines[:-1]  # behind the last line break stands nothing, or what was cut off
    events = []
    for number, line in enumerate(complete, 2):
        try:
            events.append(json.loads(line))
        except ValueError as error:
            raise TraceFileError(
                f"the saved trace is damaged at line {number}: {error}. Copy the file again."
            ) from error
    head.pop(LINES)
    # The start and the steps are derived from the events; a reader never looks at them.
    return trace_from_plain({**head, "events": events, "start": {}, "steps": []})
