"""Where in the app's code something happened, and who called."""

import sys
from collections.abc import Iterator
from types import CodeType, FrameType
from typing import Any

from tracer.recording import request_record
from tracer.recording.observe.source_code import functions_of

_LIBRARIES = frozenset(
    {
        "argon2", "bcrypt", "blinker", "flask", "flask_bcrypt", "flask_login", "jinja2", "passlib", "pwdlib",
        "werkzeug",
    }
)  # fmt: skip
"""What stands between the app and what is observed; a library that checks passwords is not the app either."""

_OURS = ("tracer.recording", "tracer.browser")
"""What records, and what sends the requests: neither is the app."""

_BEFORE_THE_APP = frozenset({"dispatch_request", "full_dispatch_request", "preprocess_request", "process_response"})
"""Where Flask begins to call the app: what lies above belongs to the sender of the request."""

_LOADS = frozenset({"_load_user", "_load_user_from_request"})
"""Where Flask-Login loads the user."""


def _frames() -> Iterator[tuple[FrameType, str]]:
    """Yield the frames above this module with the names of their modules, the innermost first, up to Flask."""
    frame: FrameType | None = sys._getframe(2)  # noqa: SLF001 # inspect.currentframe is the same, with one call more
    while frame is not None:
        module = str(frame.f_globals.get("__name__", ""))
        if not module.startswith(_OURS):
            yield frame, module
            if module == "flask.app" and frame.f_code.co_name in _BEFORE_THE_APP:
                return
        frame = frame.f_back


def _is_library(module: str) -> bool:
    return module.partition(".")[0] in _LIBRARIES


def calling_place() -> request_record.CodePlace | None:
    """Return the innermost place of the app above this call; None when Flask or Flask-Login called by themselves."""
    for frame, module in _frames():
        if not _is_library(module):
            return request_record.CodePlace(frame.f_code, frame.f_lineno, module)
    return None


def calling_code() -> CodeType | None:
    """Return the code of the app that made the call which is observed; None when a library made it."""
    frame, module = next(_frames(), (None, ""))
    return None if frame is None or _is_library(module) else frame.f_code


def frames_of_the_app() -> list[FrameType]:
    """Return the frames of the app above this call, the innermost first."""
    return [frame for frame, module in _frames() if not _is_library(module)]


def is_inside_a_load() -> bool:
    """Tell whether this happens while Flask-Login loads the user: in a loader, that is."""
    return any(module == "flask_login.login_manager" and frame.f_code.co_name in _LOADS for frame, module in _frames())


def place_of_function(function: Any) -> request_record.CodePlace | None:
    """Return where a function or a class-based view begins, decorators aside; None for what is neither."""
    written = next(iter(functions_of(function)), None)
    if written is None:
        return None
    return request_record.CodePlace(written.__code__, written.__code__.co_firstlineno, written.__module__ or "")
