"""How wide the columns of a table are: no word of theirs is broken, or there is no table."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rich import box
from rich.cells import cell_len, set_cell_size
from rich.table import Table as Grid

from tracer.views.terminal import Marks, Space

_RULED = 90
"""With fewer columns than this, the rules of a table leave too little space for its words."""


@dataclass(frozen=True)
class Frame:
    """What stands around the columns of a table.

    Attributes:
        gap: The room between two columns.
        ruled: Whether lines stand between the columns and around the table.
    """

    gap: int
    ruled: bool = False

    def room(self, columns: int, width: int) -> int:
        """Return the room that is left for the words of so many columns in a table of that width."""
        return width - columns * self.gap - self.ruled

    def grid(self) -> Grid:
        """Return a table with this frame and without columns yet."""
        return Grid(
            box=box.ROUNDED if self.ruled else box.SIMPLE_HEAD,
            header_style="heading",
            padding=(0, 1) if self.ruled else (0, self.gap - 1, 0, 0),
            show_edge=self.ruled,
        )


RULED, SPACED, TIGHT = Frame(3, ruled=True), Frame(2), Frame(1)
"""The frames; each leaves more room for the words than the one before."""


def frames(space: Space) -> Iterator[Frame]:
    """Yield the frames that a table of sentences may have, the most beautiful first."""
    yield from (RULED, SPACED, TIGHT) if space.width >= _RULED else (SPACED, TIGHT)


def in_parts(names: int, widths: Sequence[int], width: int) -> tuple[Frame, list[slice]]:
    """Return which columns stand beside one another in each of several tables; in one table where that is possible.

    Args:
        names: The width of the first column, which every table has.
        widths: The widths of the other columns.
        width: How many columns the terminal has.

    Returns:
        The frame of all tables, and the other columns of each.
    """
    whole = [frame for frame in (RULED, TIGHT) if names + sum(widths) <= frame.room(len(widths) + 1, width)]
    frame = whole[0] if whole else RULED
    found: list[slice] = []
    begin = 0
    for end in range(1, len(widths) + 1):
        if end == len(widths) or names + sum(widths[begin : end + 1]) > frame.room(end + 2 - begin, width):
            found.append(slice(begin, end))
            begin = end
    return frame, found


def longest_word(texts: Iterable[str]) -> int:
    """Return how many columns of the terminal the longest word of some texts takes; 0 where there is none."""
    return max((cell_len(word) for text in texts for word in text.split()), default=0)


def fitted(least: Sequence[int], natural: Sequence[int], room: int) -> list[int] | None:
    """Return widths that together fit into the room: the natural ones, or what is fair between least and natural.

    Args:
        least: The widths of the longest words.
        natural: The widths of the longest texts.
        room: How many columns of the terminal there are for all of them.

    Returns:
        None where a word would have to be broken.
    """
    if sum(natural) <= room:
        return [*natural]
    if sum(least) > room:
        return None
    widths = [*least]
    while sum(widths) < room:
        # The one that lacks most for its natural width gets the next column.
        neediest = max(range(len(widths)), key=lambda index: natural[index] / widths[index])
        widths[neediest] += 1
    return widths


def cut(text: str, width: int, marks: Marks) -> str:
    """Return a text that fills a width exactly; what does not fit is cut off, and that is marked."""
    cut = set_cell_size(text, width)
    if cut.rstrip() == text.rstrip():
        return cut
    return set_cell_size(text, max(width - len(marks.ellipsis), 0)) + marks.ellipsis
