"""The screen on which another run stands beside this one; both move together."""

from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.screen import Screen

from tracer.views.walkthrough.dialogs import JumpDialog
from tracer.views.walkthrough.drawing.lines import BAD, DIM, NOW, Drawing, styled
from tracer.views.walkthrough.key_bar import KeyBar
from tracer.views.walkthrough.keys import WHAT_IF, bindings
from tracer.views.walkthrough.panes.base import Pane
from tracer.views.walkthrough.slide import Position
from tracer.views.walkthrough.title_bar import TitleBar
from tracer.views.walkthrough.what_if import WhatIf, all_rows, draw_pair, draw_rows, most_pair_lines

_AROUND = 4
"""Title, footer, and the heading of the rows."""
_ROWS = 9
"""Title, footer, and the lines that are kept for the rows."""


class PairPane(Pane[WhatIf]):
    """Both steps in large."""

    DEFAULT_CSS: ClassVar[str] = """
    PairPane { position: relative; height: auto; border-top: none; }
    """

    def draw(self, slide: WhatIf, width: int, height: int) -> Drawing:
        """Draw the pair of steps."""
        return draw_pair(slide, width, height)


class RowsPane(Pane[WhatIf]):
    """The rows of both runs so far."""

    DEFAULT_CSS: ClassVar[str] = """
    RowsPane { position: relative; height: 1fr; }
    """

    TITLE: ClassVar[str] = "Both runs so far"

    def draw(self, slide: WhatIf, width: int, height: int) -> Drawing:  # noqa: ARG002 # Pane's signature
        """Draw the rows."""
        return draw_rows(slide, width)[0]


class WhatIfScreen(Screen[None]):
    """Two runs side by side. The lesson below it stays where it stood.

    Args:
        title: What the lesson is called.
        slide: Both runs.
        others: How many runs there are to put beside the first one.
    """

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(WHAT_IF)]

    class Moved(Message):
        """Something else is seen now."""

    class OtherAsked(Message):
        """Another run is wanted beside the first one."""

    def __init__(self, title: str, slide: WhatIf, others: int = 1) -> None:
        super().__init__()
        self._title = title
        self._slide = slide
        self._others = others
        self._title_bar = TitleBar(title)
        self._pair = PairPane()
        self._rows = RowsPane()
        self._box = Vertical(self._pair, self._rows)
        self._key_bar = KeyBar(WHAT_IF)

    def compose(self) -> ComposeResult:
        """Make the title, both panes and the footer."""
        yield self._title_bar
        yield self._box
        yield self._key_bar

    @property
    def slide(self) -> WhatIf:
        """What is seen now."""
        return self._slide

    def on_resize(self, _event: events.Resize) -> None:
        """Fit both panes to the new size."""
        self._draw()

    def _draw(self) -> None:
        slide = self.slide
        width, height = self.size.width, self.size.height
        self._title_bar.show(f"{self._title}: what if?", pair_words(slide), slide.position.count, slide.position.step)
        inner = max(width - 3, 1)
        least, spare = most_pair_lines(slide, inner) + 1, height - _AROUND - all_rows(slide, inner)
        self._pair.styles.height = max(min(max(least, spare), height - _ROWS), 4)
        self._pair.show(slide)
        self._rows.show(slide)

    def open_at(self, slide: WhatIf) -> None:
        """Show another run beside the first one."""
        self._put(slide)

    def _put(self, slide: WhatIf) -> None:
        self._slide = slide
        self._key_bar.tell("")
        self._draw()

    def _go(self, position: Position) -> None:
        self._put(self._slide.at(position))
        self.post_message(self.Moved())

    def action_forward(self) -> None:
        """Go to the next row."""
        self._go(self.slide.position.forward())

    def action_back(self) -> None:
        """Go to the row before."""
        self._go(self.slide.position.back())

    def action_first(self) -> None:
        """Go to the first row."""
        self._go(self.slide.position.first())

    def action_last(self) -> None:
        """Go to the last row."""
        self._go(self.slide.position.last())

    def action_jump(self) -> None:
        """Ask for the number of a row."""
        self.app.push_screen(JumpDialog(self.slide.position.count), self._go_to)

    def _go_to(self, row: int | None) -> None:
        if row is not None:
            self._go(self.slide.position.at(row))

    @on(TitleBar.Chosen)
    def _go_to_chosen(self, event: TitleBar.Chosen) -> None:
        self._go(self.slide.position.at(event.step))

    def action_other(self) -> None:
        """Ask for another run beside the first one."""
        if self._others > 1:
            self.post_message(self.OtherAsked())
        else:
            self.tell("The lesson has no other run to put beside this one.")

    def tell(self, words: str) -> None:
        """Tell something where it covers nothing: in the place of the keys, until another row is seen."""
        self._key_bar.tell(words)

    def on_screen_suspend(self) -> None:
        """Tell nothing any more: something else lies over both runs."""
        self._key_bar.tell("")

    def action_scroll(self, by: int) -> None:
        """Scroll the pair of steps."""
        self._pair.scroll_relative(y=by * 3, animate=False)

    def action_close(self) -> None:
        """Go back to the lesson, where it stood."""
        self.dismiss(None)


def pair_words(slide: WhatIf) -> Content:
    """Say at which row both runs stand, and whether they differ there."""
    pair = slide.pair
    if pair is None:
        return Content.styled("The end" if slide.position.is_end else "The start", NOW)
    same = ("the same", DIM) if pair.same else ("different", BAD)
    return styled((f"Row {slide.position.step}", NOW), (f" of {slide.position.count} · ", DIM), same)
