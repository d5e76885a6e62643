"""What is said while a person waits: a line that goes away again, or one that stays where nothing can be drawn over."""

from contextlib import AbstractContextManager
from types import TracebackType
from typing import Self

from rich.progress import Progress, ProgressColumn, TextColumn, TimeElapsedColumn

from tracer.views.terminal import Terminal


class TerminalProgress(Progress):
    """What Rich draws on the standard error while something is done, and takes away again; nothing for nobody.

    Args:
        terminal: The terminal.
        columns: What is drawn, before the time that has passed.
        redirects: Whether what is printed meanwhile is put above it.
    """

    def __init__(self, terminal: Terminal, *columns: ProgressColumn, redirects: bool = True) -> None:
        super().__init__(
            *columns,
            TimeElapsedColumn(),
            console=terminal.err,
            transient=True,
            redirect_stdout=redirects,
            redirect_stderr=redirects,
            disable=not terminal.shows_progress,
        )

    def start(self) -> None:
        """Begin to draw."""
        if not self.disable:
            super().start()

    def stop(self) -> None:
        """Take away what is drawn. Older Rich would end also what was never drawn, with an empty line."""
        if not self.disable:
            super().stop()


class WaitingLine(AbstractContextManager["WaitingLine"]):
    """Says what is done while nothing else is shown, on the standard error, and only to a person at a terminal.

    Args:
        terminal: The terminal.
        what: What is done.
    """

    def __init__(self, terminal: Terminal, what: str) -> None:
        self._terminal = terminal
        self._what = what
        self._progress = TerminalProgress(terminal, TextColumn("{task.description}"), redirects=False)

    def __enter__(self) -> Self:
        if self._terminal.tells_progress:
            self._terminal.tell(f"{self._what}.")
        self._progress.add_task(self._what, total=None)
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._progress.stop()
