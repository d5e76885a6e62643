"""What dialogs have in common: a box in the middle, a title, the way out by Escape."""

from typing import ClassVar, Generic, TypeVar

from textual.binding import Binding, BindingType
from textual.screen import ModalScreen

_Result = TypeVar("_Result")


class Dialog(ModalScreen[_Result | None], Generic[_Result]):
    """A box above the lesson."""

    DEFAULT_CSS: ClassVar[str] = """
    Dialog {
        align: center middle;
        background: $background 60%;
    }
    Dialog > * {
        width: 76;
        max-width: 96%;
        height: auto;
        max-height: 96%;
        padding: 0 1;
        background: $background;
        color: $foreground;
        border: round $lit;
        border-title-color: $now;
        border-title-style: bold;
        border-subtitle-color: $dim;
        scrollbar-size-vertical: 1;
    }
    Dialog > OptionList:focus {
        border: round $lit;
    }
    Dialog OptionList > .option-list--option-highlighted {
        background: $now-background;
        color: $now;
    }
    Dialog Input {
        background: $panel;
        border: tall $rule;
        height: 3;
    }
    Dialog Input:focus {
        border: tall $now;
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "close", "close", show=False)]

    def action_close(self) -> None:
        """Close it without a result."""
        self.dismiss(None)
