"""What a person sees and hears while something takes long: nothing of it goes into a file or a pipe."""

from io import StringIO

import pytest

from tracer.views.terminal import Terminal, open_terminal
from tracer.views.try_tests import TrialProgress
from tracer.views.waiting_line import WaitingLine


class Teletype(StringIO):
    """A stream that says that it is a terminal."""

    def isatty(self) -> bool:
        return True


def terminal_with(err: StringIO, *, plain: bool = False) -> Terminal:
    return open_terminal("never", plain=plain, out=StringIO(), err=err, width=60)


@pytest.fixture(autouse=True)
def known_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")


def waited(err: StringIO, *, plain: bool = False) -> str:
    with WaitingLine(terminal_with(err, plain=plain), "Looking for a fault that shows in a run"):
        pass
    return err.getvalue()


def tried(err: StringIO, *, plain: bool = False) -> str:
    with TrialProgress(terminal_with(err, plain=plain)) as progress:
        progress.begin("Mutants", 12)
        for _ in range(12):
            progress.advance()
        progress.begin("Looking at the app", 1)
    return err.getvalue()


def test_a_line_says_what_is_done_and_goes_away_again() -> None:
    text = waited(Teletype())
    assert "Looking for a fault that shows in a run" in text
    assert text.rstrip("\n").endswith("\x1b[2K"), "the line is taken away"


def test_where_it_is_read_aloud_lines_stay_and_nothing_is_drawn_over() -> None:
    assert waited(Teletype(), plain=True) == "Looking for a fault that shows in a run.\n"
    assert tried(Teletype(), plain=True).splitlines() == [
        "The tests on the app as it is.",
        "Mutants: 0 of 12.",
        "Mutants: 5 of 12.",
        "Mutants: 10 of 12.",
        "Looking at the app.",
    ]


def test_a_terminal_on_which_nothing_can_be_drawn_over_is_told_in_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "dumb")
    assert waited(Teletype()) == "Looking for a fault that shows in a run.\n"


@pytest.mark.parametrize("plain", [False, True])
def test_a_pipe_gets_nothing_of_it_even_where_colour_is_forced(
    plain: bool,  # noqa: FBT001 # a parameter of the test
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert (waited(StringIO(), plain=plain), tried(StringIO(), plain=plain)) == ("", "")
