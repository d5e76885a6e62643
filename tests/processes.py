"""Other processes, as tests see them: whether they run, and waiting for what they do."""

import time
from collections.abc import Callable
from pathlib import Path

PATIENCE = 60.0
"""For how many seconds a test waits for what it expects. It ends a test that would hang, and is no expectation."""


def wait_until(happened: Callable[[], bool], what: str) -> None:
    """Wait until something has happened.

    Raises:
        AssertionError: It did not happen; the message says what was expected.
    """
    until = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < until, f"this never happened: {what}"
        time.sleep(0.02)


def is_running(pid: int) -> bool:
    """Tell whether a process is there and has not ended; what waits for its parent has ended."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text(encoding="ascii")
    except FileNotFoundError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


def wait_until_ended(pid: int) -> None:
    """Wait until a process has ended."""
    wait_until(lambda: not is_running(pid), f"process {pid} ends")


def pid_in(note: Path) -> int:
    """Wait until a process has written its number into a file, and return the number."""
    wait_until(lambda: note.exists() and bool(note.read_text(encoding="ascii")), f"a process writes into {note.name}")
    return int(note.read_text(encoding="ascii"))
