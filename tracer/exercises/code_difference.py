"""Where two texts of one file differ: their lines beside one another, and a few lines around them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest

_AROUND = 2
"""So many lines before and behind those that differ are shown, to see where in the file they stand."""


@dataclass(frozen=True)
class NumberedLine:
    """A line of a file.

    Attributes:
        number: Which line it is, from 1.
        text: The line, without blanks at its end.
    """

    number: int
    text: str


@dataclass(frozen=True)
class LinePair:
    """Two lines beside one another; None where one file has no such line.

    Attributes:
        left: The line of the first text.
        right: The line of the second text.
        same: Whether they say the same.
    """

    left: NumberedLine | None
    right: NumberedLine | None
    same: bool


DifferentPart = tuple[LinePair, ...]
"""Lines that follow one another in the file, some of which differ."""


def different_parts(left: str, right: str) -> tuple[DifferentPart, ...]:
    """Return the parts in which two texts of one file differ; empty lines make no difference."""
    lines = _numbered(left), _numbered(right)
    texts = [[line.text for line in side] for side in lines]
    matcher = SequenceMatcher(None, texts[0], texts[1], autojunk=False)
    parts = (tuple(_pairs(lines[0], lines[1], operations)) for operations in matcher.get_grouped_opcodes(_AROUND))
    return tuple(part for part in parts if any(not pair.same for pair in part))


def _numbered(text: str) -> list[NumberedLine]:
    return [NumberedLine(number, line.rstrip()) for number, line in enumerate(text.splitlines(), 1)]


def _pairs(
    left: Sequence[NumberedLine], right: Sequence[NumberedLine], operations: Sequence[tuple[str, int, int, int, int]]
) -> Iterator[LinePair]:
    for _, begin, end, other_begin, other_end in operations:
        for one, other in zip_longest(left[begin:end], right[other_begin:other_end]):
            yield LinePair(one, other, _text(one) == _text(other))


def _text(line: NumberedLine | None) -> str:
    """Return what a line says; one that is not there says as much as an empty one."""
    return line.text if line is not None else ""
