"""``glossary``: what a word of the course means."""

from typing import TYPE_CHECKING

import click

from tracer.cli.command import Command
from tracer.cli.options import display_options

if TYPE_CHECKING:
    from tracer.views.terminal import ColorChoice


def complete_word(_ctx: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
    """Return the words that begin with what is typed, for completion in a shell."""
    from tracer.lessons.glossary import glossary  # noqa: PLC0415 # only while completing

    return [entry.word for entry in glossary() if entry.word.startswith(incomplete)]


@click.command(
    "glossary",
    cls=Command,
    examples=("python -m tracer glossary session cookie", "python -m tracer glossary"),
)
@click.argument("word", nargs=-1, metavar="[WORD]...", shell_complete=complete_word)
@click.option("--json", "as_json", is_flag=True, help="Print the words as JSON, and nothing else.")
@display_options
def command(word: tuple[str, ...], *, as_json: bool, plain: bool, color: "ColorChoice") -> None:
    """Say what a word of the course means, such as guard, session cookie or fresh.

    WORD is the word; one that consists of two is typed with a blank. Without one all words are listed.
    """
    from tracer.activities.glossary import show_glossary  # noqa: PLC0415 # not needed for --help

    show_glossary(" ".join(word), as_json=as_json, color=color, plain=plain)
