"""The help: every key, in groups."""

from textual.content import Content

from tracer.views.walkthrough.keys import GROUPS
from tracer.views.walkthrough.lines import NOW, wrapped
from tracer.views.walkthrough.prose_lines import quiet

_KEYS = 23
_REMOTE = (
    "A presentation remote sends page keys or arrows, and b or a full stop: it moves the steps, reveals predictions, "
    "goes through the quiz and blanks the screen."
)


def draw_help(width: int) -> list[Content]:
    """Return the lines of the help."""
    lines: list[Content] = []
    for title, keys in GROUPS:
        lines += [*wrapped(Content.styled(title, "bold $lit"), width)]
        for key in keys:
            lines += _entry(key.shown, key.words, width)
        lines.append(Content(""))
    lines += _entry("1 2 3 …", "while a question is open: choose that answer", width)
    lines += _entry("Ctrl+C", "leave at once", width)
    return [*lines, Content(""), *quiet(_REMOTE, width)]


def _entry(keys: str, words: str, width: int) -> list[Content]:
    label = Content.styled(keys.ljust(_KEYS), NOW)
    if width < _KEYS + 20:
        return [Content.styled(keys, NOW), *wrapped(words, width, first="    ")]
    return [
        (label if index == 0 else Content(" " * _KEYS)) + line
        for index, line in enumerate(wrapped(words, width - _KEYS))
    ]
