"""Going to a step by its number, where one digit is not enough."""

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.validation import Integer
from textual.widgets import Input

from tracer.views.walkthrough.dialog import Dialog


class JumpDialog(Dialog[int]):
    """Asks for the number of a step."""

    def __init__(self, count: int, typed: str = "") -> None:
        super().__init__()
        self._count = count
        self._typed = typed

    def compose(self) -> ComposeResult:
        """Make the box."""
        limits = Integer(1, self._count, failure_description=f"There are steps 1 to {self._count}.")
        number = Input(
            self._typed,
            placeholder=f"1 to {self._count}",
            restrict=r"\d*",
            validators=[limits],
            valid_empty=True,
            select_on_focus=False,
        )
        box = Vertical(number)
        box.border_title = "Go to step"
        box.border_subtitle = "Enter goes, Esc closes"
        yield box

    @on(Input.Submitted)
    def go(self, event: Input.Submitted) -> None:
        """Go there, if there is such a step."""
        if event.validation_result is not None and not event.validation_result.is_valid:
            self.notify(" ".join(event.validation_result.failure_descriptions), severity="warning")
            return
        self.dismiss(int(event.value) if event.value else None)
