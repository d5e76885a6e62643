"""The last thing that every line of a full screen passes through: no character in it can steer the terminal."""

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from tracer.errors import printable


class ControlFilter(LineFilter):
    """Takes control characters out of lines, and addresses that a click would open.

    They have no width, so nothing moves. Whoever draws a text puts a sign in their place before (``without_control``);
    this stands behind all widgets, those of Textual included: titles, boxes in which one types, notifications.
    """

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002 # Textual's signature
        """Return the parts of a line as they may be written."""
        return [_harmless(segment) for segment in segments]


CONTROL_FILTER = ControlFilter()
"""It holds nothing, so one is enough."""


def _harmless(segment: Segment) -> Segment:
    text, style, control = segment
    if control or (text.isprintable() and (style is None or style.link is None)):
        return segment
    shown = "".join(char for char in text if printable(char) == char and char != "\n")
    return Segment(shown, style.update_link(None) if style is not None and style.link is not None else style)
