"""The two lines at the top: what is shown, where it stands, and a bar with one segment for each step."""

from typing import ClassVar

from textual import events
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from tracer.trace.wording.phrases import counted
from tracer.views.walkthrough.drawing.lines import DIM, LIT, NOW, apart, styled
from tracer.views.walkthrough.drawing.markdown import inline_prose
from tracer.views.walkthrough.slide import Slide


class TitleBar(Widget):
    """The title, the step and the bar; a click on a segment goes to its step."""

    DEFAULT_CSS: ClassVar[str] = """
    TitleBar {
        dock: top;
        height: 2;
        padding: 0 1;
        background: $background;
        color: $foreground;
    }
    """

    class Chosen(Message):
        """A segment of the bar was clicked.

        Attributes:
            step: The number of its step.
        """

        def __init__(self, step: int) -> None:
            super().__init__()
            self.step = step

    def __init__(self, title: str) -> None:
        super().__init__()
        self._title = title
        self._place = Content("")
        self._count = 0
        self._step = 0

    def show(self, title: str, place: Content, count: int, step: int) -> None:
        """Show where the show stands.

        Args:
            title: What is shown.
            place: Where it stands, in words.
            count: How many steps there are; 0 while that is not known.
            step: The step at which it stands.
        """
        self._title, self._place, self._count, self._step = title, place, count, step
        self.refresh()

    def render(self) -> Content:
        """Draw both lines."""
        width = max(self.content_size.width, 1)
        title = apart(Content.styled(self._title, "bold"), self._place, width)
        return Content("\n").join([title, draw_bar(self._count, self._step, width)])

    def on_click(self, event: events.Click) -> None:
        """Go to the step whose segment was clicked."""
        offset = event.get_content_offset(self)
        if offset is not None and offset.y == 1 and self._count:
            step = offset.x * self._count // max(self.content_size.width, 1) + 1
            self.post_message(self.Chosen(min(step, self._count)))


def place_words(slide: Slide) -> Content:
    """Say at which step a slide stands, and what it is called."""
    position = slide.position
    if slide.show is None:
        return Content.styled("running the app …", NOW)
    if position.is_opening:
        return Content.styled(counted(position.count, "step"), DIM)
    if position.is_end:
        return Content.styled("The end", NOW)
    name = inline_prose(slide.asks).plain if slide.hidden or slide.step is None else slide.step.title
    return styled((f"Step {position.step}", NOW), (f" of {position.count} · ", DIM), (name, NOW))


def draw_bar(count: int, step: int, width: int) -> Content:
    """Return the bar: heavy where the show has been, marked where it stands, light where it has not been."""
    if not count:
        return Content.styled("─" * width, "$faint")
    bar = Content("")
    for number in range(1, count + 1):
        length = number * width // count - (number - 1) * width // count
        gap = " " if count * 2 <= width and number < count else ""
        char, style = ("━", NOW) if number == step else ("━", LIT) if number < step else ("─", "$faint")
        bar += Content.styled(char * (length - len(gap)), style) + Content(gap)
    return bar
