"""The one tree of errors.

Every message says what is wrong, where it is, and what to do about it. The command line prints the message
and leaves with the error's ``exit_code``; it never prints a traceback for one of these.
"""

from collections.abc import Sequence
from difflib import get_close_matches

from tracer.command_line import called_as

INTERRUPTED = 130
"""The exit code of a command that was ended by Ctrl-C."""


UNFORESEEN = 70
"""The exit code after an error that nobody foresaw (EX_SOFTWARE of sysexits.h); 1 is a verdict and no failure."""


class TracerError(Exception):
    """Something the user can mend. The message ends with the remedy."""

    exit_code = 3

    def __str__(self) -> str:
        return printable(super().__str__())


class FormerNameWarning(UserWarning):
    """Something is named as an earlier version named it. It works; the message says what it is called today."""


class UsageError(TracerError):
    """The command was given a word that it does not know: a scenario, a lesson, a step, a variable."""

    exit_code = 2


class NotGivenError(UsageError):
    """A lesson runs on an app or on a trace that whoever runs it gives, and it is not given."""


class ScenarioError(TracerError):
    """A scenario cannot be performed as it is written.

    Args:
        message: What is wrong, and what to do about it.
        place: Where in the scenario, by keys and indices: ``("actions", 2, "page")``; empty for the whole.
        others: What else is wrong in it, where that is known already.
    """

    def __init__(
        self, message: str, place: tuple[str | int, ...] = (), others: "tuple[ScenarioError, ...]" = ()
    ) -> None:
        super().__init__(message)
        self.place = place
        self.others = others


class LessonError(TracerError):
    """A lesson file cannot be loaded.

    Args:
        message: What is wrong, and what to do about it.
        line: On which line of the file, from 1; 0 where that is not known.
    """

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.line = line


class ExerciseError(TracerError):
    """An exercise cannot be loaded, or its folder cannot be read or written."""


class TableError(TracerError):
    """A static table that somebody has written cannot be loaded."""


class TraceFileError(TracerError):
    """A saved trace cannot be loaded or written."""


class AppError(TracerError):
    """An app cannot be loaded, started or recorded."""


class SuiteError(TracerError):
    """Somebody's own tests fail on the app as it is, or cannot be run."""


class NotInstalledError(TracerError):
    """A library is needed that is not installed, is too old, or does not work on this Python."""


class ClaimError(TracerError):
    """A claim points at nothing, or at more than one thing, in the trace that it speaks of."""


class ProgressError(TracerError):
    """The learner's progress cannot be read or written."""


class VotesError(TracerError):
    """The votes of a class cannot be written, or what was typed is not a number of hands."""


_FEW = 24
"""A message lists at most this many names; the others are counted."""


def unknown(what: str, name: str, known: Sequence[str], listed_by: str = "list") -> str:
    """Return the message for a name that is not known, with the nearest one that is.

    Args:
        what: What it should name.
        name: The name.
        known: The names that are known.
        listed_by: The command that lists them, where they are too many for a message.
    """
    close = get_close_matches(name, known, n=1)
    if close:
        return f'There is no {what} "{name}". Did you mean "{close[0]}"?'
    if len(known) > _FEW:
        return (
            f'There is no {what} "{name}", and none of the {len(known)} others has a similar name. See: '
            f"{called_as()} {listed_by}"
        )
    return f'There is no {what} "{name}". There are: {", ".join(known)}.'


def not_there(what: str, name: str, known: Sequence[str]) -> str:
    """Return the message for something that the app of a scenario has not, with the nearest one and all that it has."""
    close = get_close_matches(name, known, n=1)
    meant = f' Did you mean "{close[0]}"?' if close else ""
    return f'the app has no {what} "{name}".{meant} It has: {", ".join(known)}.'


def printable(text: str) -> str:
    """Return a text without the control characters by which a recorded value could steer the terminal."""
    if text.isprintable():
        return text
    return "".join(char if char == "\n" or not _controls(char) else "\N{REPLACEMENT CHARACTER}" for char in text)


def json_escaped(text: str) -> str:
    """Return a text of JSON in which control characters stand as escapes: the same value, and no terminal obeys it.

    JSON itself demands it of C0 only (RFC 8259, section 7).
    """
    if text.isprintable():
        return text
    return "".join(f"\\u{ord(char):04x}" if char != "\n" and _controls(char) else char for char in text)


def _controls(char: str) -> bool:
    # C0 and C1, DEL, and the marks that change the direction of what follows.
    return ord(char) < 0x20 or 0x7F <= ord(char) < 0xA0 or char in "\u061c\u200e\u200f\u2028\u2029" or _redirects(char)  # noqa: PLR2004 # the limits of C0 and C1


def _redirects(char: str) -> bool:
    return "\u202a" <= char <= "\u202e" or "\u2066" <= char <= "\u2069"
