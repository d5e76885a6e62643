"""The blank screen: nothing to look at, so that a class looks at its teacher."""

from typing import ClassVar

from textual import events
from textual.screen import Screen


class BlankScreen(Screen[None]):
    """Black in both themes; whatever is pressed brings the lesson back, and does nothing else."""

    DEFAULT_CSS: ClassVar[str] = """
    BlankScreen {
        background: black;
    }
    """

    def on_key(self, event: events.Key) -> None:
        """Bring the lesson back."""
        event.stop()
        self.dismiss()

    def on_click(self) -> None:
        """Bring the lesson back."""
        self.dismiss()
