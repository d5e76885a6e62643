"""A plugin for pytest that records every app with Flask-Login of a suite that knows nothing of the tracer.

Each app is recorded from the first request of a test to the end of that test, and the events are made, so that every
part of the observer runs. The suite must end as it would without: ``benchmarks.foreign_suites`` compares.
"""

from collections import Counter
from collections.abc import Iterable
from typing import Any

import pytest
from flask import Flask

from tracer.recording.recording import Recording
from tracer.trace.facts import FaultFacts

_call = Flask.__call__
_made: dict[int, Recording] = {}
_counted: Counter[str] = Counter()


def _recorded_call(app: Flask, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    if id(app) not in _made and hasattr(app, "login_manager"):
        recording = Recording.of(app, show_values=False)
        recording.begin()
        _made[id(app)] = recording
    return _call(app, environ, start_response)


def pytest_configure() -> None:
    """Record from now on."""
    Flask.__call__ = _recorded_call  # type: ignore[method-assign,assignment] # an app of another suite cannot be asked


def pytest_unconfigure() -> None:
    """Record no more."""
    Flask.__call__ = _call  # type: ignore[method-assign] # put back


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown() -> None:
    """End the recordings of a test, and make their events."""
    for recording in _made.values():
        recording.stop()
        events = recording.events
        _counted["apps"] += 1
        _counted["requests"] += sum(event.kind == "request" for event in events)
        _counted["stages"] += sum(event.kind == "stage" for event in events)
        _counted["faults of the observer"] += sum(isinstance(event.facts, FaultFacts) for event in events)
    _made.clear()


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say what was recorded."""
    told = ", ".join(f"{name}: {number}" for name, number in _counted.items())
    terminalreporter.write_line(f"Recorded {told}")
