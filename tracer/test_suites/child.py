"""The process in which somebody's tests run: ``python -m tracer.test_suites.child``.

It reads an order (``SuiteOrder``) from the first line of its standard input, and writes messages, one a line, to a pipe
of its own. What pytest and the tests print goes to the standard error.

The standard input stays open as long as somebody waits for the answers. When it is closed, this process ends, and all
that it has started.
"""

import builtins
import os
import signal
import sys
from dataclasses import dataclass
from pathlib import Path
from threading import Lock, Thread
from typing import IO, TYPE_CHECKING

from tracer.mutants.changed_sources import change_each_source, change_sources
from tracer.recording.child_output import take_standard_output
from tracer.test_suites.memory_limit import limit_memory, peak_of_addresses
from tracer.test_suites.suite_order import Learned, SuiteEnded, SuiteMessage, SuiteOrder, message_line
from tracer.test_suites.written_file import LEARNED

if TYPE_CHECKING:
    import ast

    from tracer.recording.requested_views import CodePlace
    from tracer.test_suites.suite_plugin import SuitePlugin


@dataclass(frozen=True)
class Seen:
    """What was seen of the app in an unmutated run.

    Attributes:
        loaded: Which of its files were imported.
        views: The places of its views.
    """

    loaded: set[str]
    views: "set[CodePlace]"


def main() -> None:
    """Run the tests as it stands on the standard input."""
    pipe = take_standard_output()
    order_pipe = _take_standard_input()
    order = SuiteOrder.from_line(order_pipe.readline())
    Thread(target=_end_when_nobody_waits, args=(order_pipe,), daemon=True).start()
    _prepare(order)
    writing = Lock()

    def tell(message: SuiteMessage) -> None:
        with writing:
            pipe.write(message_line(message))

    from tracer.test_suites.suite_plugin import SuitePlugin  # noqa: PLC0415 # pytest, after the path is as it shall be

    setattr(builtins, LEARNED, lambda topic, told: tell(Learned(topic, told)))
    plugin = SuitePlugin(order, tell)
    seen = Seen(set(), set())
    if order.observes:
        seen = _observe(order, plugin)
    else:
        change_sources(order.changed)
    import pytest  # noqa: PLC0415 # as above

    scratch = Path(order.scratch)
    sys.argv = ["pytest", *order.arguments]
    own = ["-o", f"cache_dir={scratch / 'cache'}", f"--basetemp={scratch / 'basetemp'}"]
    code = int(pytest.main([*order.arguments, *own], plugins=[plugin]))
    called = tuple(sorted(plugin.by_collection.called))
    views = tuple(sorted((place.file, place.name) for place in seen.views if place.file in order.marked))
    tell(SuiteEnded(code, called, views, tuple(sorted(seen.loaded)), peak_of_addresses()))


def _take_standard_input() -> IO[bytes]:
    """Return the standard input for this process only; the tests find an empty one."""
    private = os.dup(0)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    return os.fdopen(private, "rb")


def _end_when_nobody_waits(pipe: IO[bytes]) -> None:
    """End this process when the one that started it is gone, however it went; and its group, where there are groups."""
    pipe.read()
    if hasattr(os, "killpg"):
        os.killpg(0, signal.SIGKILL)
    os._exit(1)


def _prepare(order: SuiteOrder) -> None:
    """Make this process like the one that somebody starts to run the tests, but for what it leaves behind."""
    sys.dont_write_bytecode = True
    for name, value in order.variables.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value
    sys.path[:0] = [folder for folder in order.on_path if folder not in sys.path]
    if order.memory is not None:
        limit_memory(order.memory)


def _observe(order: SuiteOrder, plugin: "SuitePlugin") -> Seen:
    """Let the app's functions and requests tell the plugin what is reached; what is returned grows."""
    from tracer.mutants.own_sources import read_source_file  # noqa: PLC0415 # only for the unmutated run
    from tracer.recording.requested_views import RequestedViews  # noqa: PLC0415 # Flask takes 170 ms
    from tracer.test_suites.marked_functions import marked_tree, register_mark  # noqa: PLC0415 # as above

    def tree_of(file: str) -> "ast.Module | None":
        if (names := order.marked.get(file)) is None:
            return None
        seen.loaded.add(file)
        source = read_source_file(Path(file))
        return None if source is None else marked_tree(source, names)

    views = RequestedViews(plugin.note_request)
    seen = Seen(set(), views.known)
    register_mark(plugin.note_call)
    change_each_source(tree_of)
    views.listen()
    return seen


if __name__ == "__main__":
    main()
