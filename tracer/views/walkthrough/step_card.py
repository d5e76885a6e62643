"""The card of a step: its number in large, what is done, what comes out, and the question that it asks before."""

from textual.content import Content

from tracer.steps import Step
from tracer.views.walkthrough.asked import Asked
from tracer.views.walkthrough.block_digits import Look, beside_digits, block_digits
from tracer.views.walkthrough.lines import DIM, NOW, Drawing, band, labelled, spread, styled, wrapped
from tracer.views.walkthrough.prose_lines import inline_prose
from tracer.views.walkthrough.question_lines import RIGHT, answers_apart
from tracer.views.walkthrough.variables_pane import draw_variables, moment
from tracer.views.walkthrough.view import View, stage_title
from tracer.wording import HEADINGS

_SHORT_HEADINGS = {"check": "Check", "result": "Result"}
_LABELS = 10


_WITH_VARIABLES = (
    Look("high", gap=3, inner=2, filled=True),
    Look("high", gap=2, inner=2, filled=True),
    Look("high", gap=2, inner=1, filled=True),
    Look("high", inner=1, filled=True),
    Look("low", inner=1, filled=True),
    Look("high", filled=True),
    Look("low", filled=True),
    Look("low"),
)
_LOOKS = (
    *_WITH_VARIABLES,
    Look("flat", inner=1),
    Look("flat"),
    Look("flat", gap=0),
)
"""From the one with the most space to the one with the least."""
_WITH_ANSWERS = (*_LOOKS[:-1], Look("flat", brief=True), Look("flat", gap=0, brief=True))
"""The same; before the answers run out of sight, what was done gives way, for everybody has read it before."""


def draw_step(view: View, width: int, height: int) -> Drawing:
    """Return a step with as much space as there is: its name, its row, and the variables that it has changed.

    While its result is hidden, the question stands in their place; afterwards, how the class voted.
    """
    step = view.step
    if step is None:
        return Drawing(())
    with_variables = view.layout == "presentation" and not view.hidden
    choice = [(look, True) for look in (_WITH_VARIABLES if view.asked else _LOOKS)] if with_variables else []
    if view.asked or not with_variables:
        choice += [(look, False) for look in (_WITH_ANSWERS if view.asked else _LOOKS)]
    lines: list[Content] = []
    for look, variables in choice:
        lines = spread(_parts(view, step, width, look, variables=variables), look.gap)
        top = height // 10 if look.number == "high" else 0
        left = height - len(lines)
        if left >= (top if look.gap > 1 else 0):
            return Drawing((*[Content("")] * min(top, left), *lines))
    right = [index for index, line in enumerate(lines) if line.plain.startswith(RIGHT)]
    return Drawing(tuple(lines), right[0] if right else None)


def _parts(view: View, step: Step, width: int, look: Look, *, variables: bool) -> list[list[Content]]:
    """Return the parts of a card in one look."""
    names = (
        () if look.brief and not view.hidden else ("action", "input") if view.hidden else ("action", "input", "check")
    )
    parts = [_headline(view, step, width, look), spread((_row(step, name, width) for name in names), look.inner)]
    if not view.hidden:
        result = _row(step, "result", width - 4 if look.filled else width)
        parts.append(band(result, width) if look.filled else result)
    if view.asked:
        parts.append(answers_apart(view.asked, width, look.inner))
    if view.hidden:
        parts.append(_how_to_answer(view.asked, width))
    if variables:
        heading = wrapped(f"Variables {moment(view)}", width)
        parts.append([*heading, *[Content("")] * min(look.inner, 1), *draw_variables(view, width)])
    return parts


def _row(step: Step, name: str, width: int) -> list[Content]:
    text = Content.styled(str(getattr(step.row, name)), NOW if name == "result" else "")
    return labelled(_SHORT_HEADINGS.get(name, HEADINGS[name]), text, width, _LABELS)


def _how_to_answer(asked: Asked | None, width: int) -> list[Content]:
    if asked is None:
        return wrapped(styled(("→ ", NOW), "shows what comes out"), width)
    keys = styled(("1", NOW), " to ", (str(len(asked.question.answers)), NOW))
    return wrapped(styled(keys, " choose   ", ("v", NOW), " votes   ", ("→", NOW), " shows it"), width)


def _headline(view: View, step: Step, width: int, look: Look) -> list[Content]:
    """Return the number of the step and what it is called; a question mark and the question while it is hidden."""
    title = inline_prose(view.asks) if view.hidden else Content(stage_title(step))
    several = view.show is not None and len({one.browser for one in view.show.table.steps}) > 1
    browser = f"  (browser {step.browser})" if several else ""
    words = styled(title.stylize_before(NOW), (browser, DIM))
    if look.number == "flat":
        return wrapped(styled((f" {step.number} ", "bold reverse $now"), "  ", words), width)
    low = look.number == "low"
    number = block_digits(str(step.number), "$now", low=low)
    if view.hidden:
        number = [styled(*pair) for pair in zip(number, block_digits(" ?", "$lit", low=low), strict=True)]
    return beside_digits(number, words, width)
