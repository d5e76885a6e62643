"""What the process of an app may use: time and memory. It tells where it was when its time was over."""

import linecache
import os
import signal
from collections.abc import Callable
from contextlib import suppress
from types import FrameType

from tracer.recording.code_origin import is_file_of_app
from tracer.recording.descendants import set_process_option
from tracer.recording.trials.order import TrialFailure, too_long

_KILL_WITH_PARENT = 1
"""PR_SET_PDEATHSIG of Linux: the signal that a process gets when the one that started it has ended."""


def limit_memory(allowed: int) -> None:
    """Let this process, and those that it starts, have no more memory than now and so many bytes.

    Windows knows no such limit, and macOS does not keep it.
    """
    try:
        import resource  # noqa: PLC0415 # not on Windows
    except ImportError:
        return
    most = _memory_now() + allowed
    # Where the limit that is set already is lower, that one stays.
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (most, resource.getrlimit(resource.RLIMIT_AS)[1]))


def _memory_now() -> int:
    try:
        with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123 # of Linux only
            return int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0


def tell_when_time_is_over(seconds: float, tell: Callable[[TrialFailure], None]) -> None:
    """After some seconds say where the app is, and end this process.

    Code that runs outside of Python's own is not interrupted: who waits for this process kills it then.

    Args:
        seconds: How many.
        tell: Is given the failure.
    """

    def give_up(_signal: int, frame: FrameType | None) -> None:
        tell(_where(frame))
        os._exit(1)

    signal.signal(signal.SIGALRM, give_up)
    signal.setitimer(signal.ITIMER_REAL, max(seconds, 0.001))


def forget_time() -> None:
    """Let somebody else look at the time."""
    signal.setitimer(signal.ITIMER_REAL, 0)


def _where(frame: FrameType | None) -> TrialFailure:
    while frame is not None and not is_file_of_app(frame.f_code.co_filename):
        frame = frame.f_back
    if frame is None:
        return too_long()
    file, line = frame.f_code.co_filename, frame.f_lineno
    return too_long(file, line, linecache.getline(file, line).strip())


def end_with_parent(parent: int) -> None:
    """Let this process be killed when the one that started it has ended, where the system can do that (Linux)."""
    set_process_option(_KILL_WITH_PARENT, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)  # it has ended before this could be arranged
