"""The process that performs trials: ``python -m tracer.recording.trials.child``.

It has imported all that a trial needs before it is asked, and a few large libraries as soon as an app has used them.
For each order it forks a process that loads the app, and that one forks a process for each scenario: the app's code is
executed once, each scenario meets a fresh app, and whatever an app does is gone with its processes. This process itself
never executes anything of somebody's app; before its first order for a demo app it plays that one as it is shipped
(``rehearsal``). Where there is no fork it performs one order itself, and ends.

It answers an order with lines of a number and a message: what came of a scenario, which are counted from 1, or with 0
why the app was not loaded. ``DONE`` or ``LAST`` stands at the end.
"""

import gc
import os
import select
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from importlib import import_module

from tracer.recording.child_output import take_standard_output
from tracer.recording.descendants import adopt_orphans, end_descendants
from tracer.recording.message_lines import from_line, to_line
from tracer.recording.trials.limits import end_with_parent
from tracer.recording.trials.loading import NotLoadedError
from tracer.recording.trials.order import DemoAppName, TrialFailure, TrialOrder, too_long
from tracer.recording.trials.order_process import LARGE_LIBRARIES, LOADED, perform_here, perform_in_forks
from tracer.recording.trials.rehearsal import rehearse
from tracer.scratch_folder import clear_what_is_left

READY = "ready"
"""The first line of all: the process is ready for an order."""

DONE = "done"
"""The line after the last message of an order: the process is ready for the next one."""

LAST = "last"
"""The same where it takes no other one."""

_NEEDED = ("flask_login", "tracer.recording.observe.answer_stages", "tracer.recording.recordable_app", "jinja2.ext")
"""What is imported before there is an order, besides what the modules of the trials import: a run asks for it."""

_GRACE = 0.5
"""So many seconds after its time a process is killed that could not say where it was."""

_AT_ONCE = 1 << 20

_A_MOMENT = 0.005
"""In seconds: so often it is asked whether killed processes have ended."""

Answer = Callable[[int, bytes], None]
"""Takes the number of a scenario, and a line."""


def main() -> None:
    """Perform what is ordered on the standard input, until nobody asks any more."""
    pipe = take_standard_output()
    adopt_orphans()
    sys.dont_write_bytecode = True
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
    os.environ["FLASK_RUN_FROM_CLI"] = "true"  # app.run() of an app that is loaded does nothing then
    for module in _NEEDED:
        import_module(module)

    def answer(number: int, line: bytes) -> None:
        pipe.write(f"{number} {line.decode('ascii')}\n")

    if not hasattr(os, "fork"):
        orders = iter(sys.stdin.buffer.readline, b"")
        next(orders)
        pipe.write(f"{READY}\n")
        _perform_itself(from_line(next(orders), TrialOrder), answer)
        pipe.write(f"{LAST}\n")
        return
    orders = _StandardInput()
    next(orders)
    pipe.write(f"{READY}\n")
    rehearsed: set[object] = set()
    for line in orders:
        order = from_line(line, TrialOrder)
        if order.app not in rehearsed:
            rehearse(order)
            rehearsed.add(order.app)
            gc.freeze()  # what is here now stays; a fork that looked through it would copy it
        performed = _Order(order, orders, pipe.fileno())
        performed.perform(answer)
        pipe.write(f"{DONE}\n")
        _import(name for name in LARGE_LIBRARIES if name in performed.libraries and name not in sys.modules)


def _import(libraries: Iterable[str]) -> None:
    """Import what the app of the next order will use, too: it would be imported anew in the processes of each order."""
    for name in libraries:
        with suppress(Exception):  # then the app is told
            import_module(name)
        gc.freeze()


def _perform_itself(order: TrialOrder, answer: Answer) -> None:
    try:
        runs = perform_here(order)
    except NotLoadedError as error:
        answer(0, to_line(error.failure))
        return
    for number, run in enumerate(runs.values(), 1):
        answer(number, to_line(run))


class _StandardInput(Iterator[bytes]):
    """The lines of the standard input, which can be looked at without waiting."""

    def __init__(self) -> None:
        self._read = b""
        self.ended = False

    def __next__(self) -> bytes:
        while b"\n" not in self._read:
            if self.ended:
                raise StopIteration
            self.take()
        line, _, self._read = self._read.partition(b"\n")
        return line

    def take(self) -> None:
        """Take what is there; wait where nothing is."""
        some = os.read(0, _AT_ONCE)
        self.ended = not some
        self._read += some


