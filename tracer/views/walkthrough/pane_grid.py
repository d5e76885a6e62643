"""The body of the screen: all panes, each where the layout says, and the tabs of those that can stand below."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from tracer.views.walkthrough import layout as arranging
from tracer.views.walkthrough.drawing.lines import DIM, NOW
from tracer.views.walkthrough.layout import Layout, LayoutWish, PaneName
from tracer.views.walkthrough.panes.base import COMPANION, Pane
from tracer.views.walkthrough.panes.variables import most_columns, most_lines, most_tracker_lines
from tracer.views.walkthrough.slide import Slide

_TIGHT = 20
"""With fewer lines than this, a pane gives up the space around its text."""

_FITTED: tuple[PaneName, ...] = ("variables", "tracker")
"""The panes that are given as many lines as they need at most; an arrangement has one of them or none."""

WORDS: Mapping[PaneName, str] = {
    "card": "Step",
    "flow": "Flow",
    "table": "Table",
    "code": "Code",
    "exchange": "Request",
    "variables": "Variables",
    "tracker": "Tracker",
    "detail": "Detail",
    "notes": "Notes",
}
"""What the panes are called in one word."""


class PaneGrid(Widget, can_focus=False):
    """Holds the panes and puts each into its place, whenever the size or the wish changes.

    Args:
        panes: The panes.
        words: What some of them are called in the line of tabs, where that differs from the usual.
    """

    DEFAULT_CSS: ClassVar[str] = """
    PaneGrid {
        height: 1fr;
        background: $background;
    }
    """

    class Resized(Message):
        """The body has another size."""

    def __init__(self, panes: Mapping[PaneName, Pane[Slide]], words: Mapping[PaneName, str] | None = None) -> None:
        super().__init__()
        self._panes = panes
        self._tabs = PaneTabs(words or {})
        self._arrangement = Layout({})
        self._fitted_to: tuple[int, int] | None = None
        self._variable_lines = 0
        self._tracker_lines = 0
        self._wanted: int | None = None
        self._variable_width = 0

    def compose(self) -> ComposeResult:
        """Make the panes; most of them are out of sight at first."""
        for pane in (*self._panes.values(), self._tabs):
            pane.display = False
            yield pane

    @property
    def arrangement(self) -> Layout:
        """Where the panes stand now."""
        return self._arrangement

    def pane(self, name: PaneName) -> Pane[Slide]:
        """Return a pane by its name."""
        return self._panes[name]

    def on_resize(self, event: events.Resize) -> None:
        """Ask for a new arrangement."""
        event.stop()
        self.post_message(self.Resized())

    def show(self, slide: Slide, wish: LayoutWish) -> None:
        """Show a slide in the panes that a wish asks for."""
        self._arrangement = self._arranged(slide, wish)
        slide = replace(slide, panes=frozenset(self._arrangement.regions))
        with self.app.batch_update():
            for name, widget in (*self._panes.items(), ("tabs", self._tabs)):
                region = self._arrangement.regions.get(name)
                widget.display = region is not None
                if region is not None:
                    widget.styles.offset = (region.x, region.y)
                    widget.styles.width, widget.styles.height = region.width, region.height
                    widget.set_class(region.height < _TIGHT, "-tight")
                    widget.set_class(name == self._arrangement.companion, COMPANION)
            self._tabs.show(self._arrangement.companions, self._arrangement.companion)
            for name, pane in self._panes.items():
                if name in self._arrangement.regions:
                    pane.show(slide)

    def _arranged(self, slide: Slide, wish: LayoutWish) -> Layout:
        """Return the arrangement in which variables or tracker have as many lines as they need at that width."""
        width, height = self.size
        if slide.show is not None and self._wanted != id(slide.show):
            self._wanted, self._variable_width = id(slide.show), most_columns(slide.show) + 2
        wish = replace(wish, variable_width=self._variable_width)
        arranged = arranging.layout_of(width, height, wish)
        regions = [region for name in _FITTED if (region := arranged.regions.get(name)) is not None]
        if not regions or slide.show is None:
            return arranged
        fitted_to = (id(slide.show), regions[0].width)
        if self._fitted_to != fitted_to:
            self._fitted_to = fitted_to
            self._variable_lines = most_lines(slide.show, regions[0].width - 2)
            self._tracker_lines = most_tracker_lines(slide.show, regions[0].width - 2)
        fitted = replace(wish, variable_lines=self._variable_lines, tracker_lines=self._tracker_lines)
        return arranging.layout_of(width, height, fitted)


class PaneTabs(Widget):
    """The names of the panes that can stand below; a click shows one.

    Args:
        words: What some panes are called here, where that differs from what they are called elsewhere.
    """

    DEFAULT_CSS: ClassVar[str] = """
    PaneTabs {
        position: absolute;
        height: 1;
        background: $background;
        color: $foreground;
    }
    """

    class Chosen(Message):
        """A name was clicked.

        Attributes:
            pane: The pane of that name.
        """

        def __init__(self, pane: PaneName) -> None:
            super().__init__()
            self.pane = pane

    def __init__(self, words: Mapping[PaneName, str]) -> None:
        super().__init__()
        self._words = words
        self._panes: Sequence[PaneName] = ()
        self._current: PaneName | None = None

    def show(self, panes: Sequence[PaneName], current: PaneName | None) -> None:
        """Show other names, or mark another one."""
        self._panes, self._current = panes, current
        self.refresh()

    def render(self) -> Content:
        """Draw the names on a rule, the current one in brackets and in colour."""
        names = Content("").join(text for text, _ in self._parts())
        room = max(self.content_size.width - names.cell_length, 0)
        return names + Content.styled("─" * room, "$rule")

    def _parts(self) -> list[tuple[Content, PaneName]]:
        words = {pane: self._words.get(pane, WORDS[pane]) for pane in self._panes}
        room = self.content_size.width
        if sum(len(word) + 2 for word in words.values()) <= room:
            return [(self._tab(f" {word} ", f"[{word}]", pane), pane) for pane, word in words.items()]
        parts = [(self._tab(f" {word}", f" [{word}]", pane), pane) for pane, word in words.items()]
        while len(parts) > 1 and _cells_up_to(parts, self._current) > room:
            del parts[0]
        return parts

    def _tab(self, other: str, current: str, pane: PaneName) -> Content:
        return Content.styled(current, NOW) if pane == self._current else Content.styled(other, DIM)

    def on_click(self, event: events.Click) -> None:
        """Show the pane whose name was clicked."""
        offset = event.get_content_offset(self)
        if offset is None:
            return
        right = 0
        for text, pane in self._parts():
            right += text.cell_length
            if offset.x < right:
                self.post_message(self.Chosen(pane))
                return


def _cells_up_to(parts: list[tuple[Content, PaneName]], current: PaneName | None) -> int:
    """Return how many cells the names take up to the current one; none where it is the first."""
    panes = [pane for _, pane in parts]
    place = panes.index(current) if current in panes else 0
    return sum(text.cell_length for text, _ in parts[: place + 1]) if place else 0
