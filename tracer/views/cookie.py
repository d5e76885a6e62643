"""How the session cookie looks that is made for one showing: in three colours, with the name of each part."""

from collections.abc import Iterator
from dataclasses import dataclass

from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text

from tracer.recording.demo.shown_cookie import CookieTrial, ShownCookie
from tracer.views.terminal import Space, heading

READABLE = "Who can read it?"
MADE_FOR_THIS = (
    "This cookie was made for this showing, by a demo app with a secret key of its own. Nothing has recorded it, and "
    "the key is gone: it opens no door any more."
)
PART_STYLES = ("lit", "changed", "good")
"""The styles of the three parts, in their order."""


@dataclass(frozen=True)
class CookieView:
    """The cookie, its parts and what comes of changing it.

    Attributes:
        cookie: The cookie.
    """

    cookie: ShownCookie

    def draw(self, space: Space) -> Iterator[RenderableType]:
        """Yield the cookie in three colours, then each part by its name, then what was tried."""
        yield heading("A session cookie, as a browser holds it")
        yield Text(MADE_FOR_THIS, style="quiet")
        yield Padding(Text(".").join(self._coloured()), (1, 2))
        for number, (part, style) in enumerate(zip(self.cookie.parts, PART_STYLES, strict=True), start=1):
            yield Text.assemble((f"{number}  {part.name}", style))
            for says in part.says:
                yield Padding(Text(says), (0, 0, 0, 5))
        yield from _asked(READABLE)
        yield Text(self.cookie.reading)
        for trial in self.cookie.trials:
            yield from _asked(trial.question)
            yield Text(trial.tried)
            mark, style = (space.marks.yes, "good") if trial.let_in else (space.marks.no, "bad")
            yield Text(f"{mark} {trial.answer}", style=style)

    def _coloured(self) -> Iterator[Text]:
        for part, style in zip(self.cookie.parts, PART_STYLES, strict=True):
            yield Text(part.text, style=style, overflow="fold")

    def lines(self) -> Iterator[str]:
        """Yield the parts by their names, then what was tried."""
        yield "A session cookie, as a browser holds it."
        yield MADE_FOR_THIS
        yield self.cookie.value
        yield f"It has {len(self.cookie.parts)} parts, with a dot between them."
        for number, part in enumerate(self.cookie.parts, start=1):
            yield f"Part {number}, {part.name}: {part.text}"
            for says in part.says:
                yield f"  It says: {says}."
        yield f"{READABLE} {self.cookie.reading}"
        for trial in self.cookie.trials:
            yield _spoken(trial)


def _asked(question: str) -> Iterator[Text]:
    yield Text(f"\n{question}", style="heading")


def _spoken(trial: CookieTrial) -> str:
    return f"{trial.question} {trial.tried} {trial.answer}"
