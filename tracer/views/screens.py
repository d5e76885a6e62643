"""Views in parts that each fit on a screen, broken where it disturbs least.

A part begins between two views, two pieces of a view, or two rows of a table, whose head is shown again. Where that
would take many more screens it begins between two lines of a block, whose first line is shown again; and in the midst
of a row or a paragraph only where a screen cannot hold it as a whole.
"""

from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import dataclass, replace

from rich.cells import cell_len
from rich.console import Group, RenderableType
from rich.constrain import Constrain
from rich.segment import Segment, Segments
from rich.style import Style
from rich.table import Row
from rich.table import Table as Grid
from rich.text import Text

from tracer.views.pieces import Block, Heading
from tracer.views.terminal import Terminal, View

_BETWEEN_VIEWS, _BETWEEN_PIECES, _BETWEEN_ROWS, _WITHIN_BLOCK, _WITHIN_PIECE = 0, 100, 200, 500, 4000
"""How much it disturbs where a screen begins there."""

_ANOTHER_SCREEN = 300
"""How much it disturbs that there is one screen more: blocks are kept whole for it, but not for any number."""

_EMPTY_SCREEN = 400
"""How much it disturbs that a screen is empty; a half empty one disturbs a quarter of it: so all are filled evenly."""

_ROW = "row"
"""Under this name the style of a cell remembers to which row of its table it belongs."""


@dataclass(frozen=True)
class _Line:
    """A line that is ready to be shown.

    Attributes:
        segments: The line.
        height: How many lines of the screen it takes: one that is not broken yet is broken by the terminal.
        disturbs: How much it disturbs where a screen begins with this line.
        head: What is shown above it where a screen begins with it.
        foot: What is shown above it where it begins the next screen: the lower edge of a table that goes on there.
        divides: Whether it only divides what stands above it and below it.
    """

    segments: tuple[Segment, ...]
    height: int = 1
    disturbs: int = _WITHIN_PIECE
    head: "tuple[_Line, ...]" = ()
    foot: "tuple[_Line, ...]" = ()
    divides: bool = False


@dataclass(frozen=True)
class Screen:
    """What is seen at once, ready to be shown."""

    rows: Sequence[Sequence[Segment]]

    def draw(self, space: object) -> Iterator[RenderableType]:  # noqa: ARG002 # the form of every view
        """Yield the lines."""
        yield Segments([segment for row in self.rows for segment in (*row, Segment.line())])

    def lines(self) -> Iterator[str]:
        """Yield the lines of the plain form."""
        yield from ("".join(segment.text for segment in row) for row in self.rows)


@dataclass(frozen=True)
class PartHeading:
    """What stands above a part of something that is longer than the screen.

    Attributes:
        title: What it is.
        part: Which part of it is shown, from 1.
        parts: How many there are.
    """

    title: str
    part: int
    parts: int

    def draw(self, space: object) -> Iterator[RenderableType]:  # noqa: ARG002 # the form of every view
        """Yield one line."""
        yield Text(self._said, style="bold reverse")

    def lines(self) -> Iterator[str]:
        """Yield one line."""
        yield f"{self._said}."

    @property
    def _said(self) -> str:
        return f"{self.title}, part {self.part} of {self.parts}"


def in_screens(views: Sequence[View], terminal: Terminal, room: int) -> tuple[Screen, ...]:
    """Return views in parts that each fit into the room; at least one, which is empty where nothing is shown.

    Args:
        views: The views; an empty line stands between two of them.
        terminal: Where they will be shown.
        room: How many lines of the terminal a part may take. A single line that takes more is a part of its own.
    """
    lines = [*_lines(views, terminal)]
    return tuple(Screen([line.segments for line in part]) for part in _parts(lines, max(room, 1))) or (Screen(()),)


def height_of(view: View, terminal: Terminal) -> int:
    """Return how many lines of the terminal a view takes."""
    return sum(line.height for line in _lines((view,), terminal))


