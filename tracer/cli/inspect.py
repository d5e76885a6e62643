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
    from tracer.activities.inspect import inspect  # noqa: PLC0415 # not needed for --help

    return inspect(target, production=production, as_json=as_json, color=color, plain=plain)
