"""A command whose help shows examples first."""

from collections.abc import Sequence
from typing import Any

import click

from tracer.command_line import as_called


class Command(click.Command):
    """A command with examples.

    Args:
        examples: Whole command lines, shown as they are.
    """

    def __init__(self, *args: Any, examples: Sequence[str] = (), **settings: Any) -> None:
        super().__init__(*args, **settings)
        self._examples = examples

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what the command does, then the examples."""
        super().format_help_text(ctx, formatter)
        with formatter.section("Examples"):
            for example in self._examples:
                formatter.write(f"{'':{formatter.current_indent}}{as_called(example)}\n")
