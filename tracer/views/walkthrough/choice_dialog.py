"""Choosing one of several things by its title."""

from collections.abc import Mapping

from textual import on
from textual.app import ComposeResult
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from tracer.views.walkthrough.dialog import Dialog


class ChoiceDialog(Dialog[str]):
    """A list; the arrows go through it, Enter takes what is marked."""

    def __init__(self, title: str, choices: Mapping[str, str]) -> None:
        super().__init__()
        self._title = title
        self._choices = choices

    def compose(self) -> ComposeResult:
        """Make the box."""
        choices = OptionList(*(Option(title, id=name) for name, title in self._choices.items()), markup=False)
        choices.border_title = self._title
        choices.border_subtitle = "Enter takes it, Esc closes"
        yield choices

    @on(OptionList.OptionSelected)
    def take(self, event: OptionList.OptionSelected) -> None:
        """Take what was chosen."""
        self.dismiss(event.option_id)
