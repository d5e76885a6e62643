"""The code pane: in every lesson it shows what acts in each step, and says so only where the source is not there."""

from dataclasses import replace
from functools import partial
from itertools import product
from pathlib import Path

import pytest

from tests.course import course, lesson, lessons_here
from tests.views.walkthrough.show import show_of
from tracer.lessons.code_sample import part_of_step
from tracer.trace.events import Event, Place
from tracer.views.walkthrough.panes import code
from tracer.views.walkthrough.panes.code import CodePane
from tracer.views.walkthrough.slide import Position, ShownRun, Slide

NOT_HERE = "That source is not here, or has changed since"


def drawn(show: ShownRun, step: int, width: int = 80) -> list[str]:
    count = len(show.table.steps)
    slide = Slide(show, Position(count=count).at(step))
    return [line.plain for line in CodePane().draw(slide, width, 40).lines]


@pytest.mark.parametrize("file", lessons_here())
def test_every_step_of_every_lesson_has_its_line_in_the_light(file: str) -> None:
    lesson = lessons_here()[file]
    show = ShownRun(course().traces(lesson)(None), lesson)
    for step, width in product(show.table.steps, (24, 100)):
        lines = drawn(show, step.number, width)
        light = [line for line in lines if line.startswith("▶")]
        assert light, (step, lines)
        assert not any("stages." in line for line in light)


def test_at_the_opening_the_caption_stands_above_the_sample_and_lines_left_out_are_counted() -> None:
    first_lesson = lesson("login-flow")
    show = ShownRun(course().traces(first_lesson)(None), first_lesson)
    slide = Slide(show, Position(count=len(show.table.steps)))
    lines = [line.plain.rstrip() for line in CodePane().draw(slide, 60, 40).lines]
    assert lines[0].startswith("Two lines first: login_view")
    first = lines.index("# demo_app/flask_app/login_management.py")
    assert lines[first : first + 5] == [
        "# demo_app/flask_app/login_management.py",
        "# make_login_manager, 2 of 27 lines",
        '  14 login_manager.login_view = config["LOGIN_VIEW"]',
        "   ⋯ 6 lines left out",
        "  21 login_manager.user_loader(accounts.by_id)",
    ]


def moved(event: Event) -> Event:
    place = event.place
    return replace(event, place=Place("elsewhere/app.py", place.line, place.function)) if place else event


def test_a_source_that_is_not_there_is_said_so() -> None:
    show = show_of()
    elsewhere = replace(show, trace=replace(show.trace, events=tuple(map(moved, show.trace.events))))
    step = next(step for step in elsewhere.table.steps if step.stage == "logged_in")
    assert step.place is not None
    said = " ".join(" ".join(drawn(elsewhere, step.number)).split())
    assert said == f"It happened at {step.place}. {NOT_HERE}."


def test_an_announcement_that_nothing_bears_out_puts_no_line_into_the_light(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "shop.py").write_text("def login():\n    stages.logged_in.send(app)\n", encoding="utf-8")
    monkeypatch.setattr(code, "part_of_step", partial(part_of_step, source=tmp_path))
    show = show_of()
    where = Place("shop.py", 2, "login")
    events = tuple(replace(e, place=where) if e.name == "logged_in" else e for e in show.trace.events)
    announced = replace(show, trace=replace(show.trace, events=events))
    step = next(step for step in announced.table.steps if step.stage == "logged_in")
    lines = drawn(announced, step.number)
    assert not any(line.startswith("▶") for line in lines)
    assert "No line of the function does what it tells" in " ".join(lines)
    assert any("stages.logged_in.send" in line for line in lines)
