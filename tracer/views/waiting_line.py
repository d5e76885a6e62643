"""What is said while a person waits: a line that goes away again, or one that stays where nothing can be drawn over."""

from contextlib import AbstractContextManager
from types import TracebackType
from typing import Self

from rich.progress import Progress, TextColumn, TimeElapsedColumn

from tracer.views.terminal import Terminal


class WaitingLine(AbstractContextManager["WaitingLine"]):
    """Says what is done while nothing else is shown, on the standard error, and only to a person at a terminal.

    Args:
        terminal: The terminal.
        what: What is done.
    """

    def __init__(self, terminal: Terminal, what: str) -> None:
        self._terminal = terminal
        self._what = what
        self._progress = Progress(
            TextColumn("{task.description}"),
            TimeElapsedColumn(),
            console=terminal.err,
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
            disable=not terminal.shows_progress,
        )

    def __enter__(self) -> Self:
        if self._terminal.tells_progress:
            self._terminal.tell(f"{self._what}.")
        self._progress.add_task(self._what, total=None)
        if self._terminal.shows_progress:
            self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._terminal.shows_progress:  # older Rich ends also one that was never drawn, with an empty line
            self._progress.stop()