class _Order:
    """An order in the processes that perform it; all of them have ended when ``perform`` returns.

    So have those that the app has started, where the system tells of them; elsewhere those that stayed in its group.

    Args:
        order: The order.
        orders: Tells when nobody waits for an answer any more.
        answers: Where the answers go: nothing that an app writes gets there.

    Attributes:
        libraries: The words in which the app's process has said which libraries it uses.
    """

    def __init__(self, order: TrialOrder, orders: _StandardInput, answers: int) -> None:
        self._order = order
        self._answers = answers
        self._orders = orders
        self._deadline = time.monotonic() + order.time_limit
        self._pipes = [os.pipe() for _ in range(len(order.scenarios) + 1)]
        self._said = {read: bytearray() for read, _ in self._pipes}
        self._waiting = {read: number for number, (read, _) in enumerate(self._pipes)}
        self._loaded = False
        self.libraries: frozenset[str] = frozenset()

    def perform(self, answer: Answer) -> None:
        """Let the order be performed, and answer scenario by scenario."""
        leader = self._fork()

        def end(_signal: int, _frame: object) -> None:
            self._end(leader)
            os._exit(1)

        signal.signal(signal.SIGTERM, end)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
        try:
            self._listen(answer)
        finally:
            self._end(leader)
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            for read, _ in self._pipes:
                os.close(read)

    def _end(self, leader: int) -> None:
        """Kill the processes of the order, and clear away what a demo app has left."""
        with suppress(OSError):
            os.killpg(leader, signal.SIGKILL)
        with suppress(OSError):
            os.waitpid(leader, 0)
        end_descendants(os.getpid())
        if isinstance(self._order.app, DemoAppName) and any(self._waiting.values()):
            until = time.monotonic() + _GRACE
            with suppress(OSError):
                while time.monotonic() < until:
                    os.killpg(leader, 0)  # fails when no process of the group is there any more
                    time.sleep(_A_MOMENT)
            clear_what_is_left()

    def _fork(self) -> int:
        number = os.getpid()
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
        leader = os.fork()
        if leader == 0:
            try:
                os.setpgid(0, 0)
                signal.signal(signal.SIGTERM, signal.SIG_DFL)
                signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
                end_with_parent(number)
                for descriptor in (self._answers, *(read for read, _ in self._pipes)):
                    os.close(descriptor)
                loading, *runs = (write for _, write in self._pipes)
                perform_in_forks(self._order, self._deadline, loading, runs)
            except BaseException:  # noqa: BLE001 # nothing may return from here into the loop of the parent
                traceback.print_exc()
            finally:
                os._exit(0)
        with suppress(OSError):
            os.setpgid(leader, leader)  # whichever of the two comes first
        for _, write in self._pipes:
            os.close(write)
        return leader

    def _listen(self, answer: Answer) -> None:
        """Answer each scenario when it has been performed, until all are, or the time is over."""
        while any(self._waiting.values()) or not self._loaded:
            left = self._deadline + _GRACE - time.monotonic()
            inputs = [*self._waiting, *([] if self._orders.ended else [0])]
            ready = select.select(inputs, [], [], max(left, 0))[0]
            if left <= 0 and not ready:
                break
            if 0 in ready:
                self._orders.take()
                if self._orders.ended:
                    sys.exit()  # nobody waits for an answer any more
            for read in ready:
                if read != 0 and (line := self._line(read)) is not None and not self._take(read, line, answer):
                    return
        for number in sorted(self._waiting.values()):
            if number or not self._loaded:
                answer(number, to_line(too_long()))

    def _line(self, read: int) -> bytes | None:
        """Return the line that came through a pipe, an empty one where the pipe has ended before; None while it comes.

        Another end of the pipe may be open for long: in a process that the app has started.
        """
        some = os.read(read, _AT_ONCE)
        said = self._said[read]
        said += some
        return bytes(said).split(b"\n")[0] if not some or b"\n" in some else None

    def _take(self, read: int, line: bytes, answer: Answer) -> bool:
        """Take a line, answer with it, and tell whether more is to come."""
        number = self._waiting.pop(read)
        if number:
            answer(number, line or to_line(_ended("while the scenario was performed")))
        elif line.split(b" ")[0] == LOADED:
            self._loaded = True
            self.libraries = frozenset(word.decode("ascii", "replace") for word in line.split(b" ")[1:])
        else:
            answer(0, line or to_line(_ended("while it was loaded")))
            return False
        return True


def _ended(when: str) -> TrialFailure:
    return TrialFailure(
        "ended", f"The app ended its process {when}. Look for os._exit, or for something that ends Python itself."
    )


if __name__ == "__main__":
    main()
