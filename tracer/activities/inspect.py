"""Saying what is to be said of an app without a single request.

Everything is imported before the app is loaded: then its folder is on the path, and there may lie a ``json.py``.
"""

import json

import click

from tracer.findings import find
from tracer.findings.advice import advice_for
from tracer.recording.child_environment import child_environment
from tracer.recording.inspect import inspect_app, secret_key_is_fixed
from tracer.trace.observed_facts import AppFacts
from tracer.trace.plain_form import to_plain
from tracer.views.findings import AdviceList, FindingList
from tracer.views.inspect import AppReport
from tracer.views.terminal import Terminal


def inspect(target: str, terminal: Terminal, *, production: bool, as_json: bool) -> int:
    """Load an app and show how its login is set up.

    Args:
        target: The app, as ``load_app`` takes it.
        terminal: Where it is shown.
        production: Whether to say as well what should be changed before the app goes to production.
        as_json: Whether to print the description as JSON instead, and nothing else.

    Returns:
        The exit code: 1 when something is wrong with the app.

    Raises:
        AppError: The app cannot be loaded.
    """
    environment = child_environment()
    trace = inspect_app(target)
    app = next(trace.facts_of(AppFacts))
    findings = find(trace)
    advice = tuple(advice_for(app, key_is_fixed=secret_key_is_fixed(target, environment))) if production else ()
    if as_json:
        found = [{"code": finding.code, "what": finding.what, "place": finding.place} for finding in findings]
        noted = [{"topic": note.topic, "advice": note.advice} for note in advice]
        click.echo(json.dumps({"format_version": 1, "app": to_plain(app), "findings": found, "notes": noted}))
    else:
        terminal.show(AppReport(app), FindingList(findings), *([AdviceList(advice)] if production else []))
    return 1 if findings else 0
