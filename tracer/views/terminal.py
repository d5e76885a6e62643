"""The terminal: where views are written, and what can be written there.

A view is a value with two forms. ``draw`` gives what Rich renders: tables, marks, colour. ``lines`` gives the plain
form: one statement per line, no boxes, no colour, so that a screen reader says it well and ``grep`` finds it.
"""

import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from shutil import get_terminal_size
from typing import Literal, Protocol, TextIO, TypeAlias

from rich.cells import cell_len
from rich.console import COLOR_SYSTEMS, Console, RenderableType
from rich.control import Control
from rich.segment import Segment
from rich.style import Style
from rich.theme import Theme

from tracer.errors import printable
from tracer.views.pieces import Printable

ColorChoice: TypeAlias = Literal["auto", "always", "never"]

NARROW = 60
"""On a terminal with fewer columns than this, rows are stacked instead of drawn as a table."""

STYLES: Mapping[str, str] = {
    "heading": "bold",
    "quiet": "dim",
    "lit": "bold cyan",
    "unlit": "dim",
    "changed": "bold magenta",
    "good": "bold green",
    "bad": "bold red",
    "code": "cyan",
    "keyword": "bold",
    "string": "green",
    "step": "bold",
}
"""The styles of all views. Only colours of the terminal's own palette, so that its user's theme decides."""


@dataclass(frozen=True)
class Marks:
    """Signs that say without colour what colour says, in what the stream's encoding can carry."""

    yes: str
    no: str
    onward: str
    changed: str
    lit: str
    unlit: str
    arrow: str
    back: str
    dot: str
    ellipsis: str
    left_out: str
    differs: str


UNICODE = Marks("✓", "✗", "→", "▸", "●", "○", "→", "↑", "·", "…", "⋯", "≠")
ASCII = Marks("+", "x", ">", "*", "@", "o", "->", "^", "-", "...", ":", "!=")


@dataclass(frozen=True)
class Space:
    """What a view may draw in.

    Attributes:
        width: How many columns there are.
        marks: The signs that can be shown.
        coloured: Whether colours are shown.
    """

    width: int
    marks: Marks = UNICODE
    coloured: bool = False

    @property
    def narrow(self) -> bool:
        """Whether there is no room for a table."""
        return self.width < NARROW


StyledText: TypeAlias = tuple[str, str]
"""A text and its style; "" for none."""


class View(Protocol):
    """Something to show."""

    def draw(self, space: Space) -> Iterator[RenderableType]:
        """Yield what Rich renders, piece by piece."""

    def lines(self) -> Iterator[str]:
        """Yield the lines of the plain form."""


_AT_ONCE = 50
"""How many pieces are handed to Rich at once: each hand-over costs, and each piece that waits takes memory."""


class Terminal:
    """Shows views: data on one stream, what is said to the person on another.

    Args:
        out: Where data goes.
        err: Where prompts, progress and errors go.
        plain: Whether views are shown in their plain form.
    """

    def __init__(self, out: Console, err: Console, *, plain: bool = False) -> None:
        self.out = out
        self.err = err
        self.plain = plain

    @property
    def space(self) -> Space:
        """What a view may draw in."""
        marks = UNICODE if _carries(self.out, UNICODE) else ASCII
        return Space(self.out.width, marks, coloured=self.out.color_system is not None and not self.out.no_color)

    @property
    def lines(self) -> int | None:
        """How many lines are seen at once; None where what is shown is not seen on a screen, or is read aloud."""
        return self.out.height if self.out.file.isatty() and not self.plain else None

    @property
    def shows_progress(self) -> bool:
        """Whether a person sees a line that changes while something is done."""
        return self.err.file.isatty() and not self.plain and not self.err.is_dumb_terminal

    @property
    def tells_progress(self) -> bool:
        """Whether a person is told in lines what is done: it is read aloud, or nothing can be drawn over."""
        return self.err.file.isatty() and not self.shows_progress

    def begin_screen(self) -> None:
        """Let what follows begin at the top of the screen; what is there scrolls up, and stays to be scrolled back to.

        Nothing is done where the screen is read aloud, is no terminal, or cannot be drawn on.
        """
        if self.plain or not self.out.is_terminal or self.out.is_dumb_terminal:
            return
        self.out.file.write("\n" * (self.out.height - 1))
        self.out.control(Control.home())

    def show(self, *views: View, apart: bool = True) -> None:
        """Show views.

        Args:
            views: The views.
            apart: Whether an empty line follows each of them.
        """
        for view in views:
            if self.plain:
                lines = view.lines()
                while some_lines := tuple(islice(lines, _AT_ONCE)):
                    self.out.out("\n".join(map(_on_one_line, some_lines)), highlight=False)
                if apart:
                    self.write("")
            else:
                pieces = view.draw(self.space)
                while some := tuple(islice(pieces, _AT_ONCE)):
                    self.out.print(Printable(some))
                if apart:
                    self.out.print()

    def add(self, *pieces: RenderableType) -> None:
        """Show what belongs to something that is still going on: no empty line follows, and nothing waits."""
        for piece in pieces:
            self.out.print(Printable((piece,)))
        self.out.file.flush()

    def add_lines(self, lines: Iterable[Sequence[StyledText]]) -> None:
        """Show lines that are as wide as they shall be, as ``add`` does: ten times as fast, since nothing is laid out.

        Args:
            lines: The parts of each line, each with its style.
        """
        system = COLOR_SYSTEMS.get(self.out.color_system or "")
        styles = {"": Style.null()}

        def drawn(text: str, style: str) -> str:
            known = styles.get(style)
            if known is None:
                found = self.out.get_style(style)
                known = styles[style] = found.without_color if self.out.no_color else found
            return known.render(printable(text), color_system=system) if system is not None else printable(text)

        texts = ["".join(drawn(text, style) for text, style in line) for line in lines]
        if not texts or self.out.quiet:
            return
        try:
            self.out.file.write("".join(f"{text}\n" for text in texts))
            self.out.file.flush()
        except BrokenPipeError:
            self.out.quiet = True
            raise

    def drawn(self, piece: RenderableType) -> list[tuple[Segment, ...]]:
        """Return a piece of a view as the lines that `show` would draw."""
        return [tuple(line) for line in self.out.render_lines(Printable((piece,)), pad=False)]

    def write(self, line: str) -> None:
        """Write one line of data. In the plain form and into a file it is neither wrapped nor coloured."""
        one = _on_one_line(line)
        self.out.out(one if self.plain else _fitted(one, self.out), highlight=False)

    def ask(self, prompt: str) -> None:
        """Ask the person for something; the reply is typed behind the prompt, which is broken between words."""
        text = printable(prompt)
        words = text.rstrip(" ")
        self.err.out(_fitted(words, self.err) + text[len(words) :], highlight=False, end="")
        self.err.file.flush()

    def tell(self, line: str) -> None:
        """Tell the person something that is no data."""
        self.err.out(_fitted(printable(line), self.err), highlight=False)


