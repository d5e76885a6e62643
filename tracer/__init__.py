"""See how a login works: run a real Flask-Login app, record every stage, learn from the trace.

Everything is exported lazily, so that ``from tracer import stages`` imports blinker and nothing else.
"""

from importlib import import_module
from typing import Any

_EXPORTS = {
    "Event": "tracer.trace.events",
    "Place": "tracer.trace.events",
    "Recording": "tracer.recording.recording",
    "Scenario": "tracer.trace.scenario",
    "Step": "tracer.trace.table",
    "Trace": "tracer.trace.events",
    "record": "tracer.activities.record",
    "steps": "tracer.trace.table",
}

__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    if name not in _EXPORTS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_EXPORTS[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *_EXPORTS})
