"""Where in the app's code something happened."""

import sys
from typing import TYPE_CHECKING, Any

from tracer.recording import record
from tracer.recording.observe.code_reading import functions_of

if TYPE_CHECKING:
    from types import FrameType

_NOT_THE_APP = ("flask_login", "tracer.recording", "werkzeug.", "flask.", "jinja2.", "blinker.")
_BEFORE_THE_APP = frozenset({"dispatch_request", "full_dispatch_request", "preprocess_request", "process_response"})
"""Where Flask begins to call the app: what lies above belongs to whoever sent the request."""


def calling_place() -> record.CodePlace | None:
    """Return the innermost place of the app above this call; None when Flask or Flask-Login called by themselves."""
    frame: FrameType | None = sys._getframe(1)  # noqa: SLF001 # inspect.currentframe is the same, with one call more
    while frame is not None:
        module = frame.f_globals.get("__name__", "")
        if not module.startswith(_NOT_THE_APP):
            return record.CodePlace(frame.f_code, frame.f_lineno, module)
        if module == "flask.app" and frame.f_code.co_name in _BEFORE_THE_APP:
            return None
        frame = frame.f_back
    return None


def place_of_function(function: Any) -> record.CodePlace | None:
    """Return where a function or a class-based view begins, decorators aside; None for what is neither."""
    written = next(iter(functions_of(function)), None)
    if written is None:
        return None
    return record.CodePlace(written.__code__, written.__code__.co_firstlineno, written.__module__ or "")
