"""What is said after a crash: what happened, where the report lies, and how to go on."""

import traceback
from pathlib import Path


class CrashError(Exception):
    """Something that must not happen has happened. The terminal has been restored when this is printed.

    Args:
        error: What has happened.
        home: The folder in which the report is kept.
        resume: The command that goes on at the same step.
        votes: The file with the votes; None where nobody voted.
    """

    def __init__(self, error: BaseException, home: Path, resume: str, votes: Path | None = None) -> None:
        super().__init__(str(error))
        self.__cause__ = error
        self._lines = [f"The walkthrough has crashed: {type(error).__name__}: {error}"]
        report = home / "walkthrough-crash.txt"
        try:
            home.mkdir(parents=True, exist_ok=True)
            report.write_text("".join(traceback.format_exception(error)), encoding="utf-8")
        except OSError as problem:
            self._lines.append(f"Its report could not be written to {report} ({problem.strerror}).")
        else:
            self._lines.append(f"Its report is in {report}; please send it to whoever maintains the tracer.")
        if votes is not None:
            self._lines.append(f"The votes of your class are safe in {votes}.")
        self._lines.append(f"To go on at the same step: {resume}")

    def __str__(self) -> str:
        return "\n".join(self._lines)

    def __rich__(self) -> str:
        """Return the words as Rich prints them."""
        from rich.markup import escape  # noqa: PLC0415 # only after a crash

        return escape(str(self))
