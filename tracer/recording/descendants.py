"""The processes that a process has started, and those that they have started, wherever they have gone.

A process that an app starts can leave its group, as servers and queues of jobs do that go on in the background. On
Linux it still has a parent: where its own has ended, that is the nearest one above it that adopts. Elsewhere only the
groups of processes are known.
"""

import os
import signal
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path

_ADOPT_ORPHANS = 36
"""PR_SET_CHILD_SUBREAPER of Linux: whose parent has ended becomes a child of this process, and not of the first one."""

_ROUNDS = 100
"""So often it is looked again for processes that were started meanwhile."""


def adopt_orphans() -> None:
    """Become the parent of each process that was started below this one when its own has ended (Linux)."""
    set_process_option(_ADOPT_ORPHANS, 1)


def set_process_option(option: int, value: int) -> None:
    """Set an option of this process by its number (``prctl`` of Linux); nothing where the system has none."""
    import ctypes  # noqa: PLC0415 # it is needed here only

    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).prctl(option, value, 0, 0, 0)


def end_descendants(process: int) -> None:
    """Kill all that was started below a process, and not the process; where /proc does not tell of them, nothing.

    Args:
        process: Its number. Where it is the current one, nothing is left of them afterwards, not even to be waited for.
    """
    for _ in range(_ROUNDS):
        found = descendants(process)
        for each in found:
            with suppress(OSError):
                os.kill(each, signal.SIGKILL)
        if process == os.getpid():
            _wait_for_children(found)
        if not found:
            return


def _wait_for_children(killed: Collection[int]) -> None:
    """Wait for those that were killed, and take note of those that have ended by themselves.

    One that became a child only now still runs: it is killed in the next round, and not waited for before.
    """
    for each in children(os.getpid()):
        with suppress(OSError):
            os.waitpid(each, 0 if each in killed else os.WNOHANG)


def descendants(process: int) -> list[int]:
    """Return the numbers of the processes below one that still run, those far below last."""
    found = children(process)
    for each in found:  # grows meanwhile
        found += children(each)
    return [each for each in found if _runs(each)]


def children(process: int) -> list[int]:
    """Return the numbers of the processes whose parent is this one, those that wait to be waited for among them."""
    found: list[int] = []
    with suppress(OSError):
        for thread in Path(f"/proc/{process}/task").iterdir():
            found += map(int, (thread / "children").read_text(encoding="ascii").split())
    return found


def _runs(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    except OSError:
        return False
    return bool(state) and state[0] not in {"Z", "X"}
