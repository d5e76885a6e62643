"""The glossary on the command line: every word, or what one of them means."""

from dataclasses import asdict
from typing import TYPE_CHECKING

from tracer.activities.standard_streams import write_json
from tracer.lessons.glossary import glossary, glossary_entry

if TYPE_CHECKING:
    from tracer.views.terminal import ColorChoice


def show_glossary(word: str, *, as_json: bool, color: "ColorChoice", plain: bool) -> None:
    """Show what a word means, or the list of all of them.

    Args:
        word: The word; empty lists all of them.
        as_json: Whether it is written as JSON instead.
        color: Whether to use colour.
        plain: Whether it is shown in its plain form.

    Raises:
        UsageError: There is no such word.
    """
    entries = (glossary_entry(word),) if word else glossary()
    if as_json:
        result = {"format": "login-flow-glossary", "format_version": 1, "words": [asdict(entry) for entry in entries]}
        write_json(result, ascii_only=True)
        return
    from tracer.views.glossary import GlossaryList, GlossaryPage  # noqa: PLC0415 # Rich takes 50 ms, JSON needs none
    from tracer.views.terminal import open_terminal  # noqa: PLC0415 # as above

    open_terminal(color, plain=plain).show(GlossaryPage(entries[0]) if word else GlossaryList(entries))
