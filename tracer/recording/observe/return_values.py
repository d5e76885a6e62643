"""What a hook, a view or a handler returns, read before Flask makes a response of it.

That is its status, where it sends the browser, and the parameter of the request that led the browser away.
"""

from collections.abc import Iterator
from typing import NamedTuple

from flask import Request
from werkzeug.exceptions import HTTPException
from werkzeug.sansio.response import Response

from tracer.recording.plausible_names import NAMELESS, looks_like_host, name_or_nameless
from tracer.recording.sent_location import sent_location
from tracer.urls import host_of, is_another_site

OK = 200


class AskedRedirect(NamedTuple):
    """A parameter that decides to which host the browser is sent.

    Attributes:
        name: The name of the parameter.
        host: The host.
    """

    name: str
    host: str


def status_and_location(answer: object, error: Exception | None) -> tuple[int, str | None] | None:
    """Return the status of an answer and where it sends the browser. Nothing is converted, nothing consumed.

    Args:
        answer: What was returned: a response, a body, or a tuple of a body, a status and headers.
        error: What was raised instead, or None.

    Returns:
        None when the error is no answer, or when the status cannot be told.
    """
    if error is not None:
        if not isinstance(error, HTTPException):
            return None
        response = error.response
        return status_and_location(response, None) if response is not None else _known(error.code)
    if isinstance(answer, Response):
        location = answer.headers.get("Location")
        return answer.status_code, None if location is None else sent_location(location)
    if isinstance(answer, tuple) and answer:
        return _of_tuple(answer)
    return OK, None


def parameter_that_leads_away(request: Request, location: str) -> AskedRedirect | None:
    """Return the parameter of a request whose value names the other host to which a redirect leads, if there is one."""
    host = host_of(location, request.scheme)
    if not is_another_site(host, request.host):
        return None
    for name, value in _parameters(request):
        if host_of(value, request.scheme) == host:
            return AskedRedirect(name_or_nameless(name), host if looks_like_host(host) else NAMELESS)
    return None


def _of_tuple(answer: tuple[object, ...]) -> tuple[int, str | None] | None:
    body, *rest = answer
    status, location = status_and_location(body, None) or (OK, None)
    for part in rest:
        if isinstance(part, int):
            status = part
        elif isinstance(part, str) and part[:3].isdigit():
            status = int(part[:3])
        elif isinstance(part, dict):
            written = (str(value) for name, value in part.items() if str(name).lower() == "location")
            location = next(map(sent_location, written), location)
    return status, location


def _known(status: int | None) -> tuple[int, None] | None:
    return (status, None) if status is not None else None


def _parameters(request: Request) -> Iterator[tuple[str, str]]:
    """Yield what stands in the query, and in the form where the app has read it: reading it would use up the body."""
    yield from request.args.items(multi=True)
    if "form" in vars(request):
        yield from request.form.items(multi=True)
