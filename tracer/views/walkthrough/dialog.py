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
    Dialog > Vertical, Dialog > VerticalScroll {
        height: auto;
    }
    Dialog > Vertical {
        padding: 1 2;
    }
    Dialog > OptionList:focus {
        border: round $lit;
    }
    Dialog Input {
        background: $panel;
        border: none;
        height: 1;
    }
    Dialog Input:focus {
        border: none;
        background: $now-background;
        background-tint: $now 0%;
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", "close", show=False),
        Binding("b,full_stop", "app.blank", "blank", show=False),
    ]

    def action_close(self) -> None:
        """Close it without a result."""
        self.dismiss(None)
