"""Saying what can be known of an app without a single request: its guards, its settings, and what is wrong.

Everything is imported before the app is loaded: then its folder is on the path, and there may lie a ``json.py``.
"""

from tracer.activities.json_output import JsonOutput
from tracer.findings import find
from tracer.findings.advice import advice_for
from tracer.recording.child_environment import child_environment
from tracer.recording.inspect import inspect_app, secret_key_is_fixed
from tracer.trace.app_facts import AppFacts
from tracer.trace.plain_form import to_plain
from tracer.views.findings import AdviceList, FindingList
from tracer.views.inspect import AppReport
from tracer.views.terminal import ColorChoice, open_terminal


def inspect(target: str, *, production: bool, as_json: bool, color: ColorChoice, plain: bool) -> int:
    """Load an app, make no request, and show what it is like.

    Args:
        target: The app, as ``load_app`` takes it.
        production: Whether to say as well what should be changed before the app goes to production.
        as_json: Whether the description is written as JSON instead.
        color: Whether to use colour.
        plain: Whether it is shown in its plain form.

    Returns:
        The exit code: 1 when something is wrong with the app, otherwise 0.

    Raises:
        AppError: The app cannot be loaded.
    """
    output = JsonOutput() if as_json else None
    environment = child_environment()
    terminal = open_terminal(color, plain=plain)
    trace = inspect_app(target)
    app = next(trace.facts_of(AppFacts))
    findings = find(trace)
    advice = tuple(advice_for(app, key_is_fixed=secret_key_is_fixed(target, environment))) if production else ()
    if output is not None:
        found = [{"code": finding.code, "what": finding.what, "place": finding.place} for finding in findings]
        noted = [{"topic": each.topic, "advice": each.advice} for each in advice]
        output.write_json({"format_version": 1, "app": to_plain(app), "findings": found, "notes": noted})
    else:
        terminal.show(AppReport(app), FindingList(findings, "code"), *([AdviceList(advice)] if production else []))
    return 1 if findings else 0