def _on_one_line(text: str) -> str:
    return " ".join(printable(text).split("\n"))


_COMMAND = re.compile(r"(?:python -m tracer|login-tracer)\b(?:'[^']*'|[^'])*?(?=[.;,)]?$|[.;)] )")
"""A command that a text suggests: up to the end of the sentence, for it is copied as a whole."""


def _fitted(text: str, console: Console) -> str:
    """Return a text with its lines broken between words where they are too long for a terminal.

    A command is never broken: one that does not fit begins a line of its own, and the terminal lets it run on.
    """
    if not console.file.isatty():
        return text
    return "\n".join(_broken(line, console.width) for line in text.split("\n"))


def _broken(line: str, width: int) -> str:
    if cell_len(line) <= width:
        return line
    glued = _COMMAND.sub(lambda found: found[0].replace(" ", _GLUE), line)
    lines = [""]
    for word in glued.split(" "):
        longer = f"{lines[-1]} {word}" if lines[-1] else word
        if lines[-1] and cell_len(longer) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return "\n".join(lines).replace(_GLUE, " ")


_GLUE = "\ue000"
"""Stands for the spaces of a command while a line is broken; a character that no text has."""


class _OpenConsole(Console):
    """A console that passes on when the reader of a pipe has left; Rich's own one ends the process with 1."""

    def on_broken_pipe(self) -> None:
        self.quiet = True
        raise BrokenPipeError


def open_terminal(
    color: ColorChoice = "auto",
    *,
    plain: bool = False,
    out: TextIO | None = None,
    err: TextIO | None = None,
    width: int | None = None,
) -> Terminal:
    """Return a terminal on the standard streams, or on the streams given.

    Args:
        color: ``auto`` obeys NO_COLOR and FORCE_COLOR and whether the stream is a terminal; ``always`` and ``never``
            overrule them.
        plain: Whether views are shown in their plain form.
        out: Where data goes.
        err: Where prompts, progress and errors go.
        width: How many columns there are; the terminal's own or COLUMNS when left out.
    """
    consoles = [_console(stream, color, width=width) for stream in (out or sys.stdout, err or sys.stderr)]
    return Terminal(*consoles, plain=plain)


def _console(stream: TextIO, color: ColorChoice, *, width: int | None) -> Console:
    height = None
    if width is None and _is_mismeasured():
        width, height = get_terminal_size()
    return _OpenConsole(
        file=stream,
        theme=Theme(dict(STYLES)),
        highlight=False,
        markup=False,
        emoji=False,
        width=width,
        height=height,
        color_system=None if color == "never" else "auto",
        force_terminal=True if color == "always" else None,
        no_color=False if color == "always" else None,
    )


def _is_mismeasured() -> bool:
    """Tell whether Rich would miss the width: it takes a dumb terminal for 80 columns, and COLUMNS=0 at its word."""
    return os.environ.get("TERM") in {"dumb", "unknown"} or os.environ.get("COLUMNS") == "0"


def _carries(console: Console, marks: Marks) -> bool:
    signs = "".join(getattr(marks, name) for name in Marks.__dataclass_fields__)
    try:
        signs.encode(console.encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True
