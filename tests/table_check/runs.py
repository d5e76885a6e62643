"""Performing scenarios for the tests of static tables."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from tests.conftest import CHEAP, scenario
from tracer.recording.demo.run import run
from tracer.trace.events import Trace
from tracer.trace.scenario import Value


def perform(name: str, settings: Mapping[str, Value]) -> Trace:
    """Perform a scenario with settings on top of its own; the same one is performed once."""
    return _performed(name, tuple(sorted(settings.items(), key=str)))


@cache
def _performed(name: str, settings: tuple[tuple[str, Value], ...]) -> Trace:
    scenario_name, _, app = name.partition("@")
    chosen = scenario(scenario_name)
    changed = replace(chosen, settings={**chosen.settings, **dict(settings)})
    return run(changed, app or "flask", settings={"PASSWORD_HASH_METHOD": CHEAP})
