"""Seeing the HTTP errors with which a request ends: what was raised, by whom, and what it says.

Flask hands every ``HTTPException`` that nobody caught to ``app.handle_http_exception``, so nothing is done for a
request that ends without one.
"""

from collections.abc import Mapping
from types import TracebackType
from typing import Any

from flask import Flask, Request
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from tracer.recording import request_record
from tracer.recording.code_origin import is_file_of_app
from tracer.recording.observe.attribute_place import AttributePlace
from tracer.recording.observe.attribute_replacement import Replacement
from tracer.recording.observe.open_requests import OpenRequests, harmless
from tracer.recording.observe.stand_in import first_position, stand_in
from tracer.recording.raised_errors import place_of_error
from tracer.trace.observed_facts import HttpErrorFacts

KNOWN_SENTENCES = frozenset(
    {
        # Flask-WTF
        "The CSRF token is missing.",
        "The CSRF session token is missing.",
        "The CSRF token has expired.",
        "The CSRF token is invalid.",
        "The CSRF tokens do not match.",
        "The referrer header is missing.",
        "The referrer does not match the host.",
        # Flask-SeaSurf
        "Referer checking failed: no referer.",
        "CSRF token not set.",
        "CSRF token missing or incorrect.",
        # Flask and werkzeug
        "Did not attempt to load JSON data because the request Content-Type was not 'application/json'.",
    }
)
"""What libraries say. Anything else may hold what the client has sent, and is not kept."""

_HANDLER = "handle_http_exception"
_ABORTING = frozenset({"werkzeug.exceptions", "flask.helpers"})
"""Where ``abort`` is: who called it has raised the error."""


class HttpErrors:
    """Watches with which HTTP errors the requests of one app end.

    Args:
        open_requests: The requests in progress, and the way to tell of them.
    """

    def __init__(self, open_requests: OpenRequests) -> None:
        self.open_requests = open_requests

    def watch(self, app: Flask) -> Replacement | None:
        """Begin to watch. Returns the replacement to put back in the end; None where the app cannot be watched."""
        place = AttributePlace(app, _HANDLER)
        handle = place.value()
        if not place.changeable or not callable(handle):
            return None

        position = first_position(handle)

        def ended(arguments: tuple[Any, ...], named: Mapping[str, Any], _: Any, __: Exception | None) -> None:
            self.raised(arguments[position] if len(arguments) > position else named.get("e"))

        return Replacement(app, _HANDLER, *stand_in(handle, ended))

    @harmless
    def raised(self, error: object) -> None:
        """A request is answered with an HTTP error."""
        state = self.open_requests.state()
        if state is None or not isinstance(error, HTTPException):
            return
        status = _attribute(error, "code")
        if type(status) is not int or status < 400:  # noqa: PLR2004 # HTTP's errors
            return
        facts = HttpErrorFacts(
            error=type(error).__name__,
            status=status,
            own=_is_of_the_app(error.__traceback__),
            said=_known(_attribute(error, "description")),
            rule=_unmatched_path(state.request) if isinstance(error, MethodNotAllowed) else None,
        )
        state.entries.append(request_record.Observed(facts, place=place_of_error(error)))


def _attribute(error: HTTPException, name: str) -> object:
    """Return an attribute of an error as it is stored: a property of the app's own class is not asked."""
    holders = (vars(error), *(vars(kind) for kind in type(error).__mro__))
    return next((holder[name] for holder in holders if name in holder), None)


def _known(description: object) -> str | None:
    return description if type(description) is str and description in KNOWN_SENTENCES else None


def _unmatched_path(request: Request) -> str | None:
    return request.path if request.url_rule is None else None


def _is_of_the_app(traceback: TracebackType | None) -> bool:
    """Tell whether the app's own code raised an error, by itself or by ``abort``."""
    own = False
    while traceback is not None:
        frame = traceback.tb_frame
        if frame.f_globals.get("__name__", "") not in _ABORTING:
            own = is_file_of_app(frame.f_code.co_filename)
        traceback = traceback.tb_next
    return own
