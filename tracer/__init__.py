"""See how a login works: run a real Flask-Login app, record every stage, learn from the trace.

Everything is exported lazily, so that ``from tracer import stages`` imports blinker and nothing else. Type checkers are
shown the very objects.

This is the first module that ``python -m tracer`` imports, before the current folder is off the path. So it imports
nothing that Python has not loaded by then.
"""

import sys
from importlib import import_module

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tracer.activities.record import record
    from tracer.recording.recording import Recording
    from tracer.trace.events import Event, Place, Trace
    from tracer.trace.scenario import Scenario
    from tracer.trace.table import Step, steps

__all__ = ["Event", "Place", "Recording", "Scenario", "Step", "Trace", "record", "steps"]
__version__ = "0.1.0"

_HOMES = {
    "Event": "tracer.trace.events",
    "Place": "tracer.trace.events",
    "Recording": "tracer.recording.recording",
    "Scenario": "tracer.trace.scenario",
    "Step": "tracer.trace.table",
    "Trace": "tracer.trace.events",
    "record": "tracer.activities.record",
    "steps": "tracer.trace.table",
}

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}", name=name, obj=sys.modules[__name__])
        return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
