"""``explain``: what a finding or a mistake means, why it happens, and what to do."""

from typing import TYPE_CHECKING

import click

from tracer.cli.command import Command
from tracer.cli.options import display_options

if TYPE_CHECKING:
    from tracer.views.terminal import ColorChoice


def complete_code(_ctx: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
    """Return the codes that begin with what is typed, for completion in a shell."""
    from tracer.activities.explain import explained_names  # noqa: PLC0415 # only while completing

    return [code for code in explained_names() if code.startswith(incomplete)]


@click.command(
    "explain",
    cls=Command,
    examples=(
        "python -m tracer explain user-not-found-again",
        "python -m tracer explain guard-removed",
        "python -m tracer explain",
    ),
)
@click.argument("code", required=False, shell_complete=complete_code)
@display_options
def command(code: str | None, *, plain: bool, color: "ColorChoice") -> None:
    """Say what a finding means, why it happens, and what to do.

    CODE is the name of a finding, as watch and inspect print it, or of a mistake that a hunt hides in an app. Without
    one all are listed, findings and mistakes apart.
    """
    from tracer.activities.explain import explain  # noqa: PLC0415 # not needed for --help

    explain(code, color=color, plain=plain)
