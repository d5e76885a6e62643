"""An observed request against one that nobody records, on the demo app and on the smallest app there is.

Run it with ``python -m benchmarks.observed_request``. What the smallest app costs is printed twice: while it answers,
which is what a visitor notices, and with the events made afterwards. Beside it stands what OpenTelemetry's
instrumentation of Flask costs in the same run, where it is installed; nothing is demanded of that figure.
"""

import gc
import sys
from importlib import import_module
from importlib.util import find_spec
from statistics import median, quantiles
from time import perf_counter, thread_time
from typing import NamedTuple

from flask.testing import FlaskClient

from benchmarks.smallest_app import PASSWORD, app
from benchmarks.traced_request import measure
from tracer.activities.record import record

PAIRS = 20
IN_A_ROW = 100
"""So many requests are made in one go. The time of one is the lower quartile: the machine has other work to do."""

WARMING = 10
"""So many requests of each recording are not counted: the observer has read the code of the app after the first."""

ALLOWED = 1.2
ALLOWED_ON_SMALLEST = 1.16
ALLOWED_FOR_EVENTS = 0.41
"""So much of an unrecorded request may the events of one take to be made, after the app has answered: 100 microseconds
where such a request takes 245, as on the machine on which these limits were set."""

_OPENTELEMETRY = "opentelemetry.instrumentation.flask"


class Cost(NamedTuple):
    """What observing the smallest app costs.

    Attributes:
        answering: The time of an observed request divided by that of an unrecorded one, while the app answers.
        altogether: The same with the events made.
        events: The time in which the events of one request are made, divided by that of an unrecorded one.
        microseconds: The same time itself.
    """

    answering: float
    altogether: float
    events: float
    microseconds: float


def logged_in() -> FlaskClient:
    """Return a client of the smallest app that is logged in."""
    client = app.test_client()
    client.post("/login", data={"password": PASSWORD})
    return client


def seconds_for_one(client: FlaskClient) -> float:
    """Return how long a request takes."""
    times = []
    for _ in range(IN_A_ROW):
        begin = perf_counter()
        answer = client.get("/protected")
        times.append(perf_counter() - begin)
        if answer.data != b"private":
            raise RuntimeError("the protected page was not shown")
    return quantiles(times, n=4)[0]


def measure_smallest() -> Cost:
    """Return what observing the smallest app costs."""
    client = logged_in()
    seconds_for_one(client)
    answering, altogether, events, microseconds = [], [], [], []
    for _ in range(PAIRS):
        gc.collect()
        plain = seconds_for_one(client)
        with record(app) as recording:
            for _ in range(WARMING):
                client.get("/protected")
            made_before = len(recording.events)
            observed = seconds_for_one(client)
            begin = thread_time()  # nobody waits for it, so only what it takes of the processor counts
            made = len(recording.events) - made_before
            making = (thread_time() - begin) / IN_A_ROW
        if made < IN_A_ROW:
            raise RuntimeError(f"{made} events of {IN_A_ROW} requests")
        answering.append(observed / plain)
        altogether.append((observed + making) / plain)
        events.append(making / plain)
        microseconds.append(making * 1e6)
    return Cost(median(answering), median(altogether), median(events), quantiles(microseconds, n=4)[0])


def measure_opentelemetry() -> float | None:
    """Return what OpenTelemetry's instrumentation of Flask costs on the smallest app; None where it is not installed.

    It comes last: what it does to an app is not undone in every version of it.
    """
    try:
        if find_spec(_OPENTELEMETRY) is None or find_spec("opentelemetry.sdk.trace") is None:
            return None
    except ModuleNotFoundError:
        return None
    provider = import_module("opentelemetry.sdk.trace").TracerProvider()
    instrument = import_module(_OPENTELEMETRY).FlaskInstrumentor.instrument_app
    client = logged_in()
    seconds_for_one(client)
    plain = median(seconds_for_one(client) for _ in range(PAIRS))
    app._got_first_request = False  # noqa: SLF001 # Flask takes no hooks any more after its first request
    instrument(app, tracer_provider=provider)
    return median(seconds_for_one(client) for _ in range(PAIRS)) / plain


def main() -> int:
    """Print the ratios and return the exit code."""
    ratio, with_events = measure(announcing=False)
    print(f"demo app: observed / unrecorded request: {ratio:.3f} (allowed: {ALLOWED}); with events: {with_events:.3f}")
    cost = measure_smallest()
    print(
        f"smallest app: {cost.answering:.3f} (allowed: {ALLOWED_ON_SMALLEST}); with events: {cost.altogether:.3f}; "
        f"events / unrecorded request: {cost.events:.3f} (allowed: {ALLOWED_FOR_EVENTS}), {cost.microseconds:.0f} us"
    )
    other = measure_opentelemetry()
    print(f"OpenTelemetry on the smallest app: {'not installed' if other is None else f'{other:.3f}'}")
    too_dear = ratio > ALLOWED or cost.answering > ALLOWED_ON_SMALLEST or cost.events > ALLOWED_FOR_EVENTS
    return int(too_dear)


if __name__ == "__main__":
    sys.exit(main())
