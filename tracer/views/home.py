"""The home screen: at most 22 lines on a terminal of 60 columns, so that all of it is seen at once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.console import RenderableType
from rich.text import Text

from tracer.command_line import command_line
from tracer.quiz.whereabouts import PathStop
from tracer.trace.wording.phrases import counted
from tracer.views.pieces import Hanging
from tracer.views.terminal import Space

_WHAT = (
    "A real app with a login runs on this machine. Every stage of the login is recorded as it happens: "
    "the steps, the variables, the session cookie."
)


@dataclass(frozen=True)
class Door:
    """What a key leads to.

    Attributes:
        key: The key.
        what: What it does.
        words: The words of the command that does the same, after the name of the tracer.
    """

    key: str
    what: str
    words: tuple[str, ...]

    @property
    def command(self) -> str:
        """The whole command line."""
        return command_line(*self.words)


@dataclass(frozen=True)
class HomeScreen:
    """What this is, where one is, and where one can go.

    Attributes:
        here: The lesson where the learner goes on; None where every lesson is behind the learner.
        of: How many lessons there are.
        doors: What the keys lead to.
        kept: Whether what the learner does is kept.
    """

    here: PathStop | None
    of: int
    doors: Sequence[Door]
    kept: bool = True

    def draw(self, space: Space) -> Iterator[RenderableType]:
        """Yield the screen."""
        yield Text("Login-flow tracer: see how a login works", style="bold reverse")
        yield Text(_WHAT)
        yield Text()
        where, title = self._where
        yield Text(where, style="heading")
        if title:
            yield Hanging(Text(f"{space.marks.changed} ", "lit"), Text(title, "lit"))
        if not self.kept:
            yield Text(_NOT_KEPT, style="quiet")
        yield Text()
        keys = max(cell_len(door.key) for door in self.doors)
        words = max(cell_len(door.what) for door in self.doors)
        room = space.width - keys - words - 4
        beside = all(cell_len(door.command) <= room for door in self.doors)
        for door in self.doors:
            line = Text.assemble(
                (f"{door.key:>{keys}}", "lit"), f"  {door.what:<{words}}" if beside else f"  {door.what}"
            )
            yield line.append(f"  {door.command}", "quiet") if beside else line
            if not beside:
                yield Text(f"{'':{keys}}  {door.command}", style="quiet")
        yield Text.assemble((f"{'q':>{keys}}", "lit"), "  Leave")
        yield Text()
        yield Text(f"{_MORE}: {command_line('--help')}", style="quiet")

    def lines(self) -> Iterator[str]:
        """Yield the screen line by line."""
        yield "Login-flow tracer: see how a login works."
        yield _WHAT
        where, title = self._where
        yield f"{where} {title}".rstrip()
        if not self.kept:
            yield _NOT_KEPT
        for door in self.doors:
            yield f"{door.key}: {door.what}. The same command: {door.command}"
        yield "q: Leave."
        yield f"{_MORE}: {command_line('--help')}"

    @property
    def _where(self) -> tuple[str, str]:
        """Where the learner is, and the title of the lesson."""
        if self.here is None:
            return f"All {counted(self.of, 'lesson')} are behind you.", ""
        outline, standing = self.here.outline, self.here.standing
        right = f", {standing.right} of {standing.questions} right" if standing is not None else ""
        minutes = f" ({counted(outline.minutes, 'minute')})" if outline.minutes else ""
        return f"You are at lesson {self.here.number} of {self.of}{right}:", f"{outline.title}{minutes}"


_MORE = "Everything else"
_NOT_KEPT = 'Where you are is not kept here; the command "progress" says why.'
