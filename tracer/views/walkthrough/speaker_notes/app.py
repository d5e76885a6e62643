"""The speaker notes in a second terminal: they follow the walkthrough, whatever becomes of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import time
from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.filter import LineFilter

from tracer.command_line import command_line
from tracer.lessons.glossary import words_in
from tracer.views.glossary import KEY
from tracer.views.walkthrough.control_filter import CONTROL_FILTER
from tracer.views.walkthrough.drawing.lines import BAD, DIM, GOOD, LIT, NOW, STRONG, Drawing, labelled, styled, wrapped
from tracer.views.walkthrough.drawing.markdown import inline_prose, prose_lines
from tracer.views.walkthrough.glossary import GlossaryDialog
from tracer.views.walkthrough.key_bar import KeyBar
from tracer.views.walkthrough.keys import Key
from tracer.views.walkthrough.panes.base import Pane
from tracer.views.walkthrough.speaker_notes.channel import LOOK_EVERY, SentSheet, receive
from tracer.views.walkthrough.themes import THEMES

WAITING = f"No walkthrough is running. Start one in another terminal: {command_line('walkthrough')}"

_LABELS = 16
_KEYS = (
    Key("app.glossary", (KEY,), KEY, "what the words mean", "Words", 1),
    Key("app.theme", ("t",), "t", "light or dark", "Light/dark", 2),
    Key("app.leave", ("q",), "q", "leave", "Quit", 0),
)


@dataclass(frozen=True)
class Heard:
    """What the second terminal has heard.

    Attributes:
        signal: What a walkthrough has said; None where none has said anything.
        alive: Whether it is still there.
    """

    signal: SentSheet | None
    alive: bool


def hear(folder: Path, now: float) -> Heard:
    """Return what a walkthrough has said last."""
    signal = receive(folder, now)
    return Heard(signal, signal is not None and signal.is_alive(now))


class SpeakerPane(Pane[Heard]):
    """What the speaker sees."""

    DEFAULT_CSS: ClassVar[str] = """
    SpeakerPane { position: relative; height: 1fr; border-top: none; padding: 1 2; }
    """

    def draw(self, slide: Heard, width: int, height: int) -> Drawing:  # noqa: ARG002 # Pane's signature
        """Draw what the walkthrough has said."""
        return Drawing(tuple(draw_heard(slide, width)))


def draw_heard(heard: Heard, width: int) -> list[Content]:
    """Return what the speaker sees as lines."""
    if heard.signal is None:
        return wrapped(Content.styled(WAITING, DIM), width)
    said = heard.signal.speaking
    minutes, seconds = divmod(int(max(heard.signal.beat - heard.signal.started, 0)), 60)
    lines = [
        *wrapped(Content.styled(said.title, "bold $lit"), width),
        *wrapped(styled((said.place, NOW), (f"   {minutes}:{seconds:02}", DIM)), width),
        *([] if heard.alive else _gone(heard.signal, width)),
        Content(""),
    ]
    for text in said.notes:
        lines += [*prose_lines(text, width), Content("")]
    for label, text in said.rows:
        lines += labelled(label, Content(text), width, _LABELS)
    if said.question:
        lines += [Content(""), *(line.stylize_before(STRONG) for line in prose_lines(said.question, width))]
        for label, text, votes, right in said.answers:
            mark = styled(("✓ " if right else "  ", GOOD), (f"{label}  ", NOW))
            count = Content.styled("   " + ", then ".join(map(str, votes)), LIT) if votes else Content("")
            lines += wrapped(styled(mark, inline_prose(text), count), width, rest=" " * 5)
    if said.coming:
        lines += [Content(""), *labelled("Next", Content(said.coming), width, _LABELS)]
    return lines


def _gone(signal: SentSheet, width: int) -> list[Content]:
    """Say that nobody is there any more, and how the speaker gets the walkthrough back."""
    if signal.ended:
        words = Content("The walkthrough has ended. These are its last notes; the next one is followed by itself.")
        return wrapped(words.stylize(DIM), width)
    lines = wrapped(Content.styled("The walkthrough does not answer any more.", BAD), width)
    if signal.speaking.resume:
        lines += wrapped(styled(("To go on where it stood: ", DIM), signal.speaking.resume), width)
    return lines


class NotesApp(App[None]):
    """The second terminal.

    Args:
        folder: Where walkthroughs leave what the speaker should see.
        theme: The theme in which it opens.
        now: The time, in seconds since 1970.
    """

    TITLE = "Speaker notes"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+c", "interrupt", show=False, priority=True),
        Binding("q,escape", "leave", show=False, priority=True),
        Binding(KEY, "glossary", show=False, priority=True),
        Binding("t", "theme", show=False, priority=True),
        Binding("down,pagedown", "scroll(3)", show=False, priority=True),
        Binding("up,pageup", "scroll(-3)", show=False, priority=True),
    ]

    def __init__(self, folder: Path, theme: str = "dark", now: Callable[[], float] = time) -> None:
        super().__init__()
        self._folder = folder
        self._now = now
        self._pane = SpeakerPane()
        self._heard: Heard | None = None
        for one in THEMES.values():
            self.register_theme(one)
        self.theme = theme

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Return what every line passes through."""
        return [*super().get_line_filters(), CONTROL_FILTER]

    def compose(self) -> ComposeResult:
        """Make the pane and the footer."""
        yield self._pane
        yield KeyBar(_KEYS)

    def on_mount(self) -> None:
        """Begin to follow."""
        self.follow()
        self.set_interval(LOOK_EVERY, self.follow)

    def follow(self) -> None:
        """Show what the walkthrough has said since."""
        heard = hear(self._folder, self._now())
        if heard != self._heard:
            self._heard = heard
            self._pane.show(heard)

    def action_scroll(self, by: int) -> None:
        """Scroll the notes."""
        self._pane.scroll_relative(y=by, animate=False)

    def action_theme(self) -> None:
        """Change between light and dark."""
        self.theme = "light" if self.theme == "dark" else "dark"

    def action_glossary(self) -> None:
        """Show what the words mean, those of the notes first."""
        said = self._heard.signal.speaking if self._heard and self._heard.signal else None
        texts = [*said.notes, *(text for _, text in said.rows), said.question] if said else []
        self.push_screen(GlossaryDialog([("In these notes", words_in("\n".join(texts)))]))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Let the keys be typed where something is searched for."""
        if self.screen_stack and isinstance(self.screen, GlossaryDialog):
            return action not in {"leave", "glossary", "theme", "scroll"}
        return super().check_action(action, parameters)

    def action_leave(self) -> None:
        """Leave."""
        self.exit()

    def action_interrupt(self) -> None:
        """Leave at once."""
        self.exit()
