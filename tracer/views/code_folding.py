"""Folding a line of code that is too long: only between tokens, so that no name is torn and no blank is made up."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rich.cells import cell_len

_STRING = r"""[rRbBfFuU]{0,2}(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')"""
_TOKEN = re.compile(
    rf"[rRbBfFuU]{{0,2}}(?:\"\"\"|''')|{_STRING}|\#.*|\d+(?:\.\d+)?\w*|\w+"
    r"|->|:=|\*\*=?|//=?|<<=?|>>=?|[-+*/%@&|^=!<>]=|\.\.\.|[^\w\s]"
)
_WORD = re.compile(r"\w+|[^\w\s]")
"""What a text or a comment is taken apart into where it is longer than a row."""

_STEP = 4
"""By how much the further rows of a line are moved in."""
_FEWEST = 10
"""In fewer columns than this nothing is folded: a line is cut off where the room ends."""


class FoldedRow(NamedTuple):
    """A row of a folded line.

    Attributes:
        begin: The first character of the line in it.
        end: The character behind its last one.
        indent: How many blanks stand before it that are not in the line.
    """

    begin: int
    end: int
    indent: int


@dataclass(frozen=True)
class _Piece:
    """A token with the blanks behind it; the first one of a line with those before it too."""

    begin: int
    visible: int
    end: int


def folded_code(line: str, room: int) -> tuple[FoldedRow, ...]:
    """Return the rows of a line of code.

    The rows, put together without their indents, are the line again. A row is wider than the room only where a
    single name or sign is; whoever draws it cuts it off and says so.

    Args:
        line: The line, without its line break.
        room: How many columns there are.
    """
    if cell_len(line.rstrip()) <= room or room < _FEWEST:
        return (FoldedRow(0, len(line), 0),)
    own = len(line) - len(line.lstrip())
    pieces = [*_pieces(line, room - own - _STEP)]
    longest = max(cell_len(line[piece.begin : piece.visible].lstrip()) for piece in pieces)
    indent = max(min(own + _STEP, room - longest), 1)
    rows: list[FoldedRow] = []
    while pieces:
        before = indent if rows else 0
        count = _how_many(pieces, line, room - before)
        rows.append(FoldedRow(pieces[0].begin, pieces[count - 1].end, before))
        pieces = pieces[count:]
    return tuple(rows)


def blanks_too_many(row: str, room: int) -> int:
    """Return how many of the blanks before a row are left out, where it is moved in too far to be seen whole."""
    return max(min(cell_len(row.rstrip()) - room, len(row) - len(row.lstrip())), 0)


def _pieces(line: str, room: int) -> Iterator[_Piece]:
    """Yield the tokens of a line; a text or a comment that is wider than the room, word by word."""
    places = [*_places(line, room)]
    begins = [0, *(begin for begin, _ in places[1:])]
    for (_, visible), begin, end in zip(places, begins, [*begins[1:], len(line)], strict=True):
        yield _Piece(begin, visible, end)


def _places(line: str, room: int) -> Iterator[tuple[int, int]]:
    for token in _TOKEN.finditer(line):
        if (cell_len(token[0]) > room and token[0][-1] in "\"'") or token[0].startswith("#"):
            yield from (word.span() for word in _WORD.finditer(line, *token.span()))
        else:
            yield token.span()


def _how_many(pieces: Sequence[_Piece], line: str, room: int) -> int:
    """Return how many pieces go into a row: as many as fit, or fewer where the break is a better one."""
    begin = pieces[0].begin
    fit = [index for index, piece in enumerate(pieces, 1) if cell_len(line[begin : piece.visible]) <= room]
    most = fit[-1] if fit else 1
    if most == len(pieces):
        return most
    for quality in (2, 1):
        good = [count for count in range(1, most + 1) if _quality(pieces[count - 1], line) >= quality]
        if good and 2 * cell_len(line[begin : pieces[good[-1] - 1].visible]) > room:
            return good[-1]
    return most


def _quality(piece: _Piece, line: str) -> int:
    """Return how good it is to break behind a piece: 2 at a blank or a bracket, 1 before a dot, 0 elsewhere."""
    if piece.end > piece.visible or line[piece.visible - 1] in "([{":
        return 2
    return int(line[piece.end : piece.end + 1] == ".")