def rows_of_text(text: str, terminal: Terminal) -> int:
    """Return how many lines of the terminal a text takes that is not broken between words."""
    return max(-(-cell_len(text) // terminal.out.width), 1)


def _lines(views: Sequence[View], terminal: Terminal) -> Iterator[_Line]:
    for index, view in enumerate(views):
        if index:
            yield _Line((), divides=True)
        own = [*(_plain_lines(view, terminal) if terminal.plain else _drawn_lines(view, terminal))]
        yield from (replace(line, disturbs=_BETWEEN_VIEWS) if not at else line for at, line in enumerate(own))


def _plain_lines(view: View, terminal: Terminal) -> Iterator[_Line]:
    """Yield the lines of the plain form. What is indented belongs to what stands above it, and all to the first one."""
    for index, text in enumerate(view.lines()):
        disturbs = _WITHIN_PIECE if index <= 1 else _WITHIN_BLOCK if text[:1].isspace() else _BETWEEN_PIECES
        yield _Line((Segment(text),), rows_of_text(text, terminal), disturbs, divides=not text.strip())


def _drawn_lines(view: View, terminal: Terminal) -> Iterator[_Line]:
    below_heading = False
    for piece in view.draw(terminal.space):
        lines = _lines_of(piece, terminal)
        if below_heading and lines:
            lines[0] = replace(lines[0], disturbs=_WITHIN_PIECE)
        yield from lines
        below_heading = _is_heading(piece)


def _is_heading(piece: RenderableType) -> bool:
    return isinstance(piece.renderable if isinstance(piece, Constrain) else piece, Heading)


def _lines_of(piece: RenderableType, terminal: Terminal, disturbs: int = _BETWEEN_PIECES) -> list[_Line]:
    """Return the lines of a piece; ``disturbs`` is how much it disturbs where a screen begins with the piece."""
    if isinstance(piece, Block):
        return _lines_of_block(piece, terminal, disturbs)
    if isinstance(piece, Group):
        inner = [_lines_of(each, terminal, _WITHIN_BLOCK) for each in piece.renderables]
        return _begun([line for lines in inner for line in lines], disturbs)
    if isinstance(piece, Grid):
        return _begun(_lines_of_table(piece, terminal), disturbs)
    drawn = terminal.drawn(piece)
    return _begun([_Line(line, divides=not _text(line).strip()) for line in drawn], disturbs)


def _begun(lines: list[_Line], disturbs: int) -> list[_Line]:
    """Return lines of which the first one begins something."""
    return [replace(line, disturbs=line.disturbs if index else disturbs) for index, line in enumerate(lines)]


def _lines_of_block(block: Block, terminal: Terminal, disturbs: int) -> list[_Line]:
    first = _lines_of(block.first, terminal, disturbs)
    rest = [line for piece in block.rest for line in _lines_of(piece, terminal, _WITHIN_BLOCK)]
    if rest:
        rest[0] = replace(rest[0], disturbs=_WITHIN_PIECE)
    return [*first, *(replace(line, head=(*first, *line.head)) for line in rest)]


def _lines_of_table(grid: Grid, terminal: Terminal) -> list[_Line]:
    """Return the lines of a table. One with a head is a list of rows; one without is a block that is laid out so."""
    marked = copy(grid)
    marked.rows = [
        Row(terminal.out.get_style(row.style or "") + Style(meta={_ROW: number}), row.end_section)
        for number, row in enumerate(grid.rows)
    ]
    lines = [(line, _row_of(line)) for line in terminal.drawn(marked)]
    places = [place for place, (_, row) in enumerate(lines) if row is not None]
    if not places:
        return [_Line(line) for line, _ in lines]
    begin, end = places[0], places[-1] + 1
    head = tuple(_Line(line) for line, _ in lines[:begin]) if grid.show_header else ()
    foot = tuple(_Line(line) for line, _ in lines[end:])
    between_rows = _BETWEEN_ROWS if grid.show_header else _WITHIN_BLOCK
    made, last = [_Line(line) for line, _ in lines[:begin]], None
    for line, row in lines[begin:end]:
        fresh = row is not None and row != last and last is not None
        blank = row is None or not _text(line).strip()
        disturbs = between_rows if fresh else _WITHIN_PIECE
        made.append(_Line(line, disturbs=disturbs, head=head, foot=foot, divides=blank))
        last = row if row is not None else last
    return [*made, *foot]


def _row_of(line: Sequence[Segment]) -> int | None:
    """Return to which row of its table a line belongs; None for an edge, the head, or a rule between rows."""
    return next((segment.style.meta[_ROW] for segment in line if segment.style and _ROW in segment.style.meta), None)


def _text(line: Sequence[Segment]) -> str:
    return "".join(segment.text for segment in line)


def _parts(lines: Sequence[_Line], room: int) -> Iterator[tuple[_Line, ...]]:
    """Yield lines in parts that fit into the room: those that disturb least, all of them together."""
    following = _following(lines)
    best = {len(lines): (0, len(lines))}
    for begin in range(len(lines) - 1, -1, -1):
        if following[begin] == begin:
            best[begin] = min(
                (_ANOTHER_SCREEN + disturbs + _EMPTY_SCREEN * free**2 // room**2 + best[end][0], end)
                for end, disturbs, free in _ends(lines, begin, room, following)
            )
    begin = following[0]
    while begin < len(lines):
        end = best[begin][1]
        head, foot = _repeated(lines, begin, end, room)
        own = [*lines[begin:end]]
        while own[-1].divides:
            own.pop()
        yield (*head, *own, *foot)
        begin = end


def _following(lines: Sequence[_Line]) -> list[int]:
    """Return for each place the next one where something stands: what only divides is not shown first or last."""
    places = [len(lines)]
    for place in range(len(lines) - 1, -1, -1):
        places.append(places[-1] if lines[place].divides else place)
    return places[::-1]


def _ends(lines: Sequence[_Line], begin: int, room: int, following: Sequence[int]) -> Iterator[tuple[int, int, int]]:
    """Yield where the next part may begin, how much that disturbs, and how much room is left free before it."""
    own = 0
    for last in range(begin, len(lines)):
        own += lines[last].height
        if lines[last].divides:
            continue
        end = following[last + 1]
        taken = own + sum(line.height for lines_ in _repeated(lines, begin, end, room) for line in lines_)
        if taken > room and last > begin:
            return
        yield end, lines[end].disturbs if end < len(lines) else 0, max(room - taken, 0)


def _repeated(lines: Sequence[_Line], begin: int, end: int, room: int) -> tuple[tuple[_Line, ...], tuple[_Line, ...]]:
    """Return what is shown above and below the lines of a part; nothing where little else would have room."""
    head = lines[begin].head
    foot = lines[end].foot if end < len(lines) else ()
    return (head, foot) if sum(line.height for line in (*head, *foot)) <= room // 2 else ((), ())
