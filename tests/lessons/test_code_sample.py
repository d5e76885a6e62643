"""The code sample: read from the files, marked where a line acts in a step of the run, and never imported."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.loaded_modules import loaded_after
from tracer.errors import LessonError
from tracer.lessons.code_sample import CodePart, code_parts, on_app
from tracer.lessons.library import Library
from tracer.lessons.schema import Code, CodeExcerpt
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


def parts_of(trace: Trace, shown: str | CodeExcerpt, source: Path) -> tuple[CodePart, ...]:
    return code_parts(Code(show=(shown,)), table(trace), trace, source)


def excerpt(*only: str, of: str = "shop.pages:Pages.show") -> CodeExcerpt:
    return CodeExcerpt(source=of, only=only)


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


def test_an_excerpt_holds_the_lines_with_its_texts_and_counts_the_others(source: Path) -> None:
    trace = run_through(("shop/pages.py", 12, "session_checked"))
    (part,) = parts_of(trace, excerpt("return", "@login_required"), source)
    assert [(line.number, line.text.strip()) for line in part.lines] == [
        (9, "@login_required"),
        (16, 'return "page"  # a comment'),
    ]
    assert (part.share, part.left_out, part.gaps) == ("2 of 11 lines", 9, {16: 6})
    assert part.acting == {9: (1,)}


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("1", [6, 7, 8]),
        ("app,", [12, 13, 14, 15]),
        ("access_granted", [13, 14, 15]),
        ("def show", [10]),
        ("a comment", [16]),
    ],
)
def test_a_statement_of_an_excerpt_is_whole(source: Path, text: str, numbers: list[int]) -> None:
    (part,) = parts_of(run_through(), excerpt(text), source)
    assert [line.number for line in part.lines] == numbers


def test_a_comment_that_holds_the_text_is_shown_alone(tmp_path: Path) -> None:
    (tmp_path / "shop.py").write_text("def pay():\n    a = 1\n    # why\n    b = 2\n", encoding="utf-8")
    (part,) = parts_of(run_through(), excerpt("why", of="shop:pay"), tmp_path)
    assert [line.text for line in part.lines] == ["    # why"]


def test_a_text_that_no_line_holds_is_named_with_its_function(source: Path) -> None:
    with pytest.raises(LessonError, match=r'no line of Pages\.show holds "logout_user"\. Copy a part of the line from'):
        parts_of(run_through(), excerpt("@login_required", "logout_user"), source)


@pytest.mark.parametrize("only", [(), ("",), ("login", "  ")])
def test_an_excerpt_that_chooses_nothing_is_refused(only: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="only names a part of each line"):
        CodeExcerpt(source="shop.pages:Pages.show", only=only)


def test_the_first_lesson_begins_with_the_two_lines_that_beginners_ask_about(login_flow: Trace) -> None:
    code = Library().lesson("login-flow").code
    assert code is not None
    first, second, *_ = code_parts(code, table(login_flow), login_flow)
    assert [line.text.strip().partition("(")[0].partition(" =")[0] for line in first.lines] == [
        "login_manager.login_view",
        "login_manager.user_loader",
    ]
    assert second.name == "Accounts.by_id"


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


def test_of_an_excerpt_the_other_app_shows_the_lines_that_it_has() -> None:
    manager = "demo_app.flask_app.login_management:make_login_manager"
    here = Code(show=(excerpt("login_view =", "refresh_view =", of=manager), excerpt("refresh_view =", of=manager)))
    there = excerpt("login_view =", of=manager.replace("flask_app", "quart_app"))
    assert on_app(here, "quart").show == (there,)


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


def test_an_excerpt_says_where_lines_are_left_out_in_both_forms(source: Path) -> None:
    from tests.views.shown import shown  # noqa: PLC0415 # as above

    trace = run_through(("shop/pages.py", 13, "access_granted"))
    listing = CodeListing(parts_of(trace, excerpt("@login_required", "return"), source), "Look at the `guard`.")
    rows = [
        "Look at the guard.",
        "",
        "shop/pages.py, Pages.show (2 of 11 lines)",
        "→  9     @login_required   step 1",
        "   ⋯ 6 lines left out",
        '  16         return "page"  # a comment',
    ]
    assert [row.rstrip() for row in shown(listing).splitlines()[1:-1]] == rows
    assert [*listing.lines()] == [
        "Code sample.",
        "Look at the guard.",
        "shop/pages.py, Pages.show, 2 of 11 lines:",
        "   9     @login_required  # step 1",
        "     6 lines left out.",
        '  16         return "page"  # a comment',
    ]
    coloured = shown(listing, color="always")
    assert "\x1b[1mreturn\x1b[0m" in coloured


def test_a_part_that_is_no_whole_python_is_shown_without_colours(source: Path) -> None:
    from tests.views.shown import shown  # noqa: PLC0415 # as above

    (part,) = parts_of(run_through(), "shop.pages:outside", source)
    torn = replace(part, lines=(replace(part.lines[0], text='def outside(): """never closed'),))
    assert 'def outside(): """never closed' in shown(CodeListing((torn,)), color="always").replace("\x1b[2m", "")
