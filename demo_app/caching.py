"""Keeping pages out of the browser's memory."""

from flask import Response, request


def forbid_caching(response: Response) -> Response:
    """Ask the browser not to keep the page: what it shows depends on who is logged in at that moment."""
    if request.endpoint != "static":
        response.headers["Cache-Control"] = "no-store"
    return response
