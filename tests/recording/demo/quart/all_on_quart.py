"""Performing many scenarios on the Quart app in one process, because starting one takes most of a second.

``together`` is for the tests; ``python -m tests.recording.demo.quart.all_on_quart`` is the process.
"""

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from tracer.errors import ScenarioError
from tracer.recording.child_output import take_standard_output
from tracer.recording.child_process import ChildProcess
from tracer.trace.events import Event, Trace
from tracer.trace.json_format import event_from_plain, event_to_plain, scenario_from_plain, scenario_to_plain
from tracer.trace.scenario import Scenario

PAGES = {
    "login": "/",
    "home": "/",
    "logout": "/logout",
    "protected": "/protected",
    "stylesheet": "/static/style.css",
}


def together(scenarios: Sequence[Scenario], settings: Mapping[str, object]) -> list[Trace | str]:
    """Return the trace of each scenario, or why it makes no sense on this app."""
    with TemporaryDirectory() as folder:
        order = [
            (scenario_to_plain(scenario), {**settings, "DATABASE": str(Path(folder) / f"{number}.sqlite3")})
            for number, scenario in enumerate(scenarios)
        ]
        with ChildProcess(["-m", "tests.recording.demo.quart.all_on_quart"], json.dumps(order).encode(), 100) as child:
            lines = list(child.lines())
    assert (child.exit_code, len(lines)) == (0, len(order)), child.said
    return [_told(scenario, json.loads(line)) for scenario, line in zip(scenarios, lines, strict=True)]


def _told(scenario: Scenario, answer: Mapping[str, list[object]]) -> Trace | str:
    if "senseless" in answer:
        return str(answer["senseless"])
    events = tuple(event_from_plain(event) for event in answer["events"])  # type: ignore[arg-type] # it was JSON
    return Trace(scenario, "quart", events, pages=PAGES)


def main() -> None:
    # Here and not above: only this process may import Quart.
    from tracer.recording.demo.quart.in_process import perform_on_quart  # noqa: PLC0415 # as the comment says

    pipe = take_standard_output()
    for scenario, settings in json.loads(sys.stdin.readline()):
        events: list[Event] = []
        try:
            perform_on_quart(scenario_from_plain(scenario), settings, events.append)
        except ScenarioError as error:
            pipe.write(json.dumps({"senseless": str(error)}) + "\n")
        else:
            pipe.write(json.dumps({"events": [event_to_plain(event) for event in events]}) + "\n")


if __name__ == "__main__":
    main()
