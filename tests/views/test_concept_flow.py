"""The drawing of a concept flow: its rails stand, however few columns there are."""

import pytest
from rich.cells import cell_len

from tests.course import lesson, lessons_here, performed
from tests.views.shown import shown
from tracer.trace.table import table
from tracer.views.concept_flow import ConceptFlow


def drawn(name: str, width: int) -> list[str]:
    taken = lesson(name)
    assert taken.flow is not None
    return shown(ConceptFlow(taken.flow, table(performed(taken.main_scenario)).steps), width=width).splitlines()


def test_words_that_need_a_further_line_stand_beside_the_rails_that_go_on() -> None:
    lines = drawn("strong-protection", 60)
    at = lines.index("┃ ┗━━ the password is right ↑ login_user notes what the")
    assert lines[at + 1 : at + 3] == ["┃     client looks like", "┃ no"]
    box = lines.index("● Alarm: out of the session, out of the remember cookie")
    assert lines[box + 1 : box + 3] == ["  step 5", "┗━━ ↑ Is somebody logged in?"]


@pytest.mark.parametrize("name", [each.name for each in lessons_here().values() if each.flow is not None])
def test_a_flow_fits_and_breaks_no_word(name: str) -> None:
    flow = lesson(name).flow
    assert flow is not None
    words = {word for line in shown(ConceptFlow(flow, ()), width=500).splitlines()[1:] for word in line.split()}
    for width in (45, 60, 80):
        lines = shown(ConceptFlow(flow, ()), width=width).splitlines()
        assert max(map(cell_len, lines)) <= width
        assert words <= {word for line in lines for word in line.split()}
