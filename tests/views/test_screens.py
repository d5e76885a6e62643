"""Views in parts that fit on a screen: nothing is lost, nothing is too high, and heads are shown again."""

from io import StringIO

import pytest
from rich.console import RenderableType

from tests.course import lesson as built_in
from tests.course import performed
from tests.golden import assert_golden
from tests.views.shown import lesson, run_of, shown
from tracer.lessons.code_sample import code_parts
from tracer.trace.table import table
from tracer.views.code_listing import CodeListing
from tracer.views.concept_flow import ConceptFlow
from tracer.views.execution_table import ExecutionTable
from tracer.views.hunt import Symptom
from tracer.views.lesson import KeyMoments, ShownMoment, Snapshot
from tracer.views.screens import in_screens
from tracer.views.terminal import Terminal, View, open_terminal

ROWS = table(run_of("login-flow"))


def code() -> CodeListing:
    taken = built_in("login-flow")
    trace = performed(taken.main_scenario)
    assert taken.code is not None
    return CodeListing(code_parts(taken.code, table(trace), trace), taken.code.caption)


VIEWS: dict[str, list[View]] = {
    "flow and table": [
        *([ConceptFlow(flow, ROWS.steps)] if (flow := lesson().flow) is not None else []),
        ExecutionTable(ROWS),
    ],
    "code": [code()],
    "prose": [
        KeyMoments([ShownMoment("Why?", "Because. " * 40, ROWS, [ROWS.steps[3]])]),
        Symptom("It does not work. " * 20),
        Snapshot(["Keep this in mind. " * 8] * 6),
    ],
    "nothing": [],
}


def terminal_of(width: int, *, plain: bool = False) -> Terminal:
    return open_terminal("never", plain=plain, out=StringIO(), err=StringIO(), width=width)


def parts_shown(views: list[View], width: int, room: int, *, plain: bool = False) -> list[list[str]]:
    """Return the lines of each part."""
    parts = in_screens(views, terminal_of(width, plain=plain), room)
    return [shown(part, width=width, plain=plain).splitlines()[:-1] for part in parts]


def told(lines: list[str]) -> list[str]:
    """Return what lines tell; what only rules, divides or frames tells nothing."""
    return [line.rstrip() for line in lines if line.strip(" ─│╭╮╰╯├┤┬┴┼")]


@pytest.mark.parametrize("plain", [False, True])
@pytest.mark.parametrize("room", [1, 5, 20, 200])
@pytest.mark.parametrize("width", [30, 80])
@pytest.mark.parametrize("name", VIEWS)
def test_nothing_is_lost_and_nothing_is_too_high(name: str, width: int, room: int, plain: bool) -> None:  # noqa: FBT001 # pytest's parameters
    views = VIEWS[name]
    parts = parts_shown(views, width, room, plain=plain)
    whole = told(shown(*views, width=width, plain=plain).splitlines())
    seen = [line for part in parts for line in told(part)]
    rest = iter(seen)
    assert all(line in rest for line in whole), "a line is lost, or stands before an earlier one"
    assert set(seen) == set(whole)
    for part in parts:
        assert part or not views
        taken = sum(-(-len(line) // width) if plain else 1 for line in part)
        assert taken <= room or len(part) == 1


def test_a_table_shows_its_head_again_and_no_row_is_broken() -> None:
    first, *others = parts_shown([ExecutionTable(ROWS)], 80, 20)
    assert others
    head = first[1]
    assert head.split() == ["Step", "Action", "Input", "Check/Process", "Result/Output"]
    for part in others:
        assert part[0] == head
        assert part[2].split()[0].isdigit()


def test_a_table_with_rules_is_closed_where_a_screen_ends() -> None:
    for part in parts_shown([ExecutionTable(ROWS)], 120, 14):
        assert part[-1].startswith("╰")
        assert sum(line.startswith("╭") for line in part) == 1


def test_a_function_that_goes_on_names_its_file_again() -> None:
    parts = parts_shown([code()], 80, 20)
    assert len(parts) > 2
    assert all("demo_app/" in part[0] for part in parts[1:])


def test_a_heading_is_never_the_last_line_of_a_screen() -> None:
    for room in range(4, 20):
        for part in parts_shown(VIEWS["prose"], 80, room):
            assert not part[-1].startswith(("Key moments ─", "To keep in mind ─"))


def test_lines_that_are_even_fill_screens_evenly() -> None:
    class Lines:
        def draw(self, space: object) -> list[RenderableType]:  # noqa: ARG002 # the form of every view
            return [f"line {number}" for number in range(22)]

        def lines(self) -> list[str]:
            return []

    heights = [len(part) for part in parts_shown([Lines()], 80, 20)]  # type: ignore[list-item] # lists will do
    assert heights == [11, 11]


@pytest.mark.parametrize("width", [60, 80])
def test_what_the_screens_look_like(width: int) -> None:
    parts = parts_shown(VIEWS["flow and table"], width, 20)
    assert_golden(f"screens-{width}.txt", f"\n{'=' * width}\n".join("\n".join(part) for part in parts) + "\n")
