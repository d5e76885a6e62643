"""A recorded request against one that nobody records: 2,000 times the protected page, interleaved.

Run it with ``python -m benchmarks.traced_request``. At most 1.15 is allowed for an app that announces its stages.
That is what whoever waits for the answer notices; a second figure adds the making of the events afterwards.
"""

import gc
import sys
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from demo_app.flask_app import create_app
from tracer import stages
from tracer.activities.record import record
from tracer.browser.http import Transport, WebRequest
from tracer.recording.flask_adapter import flask_transport

REQUESTS = 2_000
BLOCK = 20
"""So many requests are made in one go, then the other kind has its turn: the machine's moods hit both alike."""

ALLOWED = 1.15

PASSWORD = "a password for measuring"  # noqa: S105 # protects nothing


def logged_in(transport: Transport) -> WebRequest:
    """Return the request of a logged-in browser for the protected page."""
    response = transport(
        WebRequest("POST", "http://demo.example/login", form=(("username", "ada"), ("password", PASSWORD)))
    )
    cookie = (response.header("Set-Cookie") or "").partition(";")[0]
    return WebRequest("GET", "http://demo.example/protected", {"Cookie": cookie})


def seconds_for_block(transport: Transport, request: WebRequest) -> float:
    """Return how long a block of requests takes."""
    begin = perf_counter()
    for _ in range(BLOCK):
        if transport(request).status != 200:  # noqa: PLR2004 # HTTP's OK
            raise RuntimeError("the protected page was not shown")
    return perf_counter() - begin


def measure(*, announcing: bool = True) -> tuple[float, float]:
    """Return the time of a recorded request divided by that of an unrecorded one: the median over the blocks.

    Returns:
        The ratio while the app answers, and the one with the events made afterwards.

    Args:
        announcing: Whether the app says that it announces its stages. One that does not is observed.
    """
    with TemporaryDirectory() as folder:
        settings = {
            "ACCOUNTS": {"ada": PASSWORD},
            "DATABASE": str(Path(folder) / "users.sqlite3"),
            "PASSWORD_HASH_METHOD": "pbkdf2:sha256:1000",
        }
        app = create_app(settings)
        if not announcing:
            del app.extensions[stages.ANNOUNCED]
        transport = flask_transport(app)
        request = logged_in(transport)
        seconds_for_block(transport, request)
        answering, altogether = [], []
        for _ in range(REQUESTS // BLOCK):
            gc.collect()
            plain = seconds_for_block(transport, request)
            with record(app) as recording:
                recorded = seconds_for_block(transport, request)
                begin = perf_counter()
                made = len(recording.events)
                making = perf_counter() - begin
            if made < BLOCK:
                raise RuntimeError(f"{made} events of {BLOCK} requests")
            answering.append(recorded / plain)
            altogether.append((recorded + making) / plain)
    return median(answering), median(altogether)


if __name__ == "__main__":
    ratio, with_events = measure()
    print(f"recorded / unrecorded request: {ratio:.3f} (allowed: {ALLOWED}); with its events made: {with_events:.3f}")
    sys.exit(ratio > ALLOWED)
