"""What if: two runs of a lesson beside one another, aligned step by step, their differences marked."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from textual.content import Content

from tracer.trace.compare import Comparison, Pair
from tracer.trace.plain_values import Plain, as_shown
from tracer.trace.table import Step
from tracer.trace.wording.phrases import listed
from tracer.trace.wording.rows import HEADINGS
from tracer.views.walkthrough.drawing.digits import Look, beside_digits, block_digits
from tracer.views.walkthrough.drawing.lines import (
    BAD,
    DIM,
    NOW,
    STRONG,
    Drawing,
    beside,
    labelled,
    spread,
    styled,
    wrapped,
)
from tracer.views.walkthrough.slide import Position

SAME = "="
DIFFERENT = "≠"
_GUTTER = 3
_LABELS = 8
_LOOKS = (
    Look("high", gap=1),
    Look("low", gap=1),
    Look("low", gap=0),
    Look("flat", gap=0),
    Look("flat", gap=0, brief=True),
)
"""From the one with the most space to the one with the least."""
_SHORT = {"check": "Check", "result": "Result"}


@dataclass(frozen=True)
class WhatIf:
    """Two runs at one row of their comparison.

    Attributes:
        comparison: The comparison.
        titles: What each of the runs is called.
        position: At which of the aligned rows both stand.
        variables: The variables that are shown.
        in_part: Whether rows are kept back that are still to be predicted.
    """

    comparison: Comparison
    titles: tuple[str, str]
    position: Position
    variables: tuple[str, ...]
    in_part: bool = False

    def at(self, position: Position) -> "WhatIf":
        """Return both runs at another row."""
        return replace(self, position=position)

    @property
    def pair(self) -> Pair | None:
        """The steps at which both stand; None at the opening and the end."""
        return self.comparison.pairs[self.position.step - 1] if self.position.is_step else None


def beside_position(
    comparison: Comparison, titles: tuple[str, str], variables: tuple[str, ...], position: Position
) -> WhatIf | None:
    """Return both runs where a lesson stands, without the rows that are still to be predicted; None without any row.

    Args:
        comparison: The comparison of the lesson's run with another one.
        titles: What each of the runs is called.
        variables: The variables that are shown.
        position: Where the lesson stands.
    """
    shown = max(position.shown_to, position.visible_to) if position.predicting else position.count
    in_part = shown < position.count
    if in_part:
        comparison = replace(comparison, pairs=comparison.pairs[: row_of_step(comparison, shown)])
    if in_part and not comparison.pairs:
        return None
    row = row_of_step(comparison, position.visible_to if position.hidden else position.step)
    return WhatIf(comparison, titles, Position(len(comparison.pairs)).at(row), variables, in_part)


def row_of_step(comparison: Comparison, step: int) -> int:
    """Return the row in which a step of the first run stands; 0 for the opening, one past the last for the end."""
    for row, pair in enumerate(comparison.pairs, start=1):
        if pair.left is not None and pair.left.number == step:
            return row
    return len(comparison.pairs) + 1 if step else 0


def step_of_row(comparison: Comparison, row: int) -> int:
    """Return the step of the first run at a row, or the last one before it."""
    left = [pair.left.number for pair in comparison.pairs[:row] if pair.left is not None]
    return left[-1] if left else 0


def columns(width: int) -> tuple[int, int, int]:
    """Return the widths of the left run, the sign between, and the right run."""
    left = max((width - _GUTTER) // 2, 1)
    return left, _GUTTER, max(width - _GUTTER - left, 1)


def draw_pair(slide: WhatIf, width: int, height: int) -> Drawing:
    """Return both steps, as large as every row fits, line by line, with a sign wherever they differ.

    Where not every row fits even in the smallest look that has everything, only a row that needs it is made shorter.
    """
    look = next((look for look in _LOOKS[:-2] if most_pair_lines(slide, width, look) <= height), None)
    if look is None:
        look = next((look for look in _LOOKS[-2:] if len(_pair_lines(slide, width, look)) <= height), _LOOKS[-1])
    return Drawing(tuple(_pair_lines(slide, width, look)))


def most_pair_lines(slide: WhatIf, width: int, look: Look | None = None) -> int:
    """Return how many lines the pair needs at most in any row, so that nothing moves about between rows.

    Args:
        slide: Both runs.
        width: The columns that there are.
        look: How much room the pair takes; as little as has everything if not given.
    """
    count = slide.position.count
    views = (slide.at(Position(count, row, row)) for row in range(count + 1))
    return max(len(_pair_lines(one, width, look or _LOOKS[-2])) for one in views)


def _pair_lines(slide: WhatIf, width: int, look: Look) -> list[Content]:
    widths = columns(width)
    heads = [
        [Content.styled(title, "bold $lit").truncate(one - 1, ellipsis=True)]
        if look.brief
        else wrapped(Content.styled(title, "bold $lit"), one)
        for title, one in zip(slide.titles, (widths[0], widths[2]), strict=True)
    ]
    lines = [*beside([heads[0], [Content("")], heads[1]], widths, 0), *[Content("")] * (not look.brief)]
    pair = slide.pair
    if pair is None:
        return [*lines, *_around(slide, width, widths)]
    sides = (_side(slide, 0), _side(slide, 1))
    heads = [_side_headline(slide, side, each, look) for side, each in zip(sides, widths[::2], strict=True)]
    same_stage = pair.left is not None and pair.right is not None and pair.left.stage == pair.right.stage
    middle = [_sign(same=same_stage)]
    tallest = max(map(len, heads))
    heads[0], middle, heads[1] = (
        [*[Content("")] * ((tallest - len(cell)) // 2), *cell] for cell in (heads[0], middle, heads[1])
    )
    rows = [_row(sides, name, widths) for name in _names(look)]
    told = _told_before(slide, pair, widths)
    label = max(len(name) + 2 for name in slide.variables)
    variables = [
        _line(name, (as_shown(sides[0].variables.get(name)), as_shown(sides[1].variables.get(name))), label, widths)
        for name in slide.variables
    ]
    parts = [
        beside([heads[0], middle, heads[1]], widths, 0),
        spread([told, *rows], look.gap),
        spread(variables, look.gap),
        _only_behind(slide, pair, look, widths),
    ]
    if look.number == "flat":
        return [*lines, *parts[0], *parts[1], Content(""), *parts[2], *parts[3]]
    return [*lines, *spread(parts, 1 + look.gap)]


def _only_behind(slide: WhatIf, pair: Pair, look: Look, widths: tuple[int, int, int]) -> list[Content]:
    """Return what differs in a row where nothing that stands above differs: the requests, the signals and so on."""
    above = {"stage", *(HEADINGS[name] for name in _names(look)), *slide.variables}
    if not pair.differences or any(difference.name in above for difference in pair.differences):
        return []
    names = [one.name.capitalize() if one.name == one.aspect else one.name for one in pair.differences]
    if look.brief:
        return wrapped(styled(("Only this differs: ", DIM), (listed(names), NOW)), sum(widths))
    label = max(map(len, names)) + 2
    lines = [
        _line(name, (one.left, one.right), label, widths) for name, one in zip(names, pair.differences, strict=True)
    ]
    return spread(lines, look.gap)


@dataclass(frozen=True)
class _Side:
    """One of the runs at a row.

    Attributes:
        step: Its step there; where it has none, the one after which it still stands. None before its first step.
        missing: Whether it has no such step.
        variables: The variables there, of the browser whose step it is.
    """

    step: Step | None
    missing: bool
    variables: Mapping[str, Plain]


def _side(slide: WhatIf, index: int) -> _Side:
    row = slide.position.step
    steps = [(pair.left, pair.right) for pair in slide.comparison.pairs[row - 1 :: -1]]
    own = steps[0][index]
    if own is not None:
        return _Side(own, missing=False, variables=own.variables)
    other = steps[0][1 - index]
    rows = slide.comparison.tables[index]
    earlier = [step for pair in steps if (step := pair[index]) is not None]
    variables = rows.start
    if other is not None:
        same_browser = (step.variables for step in earlier if step.browser == other.browser)
        variables = next(same_browser, rows.starts.get(other.browser, rows.start))
    return _Side(earlier[0] if earlier else None, missing=True, variables=variables)


def _around(slide: WhatIf, width: int, widths: tuple[int, int, int]) -> list[Content]:
    """Return what stands before the first row, and behind the last one."""
    if not slide.position.is_end:
        return wrapped(styled(("→", NOW), " goes through both, side by side."), width)
    if slide.in_part:
        return wrapped("The rows that follow are still to be predicted.", width)
    told = _told_before(slide, None, widths)
    return spread([told, wrapped(difference_words(slide.comparison), width)], 1)


def _told_before(slide: WhatIf, pair: Pair | None, widths: tuple[int, int, int]) -> list[Content]:
    """Return what happened between the requests just before a row; for None, what came behind the last one."""
    left, right = slide.comparison.told_before(pair)
    if not left and not right:
        return []
    label = "Before" if pair else "Last"
    cells = [
        labelled(label, Content.styled("\n".join(words), "italic"), each, _LABELS) if words else []
        for words, each in zip((left, right), widths[::2], strict=True)
    ]
    return beside([cells[0], [_sign(same=left == right)], cells[1]], widths, 0)


def _row(sides: tuple[_Side, _Side], name: str, widths: tuple[int, int, int]) -> list[Content]:
    """Return one column of the table in both runs; without a sign between where a run has no such step."""
    label = _SHORT.get(name, HEADINGS[name])
    texts = ["" if side.step is None else str(getattr(side.step.row, name)) for side in sides]
    if not any(side.missing for side in sides):
        return _line(label, (texts[0], texts[1]), _LABELS, widths)
    cells = [
        labelled(label, Content.styled(text, DIM if side.missing else NOW), width, _LABELS) if text else []
        for side, text, width in zip(sides, texts, widths[::2], strict=True)
    ]
    return beside([cells[0], [], cells[1]], widths, 0)


def _side_headline(slide: WhatIf, side: _Side, width: int, look: Look) -> list[Content]:
    """Return the number and the name of a step; where a run has no such step, where it stands instead."""
    if side.step is None:
        return wrapped(styled(("No such step", STRONG), (", and none before it.", DIM)), width)
    remark = slide.comparison.whose(side.step)
    if not side.missing:
        return _headline(side.step, remark, width, look)
    stands = f", still after step {side.step.number}: {side.step.title}{remark}"
    return wrapped(styled(("No such step", STRONG), (stands, DIM)), width)


def _names(look: Look) -> tuple[str, ...]:
    return ("action", "result") if look.brief else tuple(HEADINGS)


def difference_words(comparison: Comparison) -> Content:
    """Say where the two runs begin to differ."""
    first = comparison.first_difference
    if first is None:
        return Content("Both runs are the same, step by step.")
    return styled("They begin to differ at ", (str(first), NOW), ".")


def _headline(step: Step, remark: str, width: int, look: Look) -> list[Content]:
    title = styled((step.title, NOW), (remark, DIM))
    if look.number == "flat":
        return wrapped(styled((f" {step.number} ", "bold reverse $now"), " ", title), width)
    return beside_digits(block_digits(str(step.number), "$now", look.number), title, width)


def _sign(*, same: bool) -> Content:
    return Content.styled(f" {SAME}", "$faint") if same else Content.styled(f" {DIFFERENT}", BAD)


def _line(name: str, texts: tuple[str, str], label: int, widths: tuple[int, int, int]) -> list[Content]:
    """Return one aspect of both steps; the sign between says whether it is the same."""
    same = texts[0] == texts[1]
    cells = [
        labelled(name, Content.styled(text, "" if same else NOW), width, label)
        for text, width in zip(texts, (widths[0], widths[2]), strict=True)
    ]
    lines = beside([cells[0], [_sign(same=same)], cells[1]], widths, 0)
    return lines if same else [line.stylize("on $now-background") for line in lines]


def all_rows(slide: WhatIf, width: int) -> int:
    """Return how many lines all the rows will need."""
    return len(draw_rows(slide.at(slide.position.at(slide.position.count + 1)), width)[0].lines)


def draw_rows(slide: WhatIf, width: int) -> tuple[Drawing, tuple[int, ...]]:
    """Return the aligned rows up to the one at which both runs stand, and for each line the number of its row."""
    left, gutter, right = columns(width)
    lines: list[Content] = []
    numbers: list[int] = []
    top = bottom = None
    starts: list[int] = []
    pairs: list[Pair | None] = [*slide.comparison.pairs[: slide.position.step]]
    for row, pair in enumerate([*pairs, None] if slide.position.is_end and not slide.in_part else pairs, start=1):
        starts.append(len(lines))
        drawn = _between_rows(slide, pair, (left, gutter, right))
        if pair is not None:
            cells = [_short(slide, pair.left, left), [_sign(same=pair.same)], _short(slide, pair.right, right)]
            drawn += beside(cells, (left, gutter, right), 0)
        if row == slide.position.step:
            top, bottom = len(lines), len(lines) + len(drawn) - 1
            drawn = [line.truncate(width, pad=True).stylize("on $now-background") for line in drawn]
        lines += drawn
        numbers += [row] * len(drawn)
    return Drawing(tuple(lines), top, bottom, starts=tuple(starts)), tuple(numbers)


def _between_rows(slide: WhatIf, pair: Pair | None, widths: tuple[int, int, int]) -> list[Content]:
    """Return the lines of what happened between the requests just before a row."""
    told = slide.comparison.told_before(pair)
    if not any(told):
        return []
    cells = [
        [line for words in one for line in wrapped(Content.styled(words, "italic"), width, first=" · ")]
        for one, width in zip(told, widths[::2], strict=True)
    ]
    return beside([cells[0], [_sign(same=told[0] == told[1])], cells[1]], widths, 0)


def _short(slide: WhatIf, step: Step | None, width: int) -> list[Content]:
    if step is None:
        return [Content.styled("   no such step", DIM)]
    number = f"{step.number:>2} "
    title = f"{step.title}{slide.comparison.whose(step)}: "
    return wrapped(styled(title, (step.row.result, STRONG)), width, first=number)
