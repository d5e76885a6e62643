"""Cost grows in proportion to what is recorded: from 10 to 10,000 requests, in time and in memory.

Run it with ``python -m benchmarks.growth``. For each size it prints the time and the memory of one request, events
and steps made; then the greatest cost of a request among the sizes from 100 divided by the smallest. After that come
``show``, the findings and ``watch --keep``: ten times as many requests take about ten times as long.
"""

import gc
import sys
import tracemalloc
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, thread_time

from benchmarks.smallest_app import PASSWORD as LOGIN_PASSWORD
from benchmarks.smallest_app import app
from benchmarks.traced_request import PASSWORD, logged_in
from demo_app.flask_app import create_app
from tracer.activities.record import record
from tracer.findings import find
from tracer.recording.flask_adapter import flask_transport
from tracer.recording.watched_requests import Watch
from tracer.trace.events import Trace
from tracer.trace.files import load_trace, save_trace
from tracer.trace.table import table
from tracer.views.run import RunOptions, show_run
from tracer.views.terminal import open_terminal
from tracer.views.watch import LiveTable

SIZES = (10, 100, 1_000, 10_000)
STEADY = 100
"""From so many requests on, the fixed costs of a recording no longer show."""

ALLOWED = 1.5

FEW, MANY = 300, 3_000
"""So many requests are shown and searched for findings; a request has about five events."""

ALLOWED_TO_MANY = 2.0
"""So many times as much as in the short trace may a request cost in the one that is ten times as long.

The short one lies in the caches of the processor and the long one does not, which takes half as long again. What grows
with the square of the requests would cost ten times as much.
"""

ROUNDS = 2
BROWSERS = 7


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


def observed(requests: int) -> Trace:
    """Return what was seen of the smallest app: several browsers log in, look at a page, and lose their cookies."""
    clients = [app.test_client() for _ in range(BROWSERS)]
    with record(app) as recording:
        for number in range(requests):
            client = clients[number % BROWSERS]
            if number // BROWSERS % 5 == 0:
                client.delete_cookie("session")
                client.post("/login", data={"password": LOGIN_PASSWORD})
            elif number // BROWSERS % 5 == 4:  # noqa: PLR2004 # the last of five
                client.delete_cookie("session")
                client.get("/protected")
            else:
                client.get("/protected")
    return recording.trace


def seconds_to_show(trace: Trace) -> float:
    """Return how long it takes to show a trace that was saved."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "trace.json"
        save_trace(trace, file)
        terminal = open_terminal("never", out=StringIO(), err=StringIO(), width=100)
        begin = thread_time()
        shown = load_trace(file)
        show_run(terminal, shown, None, RunOptions())
    return thread_time() - begin


def seconds_to_find(trace: Trace) -> float:
    """Return how long it takes to find what is wrong."""
    begin = thread_time()
    find(trace)
    return thread_time() - begin


def seconds_to_watch(trace: Trace) -> float:
    """Return how long it takes to watch as many requests, all remembered, and to find what is wrong meanwhile."""
    requests = sum(1 for _ in trace.of_kind("request"))
    client = app.test_client()
    client.post("/login", data={"password": LOGIN_PASSWORD})
    watched = Watch(app, keep=requests, show_values=False)
    table_so_far = LiveTable(open_terminal("never", out=StringIO(), err=StringIO(), width=100), watched.head)
    begin = thread_time()
    with watched.listening():
        for _ in range(requests // AT_ONCE):
            for _ in range(AT_ONCE):
                client.get("/protected")
            for events in watched.new_requests():
                table_so_far.take(events)
            watched.findings()
            table_so_far.flush()
    return thread_time() - begin


AT_ONCE = 50
"""So many requests are answered between two searches for findings."""


def growth() -> Iterator[tuple[str, float]]:
    """Yield what is done with a trace, and what a request costs in the long one divided by that in the short one."""
    few, many = observed(FEW), observed(MANY)
    jobs: dict[str, Callable[[Trace], float]] = {
        "show": seconds_to_show,
        "findings": seconds_to_find,
        "watch --keep": seconds_to_watch,
    }
    for name, seconds in jobs.items():
        short, long = (min(seconds(trace) for _ in range(ROUNDS)) for trace in (few, many))
        yield name, long / short / (MANY / FEW)


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
    too_dear = max(ratios) > ALLOWED
    for name, ratio in growth():
        print(f"{name}: a request among {MANY} / one among {FEW}: {ratio:.2f} (allowed: {ALLOWED_TO_MANY})")
        too_dear = too_dear or ratio > ALLOWED_TO_MANY
    return int(too_dear)


if __name__ == "__main__":
    sys.exit(main())
