"""The session cookie that is made for one showing, as lines."""

from collections.abc import Iterator, Sequence

from textual.content import Content

from tracer.recording.demo.shown_cookie import CookieParts, CookieTrial, ShownCookie
from tracer.views.cookie import MADE_FOR_THIS, READABLE, marked_rows
from tracer.views.walkthrough.drawing.lines import BAD, DIM, GOOD, LIT, NOW, STRONG, styled, wrapped

_PART_STYLES = (f"bold {LIT}", NOW, GOOD)
"""The styles of the three parts, in their order."""


def draw_cookie(cookie: ShownCookie, width: int) -> Sequence[Content]:
    """Return the cookie in three colours, then each part by its name, then what was tried."""
    return [line for block in _blocks(cookie, width) for line in (*block, Content(""))][:-1]


def _blocks(cookie: ShownCookie, width: int) -> Iterator[list[Content]]:
    yield wrapped(Content.styled(MADE_FOR_THIS, DIM), width)
    yield [*_coloured(cookie.parts, range(0), width)]
    yield [*_named(cookie.parts, width)]
    yield [Content.styled(READABLE, STRONG), *wrapped(cookie.reading, width)]
    for trial in cookie.trials:
        yield from _of_trial(trial, width)


def _of_trial(trial: CookieTrial, width: int) -> Iterator[list[Content]]:
    asked = [Content.styled(trial.question, STRONG), *wrapped(trial.tried, width)]
    mark, style = ("✓", GOOD) if trial.let_in else ("✗", BAD)
    answer = wrapped(styled((f"{mark} {trial.answer}", style)), width)
    if not trial.changed:
        yield [*asked, *answer]
        return
    yield asked
    yield [*_coloured(trial.parts, trial.changed, width)]
    yield [*_named(trial.parts, width), *answer]


def _coloured(parts: CookieParts, marked: range, width: int) -> Iterator[Content]:
    """Yield a cookie with a colour for each part, and signs below the characters that are marked."""
    whole = Content(".").join(Content.styled(part.text, style) for part, style in zip(parts, _PART_STYLES, strict=True))
    for begin, end, signs in marked_rows(whole.plain, marked, width):
        yield whole[begin:end]
        if signs:
            yield Content.styled(signs, BAD)


def _named(parts: CookieParts, width: int) -> Iterator[Content]:
    """Yield the name of each part and what it says; a sign stands before what was changed."""
    for number, (part, style) in enumerate(zip(parts, _PART_STYLES, strict=True), start=1):
        yield styled((f" {number} ", f"{style} reverse"), (f" {part.name}", style))
        for says in part.says:
            is_changed = says in part.changed
            text = Content.styled(says, BAD) if is_changed else Content(says)
            yield from wrapped(text, width, first="  ▸ " if is_changed else "    ", rest="    ")
