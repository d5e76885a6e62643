"""The number of a step in block letters, for people in the last row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from textual.content import Content

from tracer.views.walkthrough.drawing.lines import beside, wrapped

_BITMAPS: Mapping[str, tuple[str, ...]] = {
    "0": ("###", "# #", "# #", "# #", "###"),
    "1": ("## ", " # ", " # ", " # ", "###"),
    "2": ("###", "  #", "###", "#  ", "###"),
    "3": ("###", "  #", " ##", "  #", "###"),
    "4": ("# #", "# #", "###", "  #", "  #"),
    "5": ("###", "#  ", "###", "  #", "###"),
    "6": ("###", "#  ", "###", "# #", "###"),
    "7": ("###", "  #", "  #", "  #", "  #"),
    "8": ("###", "# #", "###", "# #", "###"),
    "9": ("###", "# #", "###", "  #", "###"),
    " ": ("", "", "", "", ""),
    "?": ("###", "  #", " ##", "   ", " # "),
}
"""Three dots wide and five high; a dot is two cells wide, or half a cell high."""
_HALVES: Mapping[str, str] = {"  ": " ", "# ": "▀", " #": "▄", "##": "█"}


Height: TypeAlias = Literal["huge", "high", "low", "flat"]
"""How high a number is drawn: ten lines, five, three, or one."""


@dataclass(frozen=True)
class Look:
    """How much room a step takes.

    Attributes:
        number: How its number is drawn: ten lines high, five, three, or as it is written.
        gap: The blank lines between its parts.
        inner: The blank lines between the lines of a part.
        filled: Whether the result stands in a filled band.
        brief: Whether only the result is left of the row.
    """

    number: Height
    gap: int = 1
    inner: int = 0
    filled: bool = False
    brief: bool = False


def block_digits(text: str, style: str, height: Height = "high") -> list[Content]:
    """Return digits, or a question mark, in blocks: ten lines high, five, or three."""
    bitmaps = [_BITMAPS[char] for char in text]
    rows = [" ".join(bitmap[row] for bitmap in bitmaps) for row in range(len(bitmaps[0]))]
    if height != "low":
        size = 2 if height == "huge" else 1
        lines = ["".join(("█" if dot == "#" else " ") * 2 * size for dot in row) for row in rows]
        return [Content.styled(line, style) for line in lines for _ in range(size)]
    pairs = zip(rows[::2], [*rows[1::2], " " * len(rows[0])], strict=True)
    return [
        Content.styled("".join(_HALVES[upper + lower] for upper, lower in zip(*pair, strict=True)), style)
        for pair in pairs
    ]


def beside_digits(digits: Sequence[Content], words: Content, width: int) -> list[Content]:
    """Return words beside the middle of a number in blocks."""
    left = digits[0].cell_length
    room = max(width - left - 3, 1)
    lines = wrapped(words, room)
    above = max((len(digits) - len(lines)) // 2, 0)
    return beside([digits, [*[Content("")] * above, *lines]], (left, room), gap=3)
