"""``inspect``: what can be said of an app without a single request."""

from typing import TYPE_CHECKING

import click

from tracer.cli.command import Command
from tracer.cli.options import SentText, display_options

if TYPE_CHECKING:
    from tracer.views.terminal import ColorChoice


@click.command(
    "inspect",
    cls=Command,
    examples=(
        "python -m tracer inspect shop:app",
        "python -m tracer inspect 'shop:create_app(\"test\")' --production",
        "python -m tracer inspect shop.py --plain",
        "python -m tracer inspect shop:app --ask --value item=1",
    ),
)
@click.argument("target")
@click.option(
    "--production", is_flag=True, help="Say as well what should be changed before the app goes to production."
)
@click.option(
    "--ask",
    is_flag=True,
    help="Ask the app for its pages as a stranger, by GET alone, and show what it answers beside what its code says.",
)
@click.option("--yes", "agreed", is_flag=True, help="With --ask: send the requests without a question.")
@click.option(
    "--value",
    "values",
    multiple=True,
    type=SentText(),
    metavar="NAME=TEXT",
    help="With --ask: what stands for an argument of a rule, such as item=1. May be repeated.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the description of the app as JSON, and nothing else.")
@display_options
def command(
    target: str,
    *,
    production: bool,
    ask: bool,
    agreed: bool,
    values: tuple[str, ...],
    as_json: bool,
    plain: bool,
    color: "ColorChoice",
) -> int:
    """Say which views of an app are guarded, and how its login is set up.

    TARGET is whatever "flask --app" takes: a module, module:app, a factory with arguments, or a path; "demo" is the
    demo app. The app is loaded and no request is made, unless you say --ask. It is loaded a second time in another
    process, to see whether its secret key stays the same. Ends with 1 when something is wrong.
    """
    from tracer.activities.inspect import StrangerOptions, inspect  # noqa: PLC0415 # not needed for --help
    from tracer.errors import UsageError  # noqa: PLC0415 # as above

    if (agreed or values) and not ask:
        raise UsageError("--yes and --value belong to --ask. Write it too, or leave them out.")
    named = dict(value.partition("=")[::2] for value in values)
    if any("=" not in value for value in values) or "" in named:
        raise UsageError("--value takes a name and a text, as in --value item=1")
    stranger = StrangerOptions(ask, agreed, _confirm, named)
    return inspect(target, production=production, stranger=stranger, as_json=as_json, color=color, plain=plain)


def _confirm(question: str) -> bool:
    return click.confirm(question, err=True)
