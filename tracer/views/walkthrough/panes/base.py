"""What all panes have in common: a title, lines that are drawn from a slide, and scrolling to what matters."""

from dataclasses import replace
from typing import ClassVar, Generic, TypeVar

from textual import events
from textual.content import Content
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.visual import Visual

from tracer.views.walkthrough.drawing.lines import Drawing, cut_to_width

COMPANION = "-companion"
"""The class of a pane that stands in the companion's place; it shows no title, for the tabs name it."""

_Slide = TypeVar("_Slide")
"""What a pane is drawn from."""


class Pane(ScrollView, Generic[_Slide], can_focus=False):
    """A rectangle of the screen that shows one aspect of a slide.

    A pane takes no focus, so that no key that moves the show is ever swallowed. It scrolls by itself to what the
    slide is about; the mouse wheel and Shift with the arrow keys scroll it by hand.
    """

    DEFAULT_CSS: ClassVar[str] = """
    Pane {
        position: absolute;
        overflow-x: hidden;
        padding: 0 1;
        scrollbar-size-vertical: 1;
        border-top: solid $rule;
        border-title-color: $foreground;
        border-title-style: bold;
        border-title-background: $background;
        scrollbar-color: $rule;
        scrollbar-color-hover: $lit;
        scrollbar-color-active: $lit;
        scrollbar-background: $background;
        scrollbar-background-hover: $background;
        scrollbar-background-active: $background;
        background: $background;
        color: $foreground;
    }
    Pane.-companion {
        border-top: none;
    }
    """

    TITLE: ClassVar[str] = ""

    auto_links = False

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 # Textual's own word
        super().__init__(id=id)
        self.border_title = self.TITLE
        self._slide: _Slide | None = None
        self._drawing = Drawing(())

    def draw(self, slide: _Slide, width: int, height: int) -> Drawing:
        """Return the lines of the pane for a slide.

        Args:
            slide: What may be seen.
            width: The columns that there are.
            height: The lines that there are; more of them can be scrolled to.
        """
        raise NotImplementedError

    def show(self, slide: _Slide) -> None:
        """Show another slide."""
        self._slide = slide
        self.redraw()

    @property
    def drawing(self) -> Drawing:
        """What the pane shows now."""
        return self._drawing

    def redraw(self) -> None:
        """Draw the lines anew, and scroll to what matters."""
        width, height = self.content_region.size
        if self._slide is None or not self.is_attached or width <= 0 or height <= 0:
            return
        drawing = self.draw(self._slide, width, height)
        if len(drawing.lines) > height:
            # The scroll bar takes a column.
            width -= self.styles.scrollbar_size_vertical
            drawing = self.draw(self._slide, width, height)
        self._drawing = replace(drawing, lines=cut_to_width(drawing.lines, width))
        bar_is_new = len(drawing.lines) > height and not self.show_vertical_scrollbar
        self.virtual_size = Size(width, len(drawing.lines))
        self._scroll_to_what_matters()
        self.refresh()
        if bar_is_new:
            self.call_after_refresh(self._tell_the_bar)

    def _tell_the_bar(self) -> None:
        """Let a scroll bar that has just appeared stand where the pane is: it has heard of no scrolling before."""
        self.vertical_scrollbar.position = self.scroll_y

    def page_down(self) -> bool:
        """Show what lies below, if anything does. Returns whether it did."""
        height = self.content_region.height
        hidden = len(self._drawing.lines) - self.scroll_offset.y - height
        if hidden <= 0:
            return False
        self.scroll_to(y=self.scroll_offset.y + min(hidden, max(height - 1, 1)), animate=False)
        return True

    def _scroll_to_what_matters(self) -> None:
        """Scroll as little as possible, and only to where something begins."""
        drawing, height = self._drawing, self.content_region.height
        first = 0
        if drawing.top is not None and len(drawing.lines) > height:
            first = self.scroll_offset.y
            bottom = drawing.top if drawing.bottom is None else drawing.bottom
            first = min(max(first, bottom - height + 1), drawing.top - drawing.sticky)
            # No further than to where the last lines are seen: below them there is nothing.
            first = min(first, len(drawing.lines) - height)
            later = [start for start in drawing.starts if start >= first + drawing.sticky]
            first = later[0] - drawing.sticky if later and first else first
        lines = max(len(drawing.lines), first + height if first else 0)
        self.virtual_size = Size(self.virtual_size.width, lines)
        # By force, for a scroll bar that is needed from now on is only there after the next refresh.
        self.scroll_to(y=first, animate=False, force=True)

    def on_resize(self, _event: events.Resize) -> None:
        """Wrap the lines to the new width; only after the next refresh is it known how far can be scrolled."""
        # With other room, where it was scrolled to before says nothing.
        self.scroll_to(y=0, animate=False, force=True)
        self.redraw()
        self.call_after_refresh(self._scroll_to_what_matters)

    def render_line(self, y: int) -> Strip:
        """Return one line of the visible part."""
        width = self.scrollable_content_region.width
        lines = self._drawing.lines
        index = y if y < self._drawing.sticky else y + self.scroll_offset.y
        line = lines[index] if index < len(lines) else Content("")
        strips = Visual.to_strips(self, line, width, 1, self.visual_style, pad=True)
        return strips[0] if strips else Strip.blank(width, self.rich_style)
