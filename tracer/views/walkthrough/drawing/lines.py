"""Lines of styled text: wrapped, labelled, put beside one another. What every pane is drawn with.

Styles are named by what they mean (``$now``, ``$lit``, ``$dim``); ``themes`` gives them their colours.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rich.cells import cell_len
from textual.content import Content

from tracer.errors import printable

NOW = "bold $now"
"""What the show stands at."""
LIT = "$lit"
"""What the run came through."""
DIM = "$dim"
"""Labels, and what is not reached yet."""
STRONG = "bold"
GOOD = "bold $good"
BAD = "bold $bad"


@dataclass(frozen=True)
class Drawing:
    """The lines of a pane.

    Attributes:
        lines: The lines, none wider than the pane.
        top: The first line that should be seen, None where it does not matter.
        bottom: The last line that should be seen with it.
        sticky: How many of the first lines stay where they are when the others scroll.
        starts: The lines with which something begins; by itself the pane does not scroll into the middle of it.
    """

    lines: tuple[Content, ...]
    top: int | None = None
    bottom: int | None = None
    sticky: int = 0
    starts: tuple[int, ...] = ()


def styled(*parts: str | tuple[str, str] | Content) -> Content:
    """Return text put together from plain strings and (text, style) pairs. Nothing in it is read as markup."""
    return Content("").join(
        part if isinstance(part, Content) else Content.styled(*part) if isinstance(part, tuple) else Content(part)
        for part in parts
    )


def wrapped(text: Content | str, width: int, *, first: str = "", rest: str | None = None) -> list[Content]:
    """Return a text in lines of at most ``width`` cells, with a prefix before the first and before the others."""
    content = Content(text) if isinstance(text, str) else text
    rest = " " * len(first) if rest is None else rest
    room = max(width - max(len(first), len(rest)), 1)
    lines = folded(content, room)
    return [Content(first if index == 0 else rest) + line.rstrip() for index, line in enumerate(lines)]


def folded(text: Content, width: int) -> list[Content]:
    """Return a text in lines of at most ``width`` cells, at least one.

    A word that is too long for any line is broken behind a sign, as an address behind ``/``; a name in it stays whole.
    """
    if text.plain and cell_len(text.plain) <= width and not _FURTHER_LINES & {*text.plain}:
        return [text]
    cuts = [*_cuts(text.plain, width)]
    if cuts:
        # The blank falls to the end of a line, where it is cut off: two neighbouring pieces never fit into one.
        pieces = pairwise([0, *cuts, len(text.plain)])
        text = Content(" ").join(text[begin:end] for begin, end in pieces)
    return text.wrap(width) or [Content("")]


def _cuts(text: str, width: int) -> Iterator[int]:
    """Yield the places at which words that are too long are broken."""
    for word in re.finditer(r"\S+", text):
        begin = word.start()
        while (most := begin + _fitting(text[begin : word.end()], width)) < word.end():
            begin = next((end for end in range(most, begin, -1) if _may_end(text, end)), most)
            yield begin


def _fitting(word: str, width: int) -> int:
    """Return how many characters of a word fit into a line, at least one."""
    if cell_len(word) <= width:
        return len(word)
    most = 1
    while most < len(word) and cell_len(word[: most + 1]) <= width:
        most += 1
    return most


def _may_end(text: str, end: int) -> bool:
    """Tell whether a line may end there: behind a sign, or before one that is written as ``%2F``."""
    return text[end - 1] in _SIGNS or text[end : end + 1] == "%"


_SIGNS = frozenset("/?&=,;:.|-([{)]}")
_FURTHER_LINES = frozenset("\n\t")
"""What makes a text longer than the cells of its characters."""


def labelled(label: str, text: Content, width: int, label_width: int, style: str = DIM) -> list[Content]:
    """Return a label with a text beside it, in a column of its own where there is room for that."""
    if width < label_width + 12:
        return wrapped(styled((f"{label} " if label else "", style), text), width, rest="  ")
    lines = wrapped(text, width, first=" " * label_width)
    return [Content.styled(label.ljust(label_width), style) + lines[0][label_width:], *lines[1:]]


def apart(left: Content, right: Content, width: int) -> Content:
    """Return a line with one text at its left end and one at its right end; the left one gives way."""
    left, right = without_control(left), without_control(right)
    room = width - right.cell_length - 1
    if room < 1:
        return right.truncate(width, ellipsis=True)
    return left.truncate(room, ellipsis=True, pad=True) + Content(" ") + right


def beside(cells: Sequence[Sequence[Content]], widths: Sequence[int], gap: int = 2) -> list[Content]:
    """Return cells of several lines as lines of columns."""
    height = max((len(cell) for cell in cells), default=0)
    lines = []
    for index in range(height):
        columns = [
            (cell[index] if index < len(cell) else Content("")).truncate(width, ellipsis=True, pad=True)
            for cell, width in zip(cells, widths, strict=True)
        ]
        lines.append(Content(" " * gap).join(columns))
    return lines


def spread(blocks: Iterable[Sequence[Content]], gap: int) -> list[Content]:
    """Return blocks of lines below one another, a number of blank lines apart; empty blocks are left out."""
    lines: list[Content] = []
    for block in blocks:
        lines += [*([Content("")] * gap if lines and block else []), *block]
    return lines


def airily(blocks: Sequence[Sequence[Content]], height: int, gaps: Sequence[int]) -> list[Content]:
    """Return blocks as far apart as there is room for, a little below the top where there is room for that too.

    Args:
        blocks: The blocks.
        height: The lines that there are.
        gaps: How many blank lines may stand between them, the best number first; the last one where none fits.
    """
    top = height // 10
    for gap in gaps:
        lines = spread(blocks, gap)
        if len(lines) + top <= height:
            return [*[Content("")] * top, *lines]
    return spread(blocks, gaps[-1])


def band(lines: Iterable[Content], width: int) -> list[Content]:
    """Return lines on a filled ground of the whole width, with space around them."""
    padded = [Content(""), *(Content("  ") + line for line in lines), Content("")]
    return [line.truncate(width, pad=True).stylize("on $now-background") for line in padded]


def cut_to_width(lines: Iterable[Content], width: int) -> tuple[Content, ...]:
    """Cut what is still too wide, so that a pane may be made as narrow as one likes.

    Control characters are taken out: a recorded value must not be able to steer the terminal.
    """
    return tuple(without_control(line).truncate(width, ellipsis=True) for line in lines)


def without_control(text: Content) -> Content:
    """Return a line without control characters."""
    shown = printable(text.plain).replace("\n", " ")
    return text if shown == text.plain else Content(shown, list(text.spans))
