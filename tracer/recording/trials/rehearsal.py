"""A rehearsal: before the first trial of a demo app its process plays the app as it is shipped, once and for nobody.

What every run costs beside the app itself is done then, and not in each of the forks: libraries load the rest of
themselves, templates are compiled, and source is taken apart, that of Flask and Flask-Login and that of the app. All
of it is kept by what it was made of (a text, a code), so a run on changed files finds nothing that is not true of
them. The app itself is forgotten: each order imports it anew.
"""

import signal
import sys
from contextlib import suppress
from types import FrameType

from tracer import demo_app
from tracer.recording.demo.flask_run import run_on_flask
from tracer.recording.message_lines import to_line
from tracer.recording.observe.source_code import forget_files
from tracer.recording.trials.order import DemoAppName, TrialOrder

_LONGEST = 5.0
"""In seconds; it takes a quarter of one. Whoever changes the demo app so that it hangs is told by the trials."""


def rehearse(order: TrialOrder) -> None:
    """Perform the first scenario of an order on its demo app, without the texts that the order puts in.

    Nothing of the app is loaded afterwards. Whatever goes wrong here is found again by the order itself.

    Args:
        order: The order; nothing happens where its app is none of the demo apps.
    """
    if not isinstance(order.app, DemoAppName) or not order.scenarios:
        return
    before = signal.signal(signal.SIGALRM, _give_up)
    signal.setitimer(signal.ITIMER_REAL, _LONGEST)
    try:
        with suppress(Exception, SystemExit):
            first = next(iter(order.scenarios.values()))
            to_line(run_on_flask(first, app=order.app.name, settings=order.settings, witness="observed"))
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        _forget_demo_apps()


def _give_up(_signal: int, _frame: FrameType | None) -> None:
    raise TimeoutError


def _forget_demo_apps() -> None:
    """Let the modules of the demo apps be executed anew when they are imported, and their files be read anew."""
    inside = f"{demo_app.__name__}."
    for name in [name for name in sys.modules if name.startswith(inside)]:
        del sys.modules[name]
        parent, _, own = name.rpartition(".")
        vars(sys.modules.get(parent, demo_app)).pop(own, None)
    forget_files()
