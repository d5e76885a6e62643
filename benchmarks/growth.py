"""Cost grows in proportion to what is recorded: from 10 to 10,000 requests, in time and in memory.

Run it with ``python -m benchmarks.growth``. For each size it prints the time and the memory of one request, events
and steps made; the last line is the greatest cost of a request among the sizes from 100 divided by the smallest.
"""

import gc
import sys
import tracemalloc
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from benchmarks.traced_request import PASSWORD, logged_in
from demo_app.flask_app import create_app
from tracer.activities.record import record
from tracer.recording.flask_adapter import flask_transport
from tracer.trace.table import table

SIZES = (10, 100, 1_000, 10_000)
STEADY = 100
"""From so many requests on, the fixed costs of a recording no longer show."""

ALLOWED = 1.5


def cost(requests: int, folder: Path) -> tuple[float, float]:
    """Return the microseconds and the bytes of one recorded request, of so many in one recording."""
    app = create_app(
        {
            "ACCOUNTS": {"ada": PASSWORD},
            "DATABASE": str(folder / "users.sqlite3"),
            "PASSWORD_HASH_METHOD": "pbkdf2:sha256:1000",
        }
    )
    send = flask_transport(app)
    request = logged_in(send)
    send(request)
    gc.collect()
    begin = perf_counter()
    with record(app) as recording:
        for _ in range(requests):
            send(request)
        rows = table(recording.trace)
    seconds = perf_counter() - begin
    if len(rows.steps) != 2 * requests:
        raise RuntimeError(f"{len(rows.steps)} steps for {requests} requests")
    del rows, recording

    gc.collect()
    tracemalloc.start()
    with record(app) as recording:
        for _ in range(requests):
            send(request)
        rows = table(recording.trace)
        held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return seconds / len(rows.steps) * 2e6, held / requests


def main() -> int:
    """Print the costs and return the exit code."""
    costs = {}
    with TemporaryDirectory() as folder:
        for requests in SIZES:
            costs[requests] = cost(requests, Path(folder))
            print(f"{requests:6} requests: {costs[requests][0]:8.0f} us, {costs[requests][1]:8.0f} bytes each")
    steady = [values for requests, values in costs.items() if requests >= STEADY]
    ratios = [max(column) / min(column) for column in zip(*steady, strict=True)]
    print(f"dearest / cheapest request: {ratios[0]:.2f} in time, {ratios[1]:.2f} in memory (allowed: {ALLOWED})")
    return int(max(ratios) > ALLOWED)


if __name__ == "__main__":
    sys.exit(main())
