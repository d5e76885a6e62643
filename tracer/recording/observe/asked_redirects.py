"""Seeing that a login sends the browser to another host because the request itself asked for it.

The values of a query are not kept, so whether one of them is where the browser is sent is seen here or never.
"""

from collections.abc import Iterator
from typing import NamedTuple

from flask import Request

from tracer.addresses import host_of, is_another_site
from tracer.recording.names import NAMELESS, looks_like_host, name_or_nameless


class AskedRedirect(NamedTuple):
    """A parameter that decides to which host the browser is sent.

    Attributes:
        name: The name of the parameter.
        host: The host.
    """

    name: str
    host: str


def parameter_that_leads_away(request: Request, location: str) -> AskedRedirect | None:
    """Return the parameter of a request whose value names the other host to which a redirect leads, if there is one."""
    host = host_of(location, request.scheme)
    if not is_another_site(host, request.host):
        return None
    for name, value in _parameters(request):
        if host_of(value, request.scheme) == host:
            return AskedRedirect(name_or_nameless(name), host if looks_like_host(host) else NAMELESS)
    return None


def _parameters(request: Request) -> Iterator[tuple[str, str]]:
    """Yield what stands in the query, and in the form where the app has read it: reading it would use up the body."""
    yield from request.args.items(multi=True)
    if "form" in vars(request):
        yield from request.form.items(multi=True)
