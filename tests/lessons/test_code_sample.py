"""The code sample: read from the files, marked where a line acts in a step of the run, and never imported."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.loaded_modules import loaded_after
from tracer.errors import LessonError
from tracer.lessons.code_sample import CodePart, code_parts, on_app
from tracer.lessons.library import Library
from tracer.lessons.schema import Code
from tracer.stages import NOTHING
from tracer.trace.events import Event, Place, Trace
from tracer.trace.facts import StageFacts
from tracer.trace.table import table
from tracer.views.code_listing import CodeListing

SOURCE = '''
import nowhere_to_be_found


class Pages:
    @decorated(
        1
    )
    @login_required
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


def run_through(*places: tuple[str, int, str]) -> Trace:
    events = [
        Event(number, stage, StageFacts(NOTHING), place=Place(file, line, "show"))
        for number, (file, line, stage) in enumerate(places, start=1)
    ]
    return Trace(None, "shop", tuple(events))


def parts_of(trace: Trace, pointer: str, source: Path) -> tuple[CodePart, ...]:
    return code_parts(Code(show=(pointer,)), table(trace), trace, source)


def test_a_method_is_shown_with_its_decorators_and_the_guard_is_marked_not_the_announcement(source: Path) -> None:
    trace = run_through(
        ("shop/pages.py", 12, "session_checked"),
        ("shop/pages.py", 13, "access_granted"),
        ("shop/pages.py", 12, "session_checked"),
    )
    (part,) = parts_of(trace, "shop.pages:Pages.show", source)
    assert (part.file, part.name) == ("shop/pages.py", "Pages.show")
    assert (part.lines[0].number, part.lines[-1].number) == (6, 16)
    assert part.acting == {9: (1, 2, 3)}


def test_a_line_that_is_another_one_today_is_not_pointed_at(source: Path) -> None:
    trace = run_through(("shop/pages.py", 11, "session_checked"), ("shop/pages.py", 13, "session_checked"))
    (part,) = parts_of(trace, "shop.pages:Pages.show", source)
    assert not part.acting


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
        parts_of(run_through(), pointer, source)


def test_the_sample_of_the_first_lesson_marks_the_lines_that_act(login_flow: Trace) -> None:
    code = Library().lesson("login-flow").code
    assert code is not None
    parts = code_parts(code, table(login_flow), login_flow)
    text = {line.number: line.text.strip() for part in parts for line in part.lines}
    marked = {text[number]: steps for part in parts for number, steps in part.acting.items()}
    assert marked.pop("@login_required") == (1, 2, 5, 6, 8, 9)
    assert {line.partition("(")[0]: steps for line, steps in marked.items()} == {
        'user = app.extensions["accounts"].verified': (3,),
        "if not login_user": (4,),
        "logout_user": (7,),
    }


def test_the_functions_of_the_other_app_are_found_by_their_names() -> None:
    code = Code(show=("demo_app.flask_app.authentication:login", "demo_app.flask_app.pages:no_such_page"))
    assert on_app(code, "quart").show == ("demo_app.quart_app.authentication:login",)
    assert on_app(code, "an app of my own") == code


def test_the_source_is_read_and_not_imported() -> None:
    statement = (
        "from tracer.lessons.code_sample import code_parts; from tracer.lessons.schema import Code; "
        "from tracer.trace.events import Trace; from tracer.trace.table import Table; "
        "code_parts(Code(show=('demo_app.flask_app.authentication:login',)), Table({'A': {}}, (), ()), "
        "Trace(None, 'flask', ()))"
    )
    assert not loaded_after(statement) & {"flask", "demo_app"}


def test_colours_change_no_character_of_the_code(source: Path) -> None:
    from tests.views.shown import shown  # noqa: PLC0415 # the only test here that shows something

    trace = run_through(("shop/pages.py", 13, "access_granted"))
    listing = CodeListing(parts_of(trace, "shop.pages:Pages.show", source))
    plain = shown(listing)
    assert "→  9     @login_required   step 1" in plain.splitlines()
    coloured = shown(listing, color="always")
    assert "\x1b[1mreturn\x1b[0m" in coloured


def test_a_part_that_is_no_whole_python_is_shown_without_colours(source: Path) -> None:
    from tests.views.shown import shown  # noqa: PLC0415 # as above

    (part,) = parts_of(run_through(), "shop.pages:outside", source)
    torn = replace(part, lines=(replace(part.lines[0], text='def outside(): """never closed'),))
    assert 'def outside(): """never closed' in shown(CodeListing((torn,)), color="always").replace("\x1b[2m", "")
