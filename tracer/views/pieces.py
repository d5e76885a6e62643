"""The pieces of views that Rich does not have: headings, hanging texts and blocks; and how any piece is drawn."""

from collections.abc import Iterable, Iterator, Sequence

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.rule import Rule
from rich.segment import Segment
from rich.text import Text

from tracer.errors import printable


class Printable:
    """Renders pieces of a view and takes the control characters out of their texts. Every view passes through here.

    What goes into a file or a pipe has no blanks at the ends of its lines: there nothing has to be filled up.
    """

    def __init__(self, pieces: Sequence[RenderableType]) -> None:
        self._pieces = pieces

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        segments = (segment for piece in self._pieces for segment in _rendered(piece, console, options))
        for segment in segments if console.file.isatty() else _without_blanks_at_ends(segments):
            if segment.control or segment.text.isprintable() or segment.text == "\n":
                yield segment
            else:
                yield Segment(printable(segment.text), segment.style)


def _rendered(piece: RenderableType, console: Console, options: ConsoleOptions) -> Iterable[Segment]:
    """Return what Rich makes of a piece; of a text that fits in a line, without looking where it could be broken."""
    if isinstance(piece, Text) and piece.justify is None and options.justify is None and _is_one_line(piece, options):
        return _of_one_line(piece, console)
    return console.render(piece, options)


def _is_one_line(text: Text, options: ConsoleOptions) -> bool:
    plain = text.plain
    # Rich takes blanks off the end of a text that has more characters than there are cells, accents counted too.
    length = max(cell_len(plain), len(plain))
    return not ("\n" in plain or "\t" in plain) and length <= options.max_width


def _of_one_line(text: Text, console: Console) -> Iterable[Segment]:
    # Rich's render() passes over the style of a whole text that has no others in it; as a part of another, it is seen.
    return (Text.assemble(text, end=text.end) if text.style else text).render(console, end=text.end)


def _without_blanks_at_ends(segments: Iterable[Segment]) -> Iterator[Segment]:
    """Yield what is rendered without the blanks at the ends of its lines."""
    for line in Segment.split_lines(segments):
        while line and not line[-1].control and not line[-1].text.rstrip(" "):
            line.pop()
        if line and not line[-1].control:
            line[-1] = Segment(line[-1].text.rstrip(" "), line[-1].style)
        yield from line
        yield Segment.line()


def heading(text: str | Text) -> RenderableType:
    """Return the heading of a view; one that is too long for a line goes on in the next."""
    return Heading(Text(text, style="heading") if isinstance(text, str) else text)


class Heading:
    """A line from the heading to the right margin; a rule of Rich's would cut a long heading off.

    Args:
        text: The heading.
    """

    def __init__(self, text: Text) -> None:
        self._text = text

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        if self._text.cell_len + 2 < options.max_width:
            yield Rule(self._text, align="left", style="quiet")
        else:
            yield self._text


class Hanging:
    """A text whose further lines stand below its first word, behind what stands in front of it.

    A table without lines would look the same and take ten times as long.

    Args:
        front: What stands in front of the first line, with the space behind it.
        text: The text.
        below: What stands in front of the further lines; nothing but blanks if not given.
    """

    def __init__(self, front: Text, text: Text, below: Text | None = None) -> None:
        self._front = front
        self._text = text
        self._below = below or Text(" " * front.cell_len)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        whole = Text.assemble(self._front, self._text)
        if _is_one_line(whole, options):
            yield from _of_one_line(whole, console)
            return
        width = max(options.max_width - self._front.cell_len, 1)
        for index, line in enumerate(self._text.wrap(console, width, overflow="fold") or [Text()]):
            yield Text.assemble(self._below if index else self._front, line)


class Block:
    """Lines that belong together below a first one: where a screen cannot hold all of them, the first one is repeated.

    Args:
        first: The first line.
        rest: The others.
    """

    def __init__(self, first: RenderableType, rest: Sequence[RenderableType]) -> None:
        self.first = first
        self.rest = rest

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield self.first
        yield from self.rest
