"""The standard output of a child process, kept for what it answers: what an app prints must not get among that."""

import io
import os
import sys
from typing import TextIO


def take_standard_output() -> TextIO:
    """Return the standard output as a file for this process only; what is printed from now on is an error's."""
    private = os.dup(1)  # no process that the app may start inherits it
    os.dup2(2, 1)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(line_buffering=True)  # so that the last words before a crash are heard
    return os.fdopen(private, "w", encoding="ascii", buffering=1)
