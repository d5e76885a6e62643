"""One run of somebody's tests in this process, as it was ordered; afterwards the process is of no more use."""

import ast
import builtins
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, TextIO

import pytest

from tracer.mutants.changed_sources import change_each_source, change_sources
from tracer.mutants.own_sources import read_source_file
from tracer.recording.code_origin import is_file_of_library
from tracer.recording.trials.limits import limit_memory
from tracer.test_suites.marked_functions import marked_tree, register_mark
from tracer.test_suites.memory_limit import peak_of_addresses
from tracer.test_suites.suite_order import Learned, SuiteEnded, SuiteMessage, SuiteOrder, message_line
from tracer.test_suites.suite_plugin import SuitePlugin
from tracer.test_suites.written_file import LEARNED

if TYPE_CHECKING:
    from tracer.recording.requested_views import ViewPlace

_WELL_KNOWN = frozenset(
    {"blinker", "click", "flask", "flask_login", "flask_sqlalchemy", "flask_wtf", "itsdangerous", "jinja2"}
    | {"markupsafe", "sqlalchemy", "werkzeug", "wtforms"}
)
"""Libraries that can be imported before the tests begin: importing them starts nothing and asks for no setting."""


@dataclass(frozen=True)
class Seen:
    """What was seen of the app in an unmutated run.

    Attributes:
        loaded: Which of its files were imported.
        views: The places of its views.
    """

    loaded: set[str]
    views: "set[ViewPlace]"


def run_ordered(order: SuiteOrder, pipe: TextIO) -> None:
    """Run the tests, and tell of them.

    Args:
        order: What is to be done.
        pipe: Where messages are written.
    """
    writing = Lock()

    def tell(message: SuiteMessage) -> None:
        with writing:
            pipe.write(message_line(message))

    _prepare(order)
    setattr(builtins, LEARNED, lambda topic, told: tell(Learned(topic, told)))
    plugin = SuitePlugin(order, tell)
    seen = Seen(set(), set())
    if order.observes:
        seen = _observe(order, plugin)
    else:
        change_sources(order.changed)
    scratch = Path(order.scratch)
    sys.argv = ["pytest", *order.arguments]
    own = ["-o", f"cache_dir={scratch / 'cache'}", f"--basetemp={scratch / 'basetemp'}"]
    code = int(pytest.main([*order.arguments, *own], plugins=[plugin]))
    views = tuple(sorted((place.file, place.name) for place in seen.views if place.file in order.marked))
    called, loaded = tuple(sorted(plugin.by_collection.called)), tuple(sorted(seen.loaded))
    tell(SuiteEnded(code, called, views, loaded, peak_of_addresses(), tuple(_libraries()) if order.observes else ()))


def _prepare(order: SuiteOrder) -> None:
    """Make this process like the one that somebody starts to run the tests, but for what it leaves behind."""
    # pytest compiles each test and each plugin anew, with its assertions, where nothing compiled is kept.
    sys.dont_write_bytecode, sys.pycache_prefix = False, order.bytecode
    for name, value in order.variables.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value
    sys.path[:0] = [folder for folder in order.on_path if folder not in sys.path]
    if order.memory is not None:
        limit_memory(order.memory)


def _observe(order: SuiteOrder, plugin: SuitePlugin) -> Seen:
    """Let the app's functions and requests tell the plugin what is reached; what is returned grows."""
    from tracer.recording.requested_views import RequestedViews  # noqa: PLC0415 # Flask takes 170 ms

    def tree_of(file: str) -> ast.Module | None:
        if (names := order.marked.get(file)) is None:
            return None
        seen.loaded.add(file)
        source = read_source_file(Path(file))
        return None if source is None else marked_tree(source, names)

    views = RequestedViews(plugin.note_request)
    seen = Seen(set(), views.known)
    register_mark(lambda file, name: plugin.note_call(file, name, in_request=views.in_request()))
    change_each_source(tree_of)
    views.listen()
    return seen


def _libraries() -> list[str]:
    """Return the modules of well-known libraries that were imported here, in the order in which they were."""
    return [
        name
        for name, module in [*sys.modules.items()]
        if name.partition(".")[0] in _WELL_KNOWN and is_file_of_library(getattr(module, "__file__", None) or "")
    ]
