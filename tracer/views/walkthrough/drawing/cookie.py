"""The session cookie that is made for one showing, as lines."""

from collections.abc import Iterator, Sequence

from textual.content import Content

from tracer.recording.demo.shown_cookie import ShownCookie
from tracer.views.cookie import MADE_FOR_THIS, READABLE
from tracer.views.walkthrough.drawing.lines import BAD, DIM, GOOD, LIT, NOW, STRONG, styled, wrapped

_PART_STYLES = (f"bold {LIT}", NOW, GOOD)
"""The styles of the three parts, in their order."""


def draw_cookie(cookie: ShownCookie, width: int) -> Sequence[Content]:
    """Return the cookie in three colours, then each part by its name, then what was tried."""
    return [line for part in _parts(cookie, width) for line in (*part, Content(""))][:-1]


def _parts(cookie: ShownCookie, width: int) -> Iterator[list[Content]]:
    pairs = list(zip(cookie.parts, _PART_STYLES, strict=True))
    whole = Content(".").join(Content.styled(part.text, style) for part, style in pairs)
    yield wrapped(Content.styled(MADE_FOR_THIS, DIM), width)
    yield list(whole.fold(max(width, 1)))
    named: list[Content] = []
    for number, (part, style) in enumerate(pairs, start=1):
        named.append(styled((f" {number} ", f"{style} reverse"), (f" {part.name}", style)))
        named += [line for says in part.says for line in wrapped(says, width, first="    ")]
    yield named
    yield [Content.styled(READABLE, STRONG), *wrapped(cookie.reading, width)]
    for trial in cookie.trials:
        answer = styled((f"{'✓' if trial.let_in else '✗'} {trial.answer}", GOOD if trial.let_in else BAD))
        yield [Content.styled(trial.question, STRONG), *wrapped(trial.tried, width), *wrapped(answer, width)]
