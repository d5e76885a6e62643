"""The home screen: the tracer without a command, on a terminal."""

import pytest

from tests.cli.in_process import tracer
from tests.cli.pseudo_terminal import tracer_on_terminal
from tests.cli.test_quiz import LESSONS
from tests.loaded_modules import loaded_after
from tracer.errors import INTERRUPTED
from tracer.quiz.progress_store import Progress, progress_path


@pytest.mark.parametrize(("columns", "colour"), [(80, {}), (60, {}), (60, {"NO_COLOR": "1"})])
def test_it_says_where_one_is_and_fits(columns: int, colour: dict[str, str]) -> None:
    with tracer_on_terminal(size=(columns, 24), **colour) as terminal:
        terminal.wait_for("You are at lesson 1 of 48:", "How a login works (15 minutes)", "--help")
        lines = terminal.text.rstrip().splitlines()
        assert lines[0] == "Login-flow tracer: see how a login works"
        assert len(lines) <= 22
        for command in ("next", "walkthrough login-flow", "watch demo", "quiz login-flow", "mend"):
            assert sum(f"python -m tracer {command}" in line for line in lines) == 1
        terminal.send("xyz")
        terminal.send("q")
        assert terminal.wait_for_end() == 0
        assert terminal.text.rstrip().splitlines() == lines
    if colour:
        assert b"\x1b[36m" not in terminal.written


def test_enter_goes_on_and_home_knows_where_that_was() -> None:
    with tracer_on_terminal() as terminal:
        terminal.wait_for("Begin with this lesson")
        terminal.send("\r")
        terminal.wait_for("Lesson 1 of 48", "Enter for the idea")
        terminal.send("\r")
        terminal.wait_for("Enter for the first way")
        terminal.send("\r")
        terminal.wait_for("Row 1 of 9")
        terminal.send("\x03")
        assert terminal.wait_for_end() == INTERRUPTED
    with tracer_on_terminal() as terminal:
        terminal.wait_for("You are at lesson 1 of 48:", "Go on with this lesson")
        terminal.send("\r")
        terminal.wait_for("Way 1 of 9: predict")


def test_a_look_at_another_lesson_leads_nobody_away() -> None:
    with tracer_on_terminal("run-scenario", "remember-me", size=(100, 40)) as terminal:
        terminal.wait_for("Enter leaves):")
        terminal.send("c")
        terminal.wait_for("Right.", "python -m tracer lesson remember-me")
    with tracer_on_terminal("lesson", "remember-me", "--mode", "quiz", size=(100, 60)) as terminal:
        terminal.wait_for("Your answer")
        terminal.send("1\rq\r")
        terminal.wait_for("that is kept")
    with tracer_on_terminal() as terminal:
        terminal.wait_for("You are at lesson 1 of 48:", "Leave")


@pytest.mark.parametrize(
    ("key", "command", "seen"),
    [
        ("s", "walkthrough login-flow", "9 steps"),
        ("c", "watch demo", "$ python -m tracer watch demo"),
        ("a", "quiz login-flow", "Question 1 of"),
    ],
)
def test_a_key_opens_a_door_and_names_its_command(key: str, command: str, seen: str) -> None:
    with tracer_on_terminal(size=(100, 40)) as terminal:
        terminal.wait_for("Leave")
        terminal.send(key)
        terminal.wait_for(seen)
        assert f"$ python -m tracer {command}".encode() in terminal.written


def test_ctrl_c_leaves_cleanly() -> None:
    with tracer_on_terminal() as terminal:
        terminal.wait_for("Leave")
        terminal.send("\x03")
        assert terminal.wait_for_end() == INTERRUPTED
        assert "Traceback" not in terminal.text


def test_the_answers_are_counted_and_ones_own_lessons_come_first() -> None:
    tracer("quiz", "every-kind", *LESSONS, typed="A\n")
    with Progress(progress_path()) as progress:
        progress.stand_at("every-kind", "table")
    with tracer_on_terminal(TRACER_LESSONS=LESSONS[1]) as terminal:
        terminal.wait_for("of 7 right:", "One question of every kind")
        terminal.send("a")
        terminal.wait_for(f"$ python -m tracer quiz every-kind --lessons {LESSONS[1]}")


def test_it_imports_neither_a_framework_nor_the_full_screen() -> None:
    loaded = loaded_after("import tracer.cli.home, tracer.activities.home")
    assert not loaded & {"flask", "werkzeug", "textual", "quart", "sqlalchemy"}


def test_without_a_terminal_it_is_the_help() -> None:
    assert tracer().stdout == tracer("--help").stdout
