"""How the session cookie looks that is made for one showing: in three colours, with the name of each part."""

from collections.abc import Iterator
from dataclasses import dataclass

from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text

from tracer.recording.demo.shown_cookie import CookiePart, CookieParts, CookieTrial, ShownCookie
from tracer.views.pieces import heading
from tracer.views.terminal import Space

READABLE = "Who can read it?"
MADE_FOR_THIS = (
    "This cookie was made for this showing, by a demo app with a secret key of its own. Nothing has recorded it, and "
    "the key is gone: it opens no door any more."
)
PART_STYLES = ("lit", "changed", "good")
"""The styles of the three parts, in their order."""

_MARGIN = 2


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
        yield from _coloured(self.cookie.parts, range(0), space)
        yield from _named(self.cookie.parts, space)
        yield from _asked(READABLE)
        yield Text(self.cookie.reading)
        for trial in self.cookie.trials:
            yield from _asked(trial.question)
            yield Text(trial.tried)
            if trial.changed:
                yield from _coloured(trial.parts, trial.changed, space)
                yield from _named(trial.parts, space)
            mark, style = (space.marks.yes, "good") if trial.let_in else (space.marks.no, "bad")
            yield Text(f"{mark} {trial.answer}", style=style)

    def lines(self) -> Iterator[str]:
        """Yield the parts by their names, then what was tried."""
        yield "A session cookie, as a browser holds it."
        yield MADE_FOR_THIS
        yield self.cookie.value
        yield f"It has {len(self.cookie.parts)} parts, with a dot between them."
        for number, part in enumerate(self.cookie.parts, start=1):
            yield f"Part {number}, {part.name}: {part.text}"
            yield from _spoken_content(part)
        yield f"{READABLE} {self.cookie.reading}"
        for trial in self.cookie.trials:
            yield from _spoken(trial)


def marked_rows(value: str, marked: range, room: int) -> Iterator[tuple[int, int, str]]:
    """Yield a cookie row by row: where the row begins and ends, and the signs that stand below what is marked in it.

    Args:
        value: The cookie.
        marked: The places of the characters that are marked.
        room: How many columns there are.
    """
    for begin in range(0, len(value), max(room, 1)):
        end = min(begin + max(room, 1), len(value))
        yield begin, end, "".join("^" if place in marked else " " for place in range(begin, end)).rstrip()


def _coloured(parts: CookieParts, marked: range, space: Space) -> Iterator[RenderableType]:
    """Yield a cookie with a colour for each part, and signs below the characters that are marked."""
    whole = Text(".").join(Text(part.text, style) for part, style in zip(parts, PART_STYLES, strict=True))
    rows = Text()
    for begin, end, signs in marked_rows(whole.plain, marked, space.width - 2 * _MARGIN):
        rows.append_text(whole[begin:end]).append("\n")
        if signs:
            rows.append(f"{signs}\n", "bad")
    rows.rstrip()
    yield Padding(rows, (1, _MARGIN))


def _named(parts: CookieParts, space: Space) -> Iterator[RenderableType]:
    """Yield the name of each part and what it says; a sign stands before what was changed."""
    for number, (part, style) in enumerate(zip(parts, PART_STYLES, strict=True), start=1):
        yield Text.assemble((f"{number}  {part.name}", style))
        for says in part.says:
            if says in part.changed:
                yield Padding(Text.assemble((f"{space.marks.changed} {says}", "bad")), (0, 0, 0, 3))
            else:
                yield Padding(Text(says), (0, 0, 0, 5))


def _asked(question: str) -> Iterator[Text]:
    yield Text(f"\n{question}", style="heading")


def _spoken(trial: CookieTrial) -> Iterator[str]:
    if not trial.changed:
        yield f"{trial.question} {trial.tried} {trial.answer}"
        return
    yield f"{trial.question} {trial.tried}"
    yield trial.cookie
    first, last = trial.changed[0] + 1, trial.changed[-1] + 1
    characters = f"Character {first} is" if first == last else f"Characters {first} to {last} are"
    yield f"{characters} changed: {trial.cookie[first - 1 : last]}"
    for number, part in enumerate(trial.parts, start=1):
        yield f"Part {number}, {part.name}."
        yield from _spoken_content(part)
    yield trial.answer


def _spoken_content(part: CookiePart) -> Iterator[str]:
    for says in part.says:
        yield f"  It says: {says}{' (changed)' if says in part.changed else ''}."
