"""``cookie``: the session cookie as the browser holds it, its parts, and what comes of changing it."""

from typing import TYPE_CHECKING

import click

from tracer.cli.command import Command
from tracer.cli.options import display_options

if TYPE_CHECKING:
    from tracer.views.terminal import ColorChoice


@click.command("cookie", cls=Command, examples=("python -m tracer cookie",))
@display_options
def command(*, plain: bool, color: "ColorChoice") -> None:
    """Show a session cookie as the browser holds it: its three parts, and who can read, use and change it.

    The cookie is made for this showing, by the demo app with a secret key of its own. It is never recorded.
    """
    from tracer.activities.cookie import show_cookie  # noqa: PLC0415 # not needed for --help

    show_cookie(color=color, plain=plain)
