"""The command lines that messages suggest: they begin as the person has called the tracer."""

import sys
from pathlib import PurePath
from shlex import join

SCRIPT = "login-tracer"
"""The command that an installation puts on the path."""

AS_MODULE = "python -m tracer"
"""How the tracer is called where it is not on the path."""


def called_as() -> str:
    """Return how this process has called the tracer: by its script, or else as a module of Python."""
    called = PurePath(sys.argv[0]).name if sys.argv else ""
    return SCRIPT if called.startswith(SCRIPT) else AS_MODULE


def command_line(*words: str) -> str:
    """Return a whole command line that can be copied into a shell.

    Args:
        words: The words after the name of the tracer.
    """
    return f"{called_as()} {join(words)}" if words else called_as()


def as_called(text: str) -> str:
    """Return a text whose command lines begin as the person has called the tracer. Written they are for a clone."""
    return text.replace(AS_MODULE, called_as())
