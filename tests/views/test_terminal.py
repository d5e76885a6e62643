"""The terminal: what reaches it is safe, and fits what it can show."""

from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.console import Group, JustifyMethod, OverflowMethod, RenderableType
from rich.text import Text

from tests.views.shown import lesson, run_of, shown
from tracer.errors import printable
from tracer.trace.table import table
from tracer.trace.tracker import track
from tracer.views.concept_flow import ConceptFlow
from tracer.views.execution_table import ExecutionTable
from tracer.views.terminal import Space, open_terminal
from tracer.views.variable_tracker import VariableTracker


@dataclass(frozen=True)
class Words:
    """A view of one text."""

    text: str

    def draw(self, space: Space) -> Iterator[RenderableType]:
        yield Text(f"{space.marks.yes} {self.text}", style="good")

    def lines(self) -> Iterator[str]:
        yield self.text


@pytest.mark.parametrize("plain", [False, True])
def test_a_recorded_text_cannot_steer_the_terminal(plain: bool) -> None:  # noqa: FBT001 # a parameter of the test
    text = shown(Words("\x1b[2Jgone\x07\x9b1m\u202eesrever"), plain=plain)
    assert not set(text) & set("\x1b\x07\x9b\u202e")
    assert "gone" in text


@given(st.text())
def test_printable_texts_stay_as_they_are(text: str) -> None:
    if text.isprintable():
        assert printable(text) == text


def test_a_line_of_the_plain_form_stays_one_line() -> None:
    assert shown(Words("two\nlines"), plain=True).splitlines()[0] == "two lines"


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "latin-1"])
def test_every_view_can_be_written_in_the_encoding_of_the_terminal(encoding: str) -> None:
    trace = run_of("login-flow")
    flow = lesson().flow
    assert flow is not None
    text = shown(ConceptFlow(flow, table(trace).steps), ExecutionTable(table(trace)), encoding=encoding)
    # Quotation marks come from recorded texts; main() writes what an encoding lacks as a question mark.
    text.replace("“", "?").replace("”", "?").encode(encoding)


def test_colours_are_those_of_the_palette(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[1;32m" in shown(Words("x"), color="always")
    assert "\x1b" not in shown(Words("x"), color="never")
    assert "\x1b" not in shown(Words("x"), color="auto")


@dataclass(frozen=True)
class Piece:
    """A view of one piece, as it is."""

    piece: RenderableType

    def draw(self, space: Space) -> Iterator[RenderableType]:  # noqa: ARG002 # the form of every view
        yield self.piece

    def lines(self) -> Iterator[str]:
        yield ""


@given(
    words=st.text(alphabet="ab \t\n→宽\u0301", max_size=14),
    styles=st.tuples(st.sampled_from(["", "good", "bold red"]), st.sampled_from(["", "lit"])),
    justify=st.sampled_from([None, "right", "center"]),
    overflow=st.sampled_from([None, "ellipsis", "fold"]),
    width=st.integers(1, 16),
)
@example(words="aa\u0301 ", styles=("", ""), justify=None, overflow=None, width=3)
def test_a_text_in_one_line_looks_as_rich_draws_it(
    words: str, styles: tuple[str, str], justify: JustifyMethod | None, overflow: OverflowMethod | None, width: int
) -> None:
    style, part = styles
    text = Text(words, style, justify=justify, overflow=overflow)
    text.stylize(part, 1, 4)
    by_rich = open_terminal("always", out=StringIO(), err=StringIO(), width=width)
    by_rich.out.print(Group(text))  # a text alone loses its justification
    by_rich.out.print()
    assert isinstance(by_rich.out.file, StringIO)
    screen = Teletype()  # in a pipe the blanks at the ends of lines are left out
    open_terminal("always", out=screen, err=StringIO(), width=width).show(Piece(text))
    assert screen.getvalue() == by_rich.out.file.getvalue()


class Teletype(StringIO):
    """A stream that says that it is a terminal."""

    def isatty(self) -> bool:
        return True


COMMAND = "python -m tracer quiz a-lesson --lessons '/tmp/my own; lessons' --continue"


def test_on_a_terminal_lines_break_between_words_and_never_within_a_command() -> None:
    out, err = Teletype(), Teletype()
    terminal = open_terminal("never", out=out, err=err, width=40)
    terminal.write("Hint: " + "look at the table once more, " * 4)
    terminal.tell(f"\nStopped, 1 of 7 questions answered; that is kept. Go on: {COMMAND}. Or do not go on at all.")
    assert all(len(line) <= 40 for line in out.getvalue().splitlines())
    assert "".join(out.getvalue().split()) == "Hint:" + "lookatthetableoncemore," * 4
    told = err.getvalue().splitlines()
    assert told[0] == ""
    assert f"{COMMAND}." in told
    assert all(len(line) <= 40 for line in told if COMMAND not in line)


def test_into_a_file_and_in_the_plain_form_a_line_stays_one_line() -> None:
    text = ("a word and another one, " * 8).strip()
    for plain, stream in ((False, StringIO()), (True, Teletype())):
        open_terminal("never", plain=plain, out=stream, err=StringIO(), width=40).write(text)
        assert stream.getvalue() == text + "\n"


def test_a_long_question_breaks_between_words_and_leaves_room_for_the_reply() -> None:
    err = Teletype()
    terminal = open_terminal("never", out=StringIO(), err=err, width=40)
    terminal.ask("Your answer (? hint, t table, k words, s skip): ")
    assert err.getvalue() == "Your answer (? hint, t table, k words, s\nskip): "


@pytest.mark.parametrize("width", [45, 60, 80])
def test_into_a_file_no_line_ends_with_blanks_and_nothing_else_is_missing(width: int) -> None:
    rows = table(run_of("login-flow"))
    file, screen = StringIO(), Teletype()
    for stream in (file, screen):
        terminal = open_terminal("never", out=stream, err=StringIO(), width=width)
        terminal.show(ExecutionTable(rows), VariableTracker(track(rows)))
    assert file.getvalue().splitlines() == [line.rstrip() for line in screen.getvalue().splitlines()]
    assert "  \n" in screen.getvalue()


def test_what_is_told_to_the_person_is_no_data() -> None:
    out, err = StringIO(), StringIO()
    terminal = open_terminal(out=out, err=err)
    terminal.tell("Saved.")
    assert (out.getvalue(), err.getvalue()) == ("", "Saved.\n")


@pytest.mark.parametrize(
    ("settings", "width"),
    [({"TERM": "dumb", "COLUMNS": "60"}, 60), ({"TERM": "unknown", "COLUMNS": "100"}, 100), ({"COLUMNS": "0"}, 80)],
)
def test_the_width_is_found_where_rich_would_miss_it(
    settings: dict[str, str], width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.__stdout__", StringIO())  # no terminal, whose own width would count
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    assert open_terminal(out=StringIO(), err=StringIO()).space.width == width
