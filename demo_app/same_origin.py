"""Refusing forms that another site sends.

A browser says by Sec-Fetch-Site (and by Origin) where a form comes from, and no script can forge either. That
protects every form of this site without a token in the session, so an anonymous visitor needs no session at all.
"""

from urllib.parse import urlsplit

from flask import abort, request

_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def refuse_foreign_posts() -> None:
    """Abort with 403 when a request that changes something comes from another site.

    A client that sends neither header is no browser: it carries no cookies that it was not given on purpose.
    """
    if request.method in _SAFE_METHODS:
        return
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    if site is not None:
        foreign = site not in {"same-origin", "none"}
    else:
        foreign = origin is not None and _host_of(origin) != request.host
    if foreign:
        abort(403, "This form was sent by another site.")


def _host_of(origin: str) -> str | None:
    """Return the host of an Origin header, None for what is no address."""
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return None
