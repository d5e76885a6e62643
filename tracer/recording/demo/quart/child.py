"""The process in which the Quart app runs: ``python -m tracer.recording.demo.quart.child``.

It reads one JSON object from the first line of its standard input::

    {"scenario": {...}, "settings": {...}, "time_limit": 30}

and writes JSON Lines to a pipe of its own, the last of which says how it ended::

    {"began": {"versions": {...}, "pages": {...}}}
    {"event": {...}}
    {"ended": true}            or  {"failed": {"error": "scenario", "message": "...", "place": []}}

The pipe is what was the standard output when the process began. What the app prints after that goes to the
standard error, by whatever way it is printed, so it cannot get among the events.

The standard input stays open as long as somebody waits for the answers. When it is closed, this process ends.
"""

import faulthandler
import json
import os
import sys
from threading import Thread

from tracer.errors import ScenarioError
from tracer.recording.child_output import take_standard_output
from tracer.trace.plain_values import Plain


def _end_when_nobody_waits() -> None:
    """End this process when the one that started it is gone, however it went."""
    sys.stdin.read()
    os._exit(1)


def main() -> None:
    """Perform the scenario that stands on the standard input."""
    pipe = take_standard_output()

    def write(name: str, content: Plain) -> None:
        pipe.write(json.dumps({name: content}) + "\n")

    order = json.loads(sys.stdin.readline())
    Thread(target=_end_when_nobody_waits, daemon=True).start()
    # Ends the process even when nobody is left who waits for it, and says where it was.
    faulthandler.dump_traceback_later(order["time_limit"], exit=True)
    try:
        import quart_flask_patch  # noqa: F401, PLC0415 # the first of all, and it imports Quart: is either missing?
    except Exception as error:  # noqa: BLE001 # the patch changes asyncio's inside, and may fail in any way
        write("failed", {"error": "missing", "message": f"{type(error).__name__}: {error}"})
        return
    # Outside of that: an error in the demo app itself is a crash, and is told with its traceback.
    from tracer.recording.demo.quart import in_process  # noqa: PLC0415 # not before the patch
    from tracer.recording.versions import library_versions  # noqa: PLC0415 # not needed where Quart is missing
    from tracer.trace.json_format import event_to_plain, scenario_from_plain  # noqa: PLC0415 # as above

    write("began", {"versions": {**library_versions("quart")}, "pages": {**in_process.PAGES}})
    scenario = scenario_from_plain(order["scenario"])
    try:
        in_process.perform_on_quart(scenario, order["settings"], lambda event: write("event", event_to_plain(event)))
    except ScenarioError as error:
        wrong: list[Plain] = [{"message": str(each), "place": [*each.place]} for each in (error, *error.others)]
        write("failed", {"error": "scenario", "wrong": wrong})
        return
    write("ended", content=True)


if __name__ == "__main__":
    main()
