"""Entering the raised hands for each answer of a question."""

from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from tracer.errors import VotesError
from tracer.posing import Posed
from tracer.views.walkthrough.dialog import Dialog
from tracer.views.walkthrough.lines import NOW, styled
from tracer.views.walkthrough.prose_lines import inline_prose, prose_lines
from tracer.votes import parse_counts


class _Hands(Input):
    """A number of hands. It can be read while it is typed and not afterwards, so that nobody follows the crowd."""

    def __init__(self, label: str, hands: str) -> None:
        super().__init__(hands, restrict=r"\d*", max_length=5, password=True, placeholder=f"hands for {label}")

    def on_focus(self) -> None:
        """Show the number while it is typed."""
        self.password = False

    def on_blur(self) -> None:
        """Hide the number."""
        self.password = True


class VotesDialog(Dialog[tuple[int, ...]]):
    """Asks how many hands were raised for each answer."""

    DEFAULT_CSS: ClassVar[str] = """
    VotesDialog Input, VotesDialog Input:focus {
        height: 1;
        border: none;
        margin: 0 0 1 4;
        width: 24;
    }
    """

    def __init__(self, question: Posed, votes: tuple[int, ...]) -> None:
        super().__init__()
        self._question = question
        self._typed = [str(count) for count in votes] or [""] * len(question.answers)

    def compose(self) -> ComposeResult:
        """Make the box."""
        with VerticalScroll() as box:
            box.border_title = "Raised hands"
            box.border_subtitle = "Enter goes on, Esc closes"
            yield Static(Content("\n").join([*prose_lines(self._question.text, 70), Content("")]))
            for answer, typed in zip(self._question.answers, self._typed, strict=True):
                yield Static(styled((answer.label, NOW), "  ", inline_prose(answer.text)))
                yield _Hands(answer.label, typed)

    def on_mount(self) -> None:
        """Begin with the first answer."""
        self.query(_Hands).first().focus()

    @on(Input.Submitted)
    def go_on(self, event: Input.Submitted) -> None:
        """Go to the next answer; after the last one take the votes."""
        hands = list(self.query(_Hands))
        if event.input is not hands[-1]:
            self.focus_next(_Hands)
            return
        try:
            self.dismiss(parse_counts([field.value for field in hands]))
        except VotesError as error:
            self.notify(str(error), severity="error")

    def on_key(self, event: events.Key) -> None:
        """Let the arrows go from answer to answer."""
        if event.key in {"down", "up"}:
            event.stop()
            (self.focus_next if event.key == "down" else self.focus_previous)(_Hands)
