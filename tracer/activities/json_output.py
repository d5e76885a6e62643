"""Where JSON goes while somebody's app runs in this process: to the standard output, and nothing else goes there."""

import io
import json
import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

from tracer.activities.standard_streams import stream_on
from tracer.errors import json_escaped
from tracer.trace.json_format import json_lines

if TYPE_CHECKING:
    from collections.abc import Callable

    from tracer.trace.events import Trace


class JsonOutput:
    """The standard output, for lines of JSON alone.

    From now on, whatever the app prints goes to the standard error: by ``print``, by the file descriptor, by the
    processes that it starts, and to the end of this process. It may close or replace ``sys.stdout``, too.
    """

    def __init__(self) -> None:
        self._write_text: Callable[[str], object]
        own = sys.stdout
        try:
            own.flush()
            number = own.fileno()
        except (io.UnsupportedOperation, OSError, ValueError, AttributeError):
            # It is no file: nobody but this Python can write there.
            self._write_text = own.write
            sys.stdout = sys.stderr
            return
        self._number = os.dup(number)
        self._write_text = self._write_to_file
        with suppress(OSError, ValueError, AttributeError):
            os.dup2(sys.stderr.fileno(), number)
        # The app gets a stream of its own: it may close it, and ours stays open.
        sys.stdout = stream_on(os.dup(number), own)

    def write_json(self, value: object) -> None:
        """Write a value as one line, in ASCII.

        Raises:
            OSError: Nobody reads it any more, or the disk is full.
        """
        self.write(json.dumps(value, ensure_ascii=True, allow_nan=False))

    def write_trace(self, trace: "Trace") -> None:
        """Write a trace in the form in which it is saved."""
        self.write("\n".join(json_lines(trace)))

    def write(self, text: str) -> None:
        """Write a text of JSON and the end of its line."""
        self._write_text(f"{json_escaped(text)}\n")

    def _write_to_file(self, text: str) -> None:
        left = memoryview(text.encode("ascii", "backslashreplace"))
        while left:
            left = left[os.write(self._number, left) :]
