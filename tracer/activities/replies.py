"""Where the replies to a quiz come from: a person, a file, or nobody."""

import sys
from collections.abc import Collection
from pathlib import Path
from typing import Protocol, TextIO

from tracer.activities.terminal_input import typed_line
from tracer.errors import UsageError, unknown
from tracer.input_file import SMALL, read_input
from tracer.quiz.keys import QUIZ_KEYS
from tracer.quiz.question_kinds.posed_question import PosedQuestion, ReplyError
from tracer.views.terminal import Terminal


class Replies(Protocol):
    """Where replies come from."""

    def read(self, posed: PosedQuestion) -> str:
        """Return the next reply to a question. Raises EOFError where there is none."""

    def refused(self, error: ReplyError) -> None:
        """Hear that the last reply was not an answer. May raise UsageError where nobody can be asked again."""


class Typed:
    """Replies that a person types, or that are piped into standard input.

    Args:
        terminal: Where the prompt is written, when a person types.
        stream: What is read.
        tables: Whether there are tables that one can look at again.
    """

    def __init__(self, terminal: Terminal, stream: TextIO | None = None, *, tables: bool = True) -> None:
        self._terminal = terminal
        self._stream = stream or sys.stdin
        self._tables = tables

    @property
    def interactive(self) -> bool:
        """Whether a person types."""
        return self._stream.isatty()

    def read(self, posed: PosedQuestion) -> str:
        """Return the next line. Ctrl-D leaves, as the key for it does."""
        if self.interactive:
            self._terminal.ask(f"Your answer ({_keys(posed, tables=self._tables)}): ")
        line = typed_line(self._stream)
        if not line:
            if not self.interactive:
                raise EOFError
            self._terminal.tell("")  # Ctrl-D leaves the cursor behind the prompt
            return "quit"
        if not self.interactive:
            self._terminal.write(f"Answer: {line.strip()}")
        return line.strip()

    def refused(self, error: ReplyError) -> None:
        """Say what an answer looks like; the next line is read."""
        self._terminal.tell(str(error))


def _keys(posed: PosedQuestion, *, tables: bool) -> str:
    there = {"hint": bool(posed.hints), "table": tables}
    return ", ".join(f"{key.keys[0]} {key.short}" for key in QUIZ_KEYS if key.short and there.get(key.does, True))


class Nobody:
    """No replies at all."""

    def read(self, posed: PosedQuestion) -> str:  # noqa: ARG002 # the form of all replies
        """Raise EOFError."""
        raise EOFError

    def refused(self, error: ReplyError) -> None:
        """Never called: nothing was replied."""
        raise error


class FromFile:
    """Replies that stand in a file, one per line.

    A line is a reply, or the id of a question, a colon and the reply to that question. Empty lines and lines that
    begin with # are passed over.

    Args:
        path: The file.
        questions: The ids of the questions that may be named; None does not look.

    Raises:
        UsageError: The file cannot be read, or names a question that does not exist.
    """

    def __init__(self, path: Path, questions: Collection[str] | None = None) -> None:
        self._path = path
        try:
            text = read_input(path, SMALL)
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError(f"{path}: the answers cannot be read ({error}). They are lines of text.") from error
        lines = enumerate((line.strip() for line in text.splitlines()), start=1)
        self._lines = [(number, line) for number, line in lines if line and not line.startswith("#")]
        self._last = 0
        for number, line in self._lines:
            name, colon, _ = line.partition(":")
            if colon and questions is not None and name.strip() not in questions:
                raise UsageError(f"{path}, line {number}: {unknown('question', name.strip(), [*questions])}")

    def read(self, posed: PosedQuestion) -> str:
        """Return the next line that is for this question."""
        for index, (number, line) in enumerate(self._lines):
            name, colon, reply = line.partition(":")
            if not colon or name.strip() == posed.id:
                del self._lines[index]
                self._last = number
                return reply.strip() if colon else line
        if self._lines:
            return "skip"
        raise EOFError

    def refused(self, error: ReplyError) -> None:
        """Name the line; nobody can be asked again."""
        raise UsageError(f"{self._path}, line {self._last}: {error}") from error
