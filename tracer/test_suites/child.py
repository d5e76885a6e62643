"""The process in which somebody's tests run: ``python -m tracer.test_suites.child``.

It reads lines from its standard input: first the names of modules that it imports ahead, then one order after another
(``SuiteOrder``). Each order is run in a process that is forked for it, so that pytest and the libraries are imported
once; where a process cannot be forked, the first order is the only one. Messages go, one a line, to a pipe of its own.
What pytest and the tests print goes to the standard error.

The standard input stays open as long as somebody waits for the answers. When it is closed, this process ends, and all
that it has started.
"""

import json
import os
import signal
import sys
from contextlib import suppress
from importlib import import_module
from select import select
from threading import Thread
from typing import IO

from tracer.recording.child_output import take_standard_output
from tracer.recording.descendants import adopt_orphans, end_descendants
from tracer.test_suites.suite_order import RunBegan, RunEnded, SuiteOrder, WaitingForOrders, message_line


def main() -> None:
    """Run tests, as it stands on the standard input."""
    pipe = take_standard_output()
    adopt_orphans()
    orders = _take_standard_input()
    for name in ("pytest", "tracer.test_suites.ordered_run", *json.loads(orders.readline())):
        with suppress(Exception):  # whatever it is: the tests will tell
            import_module(name)
    _let_no_plugin_rewrite_us()
    from tracer.test_suites.ordered_run import run_ordered  # noqa: PLC0415 # with what was imported ahead

    pipe.write(message_line(WaitingForOrders()))
    while line := orders.readline():
        order = SuiteOrder.from_line(line)
        if not hasattr(os, "fork"):
            _end_when_nobody_waits(orders)
            run_ordered(order, pipe)
            return
        process = os.fork()
        if not process:
            os.setpgid(0, 0)
            _end_when_nobody_waits(orders)
            run_ordered(order, pipe)
            pipe.flush()
            os._exit(0)
        with suppress(OSError):  # the other one has done it already
            os.setpgid(process, process)
        pipe.write(message_line(RunBegan(process)))
        pipe.write(message_line(RunEnded(_ended(process, orders))))


def _ended(process: int, orders: IO[bytes]) -> int:
    """Wait for the end of a run, and end all that it has left; end this process too when nobody waits any more."""
    told, telling = os.pipe()
    os.set_blocking(telling, False)
    before = signal.set_wakeup_fd(telling)
    signal.signal(signal.SIGCHLD, lambda *_: None)  # it is the number in the pipe that counts
    try:
        while not (found := os.waitpid(process, os.WNOHANG))[0]:
            # Nothing comes before the run has ended, but the end of all.
            if orders.fileno() in select([orders.fileno(), told], [], [])[0]:
                os.killpg(process, signal.SIGKILL)
                end_descendants(os.getpid())
                os._exit(1)
            os.read(told, 64)
    finally:
        signal.set_wakeup_fd(before)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.close(told)
        os.close(telling)
        with suppress(OSError):
            os.killpg(process, signal.SIGKILL)
        end_descendants(os.getpid())
    return os.waitstatus_to_exitcode(found[1])


def _take_standard_input() -> IO[bytes]:
    """Return the standard input for this process only; the tests find an empty one."""
    private = os.dup(0)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    return os.fdopen(private, "rb")


def _end_when_nobody_waits(orders: IO[bytes]) -> None:
    """Let a thread end this process, and its group, when the one that has ordered the run is gone, however it went."""

    def end() -> None:
        while os.read(orders.fileno(), 1):
            pass
        if hasattr(os, "killpg"):
            os.killpg(0, signal.SIGKILL)
        os._exit(1)

    Thread(target=end, daemon=True).start()


def _let_no_plugin_rewrite_us() -> None:
    """Keep pytest from warning that it cannot rewrite this package, which has a plugin and is imported already."""
    package = sys.modules["tracer"]
    package.__doc__ = f"{package.__doc__}\n\nPYTEST_DONT_REWRITE"


if __name__ == "__main__":
    main()
