"""``inspect``: what can be said of an app without a single request."""

from typing import TYPE_CHECKING

import click

from tracer.cli.command import Command
from tracer.cli.options import display_options

if TYPE_CHECKING:
    from tracer.views.terminal import ColorChoice


@click.command(
    "inspect",
    cls=Command,
    examples=(
        "python -m tracer inspect shop:app",
        "python -m tracer inspect 'shop:create_app(\"test\")' --production",
        "python -m tracer inspect shop.py --plain",
    ),
)
@click.argument("target")
@click.option(
    "--production", is_flag=True, help="Say as well what should be changed before the app goes to production."
)
@click.option("--json", "as_json", is_flag=True, help="Print the description of the app as JSON, and nothing else.")
@display_options
def command(target: str, *, production: bool, as_json: bool, plain: bool, color: "ColorChoice") -> int:
    """Say which views of an app are guarded, and how its login is set up.

    TARGET is whatever "flask --app" takes: a module, module:app, a factory with arguments, or a path; "demo" is the
    demo app. The app is loaded and no request is made. Ends with 1 when something is wrong.
    """
    from tracer.findings import find  # noqa: PLC0415 # not needed for --help
    from tracer.findings.advice import advice_for  # noqa: PLC0415 # as above
    from tracer.recording.inspect import inspect_app, secret_key_is_fixed  # noqa: PLC0415 # Flask takes 170 ms
    from tracer.trace.observed_facts import AppFacts  # noqa: PLC0415 # as above

    trace = inspect_app(target)
    app = next(trace.facts_of(AppFacts))
    findings = find(trace)
    advice = tuple(advice_for(app, key_is_fixed=secret_key_is_fixed(target))) if production else ()
    if as_json:
        import json  # noqa: PLC0415 # only here

        from tracer.trace.plain_form import to_plain  # noqa: PLC0415 # as above

        found = [{"code": finding.code, "what": finding.what, "place": finding.place} for finding in findings]
        noted = [{"topic": note.topic, "advice": note.advice} for note in advice]
        click.echo(json.dumps({"format_version": 1, "app": to_plain(app), "findings": found, "notes": noted}))
    else:
        from tracer.views.findings import AdviceList, FindingList  # noqa: PLC0415 # as above
        from tracer.views.inspect import AppReport  # noqa: PLC0415 # Rich takes 50 ms
        from tracer.views.terminal import open_terminal  # noqa: PLC0415 # as above

        notes_view = (AdviceList(advice),) if production else ()
        open_terminal(color, plain=plain).show(AppReport(app), FindingList(findings), *notes_view)
    return 1 if findings else 0
