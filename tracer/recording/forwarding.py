"""What a proxy in front of the app says in its headers, and whether a redirect of the app leaves the proxy.

A proxy that takes a prefix off the path, or that ends HTTPS, says so in ``X-Forwarded-`` headers. The app takes no
notice of them unless it is told to, by werkzeug's ``ProxyFix`` for example.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from tracer.recording.plausible_names import OTHER, SCHEMES
from tracer.urls import lies_below

_HEADERS: Mapping[str, str] = {
    "HTTP_X_FORWARDED_FOR": "for",
    "HTTP_X_FORWARDED_HOST": "host",
    "HTTP_X_FORWARDED_PREFIX": "prefix",
    "HTTP_X_FORWARDED_PROTO": "proto",
}
_MOUNT = "SCRIPT_NAME"

FORWARDING = (*_HEADERS, _MOUNT)
"""What of the WSGI environment says where a proxy shows the app."""


class Forwarded(NamedTuple):
    """What a proxy says of a request, as it came. Only names and the scheme ever reach an Event.

    Attributes:
        names: Which of the headers there are: ``for``, ``host``, ``prefix``, ``proto``.
        host: The host that the browser asked; "" where the proxy does not say.
        prefix: What the proxy took off the path; "" where the proxy does not say.
        proto: The scheme that the browser used; "" where the proxy does not say.
        mounted: Whether the app knows that it lies below a prefix (WSGI's SCRIPT_NAME).
    """

    names: tuple[str, ...]
    host: str
    prefix: str
    proto: str
    mounted: bool

    @property
    def scheme(self) -> str | None:
        """The scheme that the browser used, as it may be shown; None where the proxy does not say."""
        if not self.proto:
            return None
        return self.proto if self.proto in SCHEMES else OTHER

    def left_by(self, location: str, scheme: str, host: str, path: str) -> str | None:
        """Return which header shows that a redirect leads out of the place where the proxy shows the app.

        Args:
            location: Where the app sends the browser.
            scheme: The scheme of the request, as the app knows it.
            host: The host of the request, as the app knows it.
            path: The path of the request, as the app knows it.

        Returns:
            ``prefix``, ``proto`` or ``host``; None where no header shows it.
        """
        try:
            target = urlsplit(location)
        except ValueError:
            return None
        if target.netloc not in {"", host, self.host}:
            return None
        if self.proto == "https" and scheme == "http" and target.scheme == "http":
            return "proto"
        if target.netloc and target.netloc == host and self.host not in {"", host}:
            return "host"
        taken_off = self.prefix.startswith("/") and not self.mounted and not lies_below(path, self.prefix)
        if taken_off and target.path.startswith("/") and not lies_below(target.path, self.prefix):
            return "prefix"
        return None


def forwarded_of(environ: Mapping[str, Any]) -> Forwarded | None:
    """Return what a proxy says in the headers of a request; None where there is none.

    Args:
        environ: The WSGI environment, or of it what stands under the names of ``FORWARDING``.
    """
    names = tuple(name for header, name in _HEADERS.items() if header in environ)
    if not names:
        return None
    return Forwarded(
        names,
        _nearest(environ, "HTTP_X_FORWARDED_HOST"),
        _nearest(environ, "HTTP_X_FORWARDED_PREFIX").rstrip("/"),
        _nearest(environ, "HTTP_X_FORWARDED_PROTO").lower(),
        bool(environ.get(_MOUNT)),
    )


def _nearest(environ: Mapping[str, Any], header: str) -> str:
    """Return what the nearest of several proxies says: each adds its own word at the end."""
    return str(environ.get(header, "")).rpartition(",")[2].strip()
