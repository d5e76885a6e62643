"""Asking for the name of a file."""

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input

from tracer.views.walkthrough.dialog import Dialog


class SaveDialog(Dialog[str]):
    """Asks under which name the votes are saved."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name_of_file = name

    def compose(self) -> ComposeResult:
        """Make the box."""
        box = Vertical(Input(self._name_of_file, select_on_focus=False))
        box.border_title = "Save the votes as JSON and CSV"
        box.border_subtitle = "Enter saves, Esc closes"
        yield box

    @on(Input.Submitted)
    def take(self, event: Input.Submitted) -> None:
        """Take the name."""
        self.dismiss(event.value.strip() or None)
