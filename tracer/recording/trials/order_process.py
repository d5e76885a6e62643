"""Performing an order: the app is loaded, and each scenario performed on it."""

import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import NoReturn

from flask import Flask

from tracer.mutants.changed_sources import change_sources
from tracer.recording.code_origin import is_file_of_library
from tracer.recording.message_lines import to_line
from tracer.recording.observe import describe
from tracer.recording.trials.limits import end_with_parent, forget_time, limit_memory, tell_when_time_is_over
from tracer.recording.trials.loading import NotLoadedError, go_to_folder, import_demo_app, loaded_app
from tracer.recording.trials.order import DemoAppName, TrialFailure, TrialOrder
from tracer.recording.trials.performance import performed
from tracer.trace.events import Trace

AT_ONCE = 2
"""So many scenarios are performed at the same time."""

LOADED = b"loaded"
"""The first word of the line that says that the app is loaded; behind it stand the large libraries that it uses."""

LARGE_LIBRARIES = ("flask_sqlalchemy", "flask_wtf", "sqlalchemy")
"""Libraries that take long to import and that leave nothing running: who has seen that an app uses one may import it
before the next order, whose app finds it there."""


def perform_in_forks(order: TrialOrder, deadline: float, loading: int, runs: Sequence[int]) -> None:
    """Load the app, and fork a process for each scenario; a single one is performed in this process.

    This process has been forked for the order.

    Args:
        order: The order.
        deadline: When the time is over, by the monotonic clock.
        loading: Takes the line with ``LOADED``, or why the app was not loaded: the descriptor of a pipe.
        runs: Takes what came of each scenario, as ``loading``.
    """
    _close_standard_input()
    tell_when_time_is_over(deadline - time.monotonic(), partial(_tell, loading))
    limit_memory(order.memory_limit)
    try:
        app, load = prepared(order)
    except NotLoadedError as error:
        _tell(loading, error.failure)
        return
    if app is not None and len(runs) > 1:
        with suppress(Exception):  # whatever is raised here is raised in the scenarios again
            describe(app)  # which reads the app's code; the scenarios need not read it again
    _write(loading, b" ".join([LOADED, *(name.encode("ascii") for name in LARGE_LIBRARIES if _is_library(name))]))
    forget_time()  # each scenario looks at it; it could say no more if this process, which has started it, ended
    if len(runs) == 1:  # a process of its own is what this one is
        (scenario,) = order.scenarios.values()
        _perform_and_leave(partial(performed, order, scenario, app, load), deadline, runs[0])
    running: dict[int, int] = {}
    for index, scenario in enumerate(order.scenarios.values()):
        if len(running) >= AT_ONCE:
            _wait_for_one(running)
        parent = os.getpid()
        pid = os.fork()
        if pid == 0:
            try:
                end_with_parent(parent)
                for other in (loading, *runs[index + 1 :]):
                    os.close(other)
                _perform_and_leave(partial(performed, order, scenario, app, load), deadline, runs[index])
            finally:
                _leave()
        running[pid] = index
        os.close(runs[index])
    while running:
        _wait_for_one(running)


def _is_library(name: str) -> bool:
    """Tell whether a module was imported, and is not one of the app's under this name."""
    file = getattr(sys.modules.get(name), "__file__", None)
    return type(file) is str and is_file_of_library(file)


def _perform_and_leave(perform: Callable[[], Trace | TrialFailure], deadline: float, run: int) -> NoReturn:
    """Perform a scenario, tell what came of it to a pipe, and end this process."""
    try:
        tell_when_time_is_over(deadline - time.monotonic(), partial(_tell, run))
        _tell(run, perform())
    finally:
        _leave()


def perform_here(order: TrialOrder) -> Mapping[str, Trace | TrialFailure]:
    """Load the app anew for each scenario, and return what came of each. This process ends with the order.

    Raises:
        NotLoadedError: The app cannot be loaded.
    """
    app, load = prepared(order)
    runs: dict[str, Trace | TrialFailure] = {}
    for name, scenario in order.scenarios.items():
        runs[name] = performed(order, scenario, app, load)
        if app is not None:
            app = load()
    return runs


def prepared(order: TrialOrder) -> tuple[Flask | None, Callable[[], Flask]]:
    """Return the app of an order, and what loads it once more; no app where a demo app is made for each run.

    Raises:
        NotLoadedError: It cannot be loaded.
    """
    change_sources(order.sources)
    given = order.app
    if isinstance(given, DemoAppName):
        import_demo_app(given)
        return None, _no_app
    go_to_folder(given)
    return loaded_app(given), lambda: loaded_app(given)


def _no_app() -> Flask:
    raise NotLoadedError(TrialFailure("no app", "A demo app is made for each run."))


def _close_standard_input() -> None:
    """Let the app read nothing: what comes there are orders."""
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)


def _wait_for_one(running: dict[int, int]) -> None:
    """Wait until a process that was forked here has ended; the app may have started others."""
    pid = 0
    while pid not in running:
        pid, _ = os.wait()
    del running[pid]


def _tell(pipe: int, told: Trace | TrialFailure) -> None:
    _write(pipe, to_line(told))


def _write(pipe: int, line: bytes) -> None:
    """Write a line; who reads may have gone."""
    rest = memoryview(line + b"\n")
    with suppress(OSError):
        while rest:
            rest = rest[os.write(pipe, rest) :]


def _leave() -> NoReturn:
    """End this process without what the app, or Python, does at the end; its last words are heard."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(Exception):
            stream.flush()
    os._exit(0)
