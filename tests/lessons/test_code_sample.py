"""The code sample: read from the files, marked by what the run announced, and never imported."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.loaded_modules import loaded_after
from tracer.errors import LessonError
from tracer.lessons.code_sample import code_parts, on_app
from tracer.lessons.library import Library
from tracer.lessons.schema import Code
from tracer.stages import NOTHING
from tracer.trace.events import Event, Place, Trace
from tracer.trace.facts import StageFacts
from tracer.trace.table import Table, table
from tracer.views.code_listing import CodeListing

SOURCE = '''
import nowhere_to_be_found


class Pages:
    @decorated(
        1
    )
    def show(self):
        """Show a page."""
        stages.session_checked.send(app, authenticated=True)
        stages.access_granted.send(
            app,
        )
        return "page"  # a comment


def outside():
    stages.no_such_stage.send(app)
    signals.logged_in.send(app)
'''


@pytest.fixture
def source(tmp_path: Path) -> Path:
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "pages.py").write_text(SOURCE, encoding="utf-8")
    return tmp_path


def run_through(*places: tuple[str, int, str]) -> Table:
    events = [
        Event(number, stage, StageFacts(NOTHING), place=Place(file, line, "show"))
        for number, (file, line, stage) in enumerate(places, start=1)
    ]
    return table(Trace(None, "shop", tuple(events)))


def test_a_method_is_shown_with_its_decorators_and_its_announcements(source: Path) -> None:
    rows = run_through(
        ("shop/pages.py", 11, "session_checked"),
        ("shop/pages.py", 12, "access_granted"),
        ("shop/pages.py", 11, "session_checked"),
    )
    (part,) = code_parts(Code(show=("shop.pages:Pages.show",)), rows, source)
    assert (part.file, part.name) == ("shop/pages.py", "Pages.show")
    assert (part.lines[0].number, part.lines[-1].number) == (6, 15)
    assert {line.number: (line.stage, line.steps) for line in part.lines if line.stage} == {
        11: ("session_checked", (1, 3)),
        12: ("access_granted", (2,)),
    }


def test_a_line_that_is_another_one_today_is_not_pointed_at(source: Path) -> None:
    rows = run_through(("shop/pages.py", 10, "session_checked"), ("shop/pages.py", 12, "session_checked"))
    (part,) = code_parts(Code(show=("shop.pages:Pages.show",)), rows, source)
    assert not any(line.steps for line in part.lines)


def test_only_stages_count_as_announcements(source: Path) -> None:
    (part,) = code_parts(Code(show=("shop.pages:outside",)), run_through(), source)
    assert not any(line.stage for line in part.lines)


@pytest.mark.parametrize(
    ("pointer", "message"),
    [
        ("shop.pages", "leads to no file"),
        ("shop.nothing:show", "leads to no file"),
        ("shop.pages:Pages.hide", 'no function or class "Pages.hide"'),
        ("shop.pages:outside.inner", 'no function or class "outside.inner"'),
    ],
)
def test_a_pointer_that_leads_to_nothing_is_named(source: Path, pointer: str, message: str) -> None:
    with pytest.raises(LessonError, match=message):
        code_parts(Code(show=(pointer,)), run_through(), source)


def test_every_announcement_of_the_first_run_in_the_sample_is_marked(login_flow: Trace) -> None:
    code = Library().lesson("login-flow").code
    assert code is not None
    rows = table(login_flow)
    parts = code_parts(code, rows)
    shown = {(part.file, line.number) for part in parts for line in part.lines}
    announced = {step.number for step in rows.steps if step.place and (step.place.file, step.place.line) in shown}
    marked = {number for part in parts for line in part.lines for number in line.steps}
    assert marked == announced
    assert {3, 4, 7} <= marked


def test_the_functions_of_the_other_app_are_found_by_their_names() -> None:
    code = Code(show=("demo_app.flask_app.authentication:login", "demo_app.flask_app.pages:no_such_page"))
    assert on_app(code, "quart").show == ("demo_app.quart_app.authentication:login",)
    assert on_app(code, "an app of my own") == code


def test_the_source_is_read_and_not_imported() -> None:
    statement = (
        "from tracer.lessons.code_sample import code_parts; from tracer.lessons.schema import Code; "
        "from tracer.trace.table import Table; "
        "code_parts(Code(show=('demo_app.flask_app.authentication:login',)), Table({'A': {}}, (), ()))"
    )
    assert not loaded_after(statement) & {"flask", "demo_app"}


def test_colours_change_no_character_of_the_code(source: Path) -> None:
    from tests.views.shown import shown  # noqa: PLC0415 # the only test here that shows something

    rows = run_through(("shop/pages.py", 12, "access_granted"))
    listing = CodeListing(code_parts(Code(show=("shop.pages:Pages.show",)), rows, source))
    plain = shown(listing)
    assert "→ 12         stages.access_granted.send(   step 1" in plain.splitlines()
    coloured = shown(listing, color="always")
    assert "\x1b[1mreturn\x1b[0m" in coloured


def test_a_part_that_is_no_whole_python_is_shown_without_colours(source: Path) -> None:
    from tests.views.shown import shown  # noqa: PLC0415 # as above

    (part,) = code_parts(Code(show=("shop.pages:outside",)), run_through(), source)
    torn = replace(part, lines=(replace(part.lines[0], text='def outside(): """never closed'),))
    assert 'def outside(): """never closed' in shown(CodeListing((torn,)), color="always").replace("\x1b[2m", "")
