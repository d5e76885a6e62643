"""Performing a scenario on the Quart demo app, in a process of its own, and taking what it recorded.

Quart must not be imported here: with quart-flask-patch it takes Flask's place for the whole process, and a Flask app
beside it would break.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from tracer.errors import AppError, NotInstalledError, ScenarioError, TraceFileError
from tracer.libraries import remedy
from tracer.recording.child_process import TIME_LIMIT, ChildProcess
from tracer.scratch_folder import scratch_folder
from tracer.trace.events import Event, Trace
from tracer.trace.json_format import event_from_plain, scenario_to_plain
from tracer.trace.scenario import Scenario

_GRACE = 3.0
"""How many seconds later the process is killed from outside, if it could not end itself and say where it was."""

_LAST_LINES = 15
"""How many lines of what the process said are shown."""

_APP = "demo_app"
"""What stands in the path of each file of the app."""

_BEFORE = 5
"""How many lines are shown of what it said before it hung."""


def run_on_quart(
    scenario: Scenario, *, settings: Mapping[str, object] | None = None, time_limit: float = TIME_LIMIT
) -> Trace:
    """Perform a scenario on a fresh Quart demo app with a database of its own, and return the trace.

    Args:
        scenario: What is performed.
        settings: Settings of the app on top of the scenario's own; values that JSON can hold.
        time_limit: How many seconds the run may take.

    Raises:
        ScenarioError: The scenario names a page or a setting that the app does not have, or wants the observer,
            who watches Flask apps only.
        NotInstalledError: Quart is missing, or cannot be used on this Python.
        AppError: The process of the app crashed, hung or wrote what is not an event. The message holds what it said.
    """
    if scenario.observed:
        raise ScenarioError(
            f'scenario "{scenario.name}": the observer watches Flask apps only. Run it with --app flask, or set '
            "observed = false."
        )
    with scratch_folder() as folder:
        order = {
            "scenario": scenario_to_plain(scenario),
            "settings": {"DATABASE": str(folder / "users.sqlite3"), **(settings or {})},
            "time_limit": time_limit,
        }
        arguments = ["-m", "tracer.recording.demo.quart.child"]
        with ChildProcess(arguments, json.dumps(order).encode(), time_limit + _GRACE) as child:
            record = _Record()
            for line in child.lines():
                if not record.take(line):
                    raise AppError(
                        _with_words("The process of the Quart app wrote something that is not an event", child, line)
                    )
        if record.failure is not None:
            raise record.failure
        if not record.ended:
            raise AppError(_with_words(_what_happened(child, time_limit), child))
        return Trace(scenario, "quart", tuple(record.events), "announced", record.versions, record.pages)


class _Record:
    """What the process has told so far."""

    def __init__(self) -> None:
        self.versions: dict[str, str] = {}
        self.pages: dict[str, str] = {}
        self.events: list[Event] = []
        self.ended = False
        self.failure: NotInstalledError | ScenarioError | None = None

    def take(self, line: bytes) -> bool:
        """Take one line, or return False when it is none of those that ``child`` writes."""
        try:
            [(name, content)] = json.loads(line).items()
            getattr(self, f"_take_{name}")(content)
        except (ValueError, TypeError, AttributeError, KeyError, TraceFileError):
            return False
        return True

    def _take_began(self, content: Any) -> None:
        self.versions = dict(content["versions"])
        self.pages = dict(content["pages"])

    def _take_event(self, content: Any) -> None:
        self.events.append(event_from_plain(content))

    def _take_ended(self, _content: Any) -> None:
        self.ended = True

    def _take_failed(self, content: Any) -> None:
        if content["error"] == "scenario":
            first, *others = (ScenarioError(each["message"], tuple(each["place"])) for each in content["wrong"])
            self.failure = ScenarioError(str(first), first.place, tuple(others))
        else:
            self.failure = NotInstalledError(
                f"The Quart app needs Quart, which cannot be used here ({content['message']}). {remedy('quart')}"
            )


def _what_happened(child: ChildProcess, time_limit: float) -> str:
    if child.timed_out or child.seconds >= time_limit:
        return f"The Quart app was not done within {time_limit:g} s and was stopped"
    if child.exit_code < 0:
        return f"The process of the Quart app was killed by signal {-child.exit_code}"
    return f"The process of the Quart app ended too early, with exit code {child.exit_code}"


def _with_words(what: str, child: ChildProcess, line: bytes = b"") -> str:
    """Return the message of an error, with what the process said."""
    shown = f": {line[:200].decode('utf-8', errors='replace').strip()!r}" if line else ""
    said = child.said.splitlines()
    # A process that ends itself writes where it was, the innermost function first.
    hung = next((number for number, text in enumerate(said) if text.startswith("Timeout (")), None)
    words = said[-_LAST_LINES:] if hung is None else [*said[max(0, hung - _BEFORE) : hung], *_where(said[hung:])]
    spoken = "It said:\n" + "\n".join(f"  {text}" for text in words) if words else "It said nothing."
    return f"{what}{shown}. If you changed demo_app/quart_app, look there first. {spoken}"


def _where(dump: Sequence[str]) -> Sequence[str]:
    """Return what matters of the lines that say where a process hung: the places in the app, if it was there."""
    places = [number for number, line in enumerate(dump) if _APP in line]
    if not places:
        return dump[:_LAST_LINES]
    # The line before says what the app had called.
    return [dump[0], *(dump[number] for number in sorted({*places, *(place - 1 for place in places)}) if number)]
