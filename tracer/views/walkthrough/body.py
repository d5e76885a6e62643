"""The body of the screen: all panes, each where the arrangement says."""

from collections.abc import Mapping
from dataclasses import replace
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.message import Message
from textual.widget import Widget

from tracer.views.walkthrough import arrangement as arranging
from tracer.views.walkthrough.arrangement import Arrangement, Wish
from tracer.views.walkthrough.pane import Pane
from tracer.views.walkthrough.tabs import Tabs
from tracer.views.walkthrough.variables_pane import most_columns, most_lines
from tracer.views.walkthrough.view import View

_TIGHT = 20
"""Below so many lines a pane gives up the space around its text."""


class Body(Widget, can_focus=False):
    """Holds the panes and puts each into its place, whenever the size or the wish changes.

    Args:
        panes: The panes.
        words: What some of them are called in the line of tabs, where that differs from the usual.
    """

    DEFAULT_CSS: ClassVar[str] = """
    Body {
        height: 1fr;
        background: $background;
    }
    """

    class Resized(Message):
        """The body has another size."""

    def __init__(
        self, panes: Mapping[arranging.Pane, Pane[View]], words: Mapping[arranging.Pane, str] | None = None
    ) -> None:
        super().__init__()
        self._panes = panes
        self._tabs = Tabs(words or {})
        self._arrangement = Arrangement({})
        self._fitted_to: tuple[int, int] | None = None
        self._variable_lines = 0
        self._wanted: int | None = None
        self._variable_width = 0

    def compose(self) -> ComposeResult:
        """Make the panes; most of them are out of sight at first."""
        for pane in (*self._panes.values(), self._tabs):
            pane.display = False
            yield pane

    @property
    def arrangement(self) -> Arrangement:
        """Where the panes stand now."""
        return self._arrangement

    def pane(self, name: arranging.Pane) -> Pane[View]:
        """Return a pane by its name."""
        return self._panes[name]

    def on_resize(self, event: events.Resize) -> None:
        """Ask for a new arrangement."""
        event.stop()
        self.post_message(self.Resized())

    def show(self, view: View, wish: Wish) -> None:
        """Show a view in the panes that a wish asks for."""
        self._arrangement = self._arranged(view, wish)
        with self.app.batch_update():
            for name, widget in (*self._panes.items(), ("tabs", self._tabs)):
                region = self._arrangement.regions.get(name)
                widget.display = region is not None
                if region is not None:
                    widget.styles.offset = (region.x, region.y)
                    widget.styles.width, widget.styles.height = region.width, region.height
                    widget.set_class(region.height < _TIGHT, "-tight")
                    widget.set_class(name == self._arrangement.companion, "-companion")
            self._tabs.show(self._arrangement.companions, self._arrangement.companion)
            for name, pane in self._panes.items():
                if name in self._arrangement.regions:
                    pane.show(view)

    def _arranged(self, view: View, wish: Wish) -> Arrangement:
        """Return the arrangement in which the variables have as many lines as they need at that width."""
        width, height = self.size
        if view.show is not None and self._wanted != id(view.show):
            self._wanted, self._variable_width = id(view.show), most_columns(view.show) + 2
        wish = replace(wish, variable_width=self._variable_width)
        arranged = arranging.arrangement(width, height, wish)
        region = arranged.regions.get("variables")
        if region is None or view.show is None:
            return arranged
        if self._fitted_to != (id(view.show), region.width):
            self._fitted_to = (id(view.show), region.width)
            self._variable_lines = most_lines(view.show, region.width - 2)
        return arranging.arrangement(width, height, replace(wish, variable_lines=self._variable_lines))
