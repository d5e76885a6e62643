"""Handing requests to a Flask app in this process."""

from urllib.parse import urlsplit, urlunsplit

from flask import Flask
from werkzeug.test import Client, EnvironBuilder

from tracer.recording.exchange import Transport, WebRequest, WebResponse
from tracer.recording.recorder import BROWSER_KEY


def in_process(app: Flask) -> Transport:
    """Return a transport that hands requests to a Flask app in this process."""
    client = Client(app, use_cookies=False)

    def send(request: WebRequest) -> WebResponse:
        parts = urlsplit(request.url)
        builder = EnvironBuilder(
            path=urlunsplit(("", "", parts.path, parts.query, "")),
            base_url=f"{parts.scheme}://{parts.netloc}",
            method=request.method,
            headers=list(request.headers.items()),
            data=dict(request.form) if request.form is not None else None,
            environ_base={"REMOTE_ADDR": request.address, BROWSER_KEY: request.browser},
        )
        # A static file stays open until its response is closed.
        with client.open(builder) as response:
            return WebResponse(response.status_code, tuple(response.headers.items()), response.get_data(as_text=True))

    return send
