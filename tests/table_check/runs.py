"""Performing scenarios for the tests of static tables."""

from collections.abc import Mapping
from dataclasses import replace

from tests.course import performed, scenario
from tracer.trace.events import Trace
from tracer.trace.scenario import Value


def perform(name: str, settings: Mapping[str, Value]) -> Trace:
    """Perform a scenario with settings on top of its own; the same one is performed once."""
    scenario_name, _, app = name.partition("@")
    chosen = scenario(scenario_name)
    return performed(replace(chosen, settings={**chosen.settings, **settings}), app or "flask")
