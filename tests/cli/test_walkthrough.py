"""``walkthrough``: on a terminal, beside a second one, and without any."""

import json
import os
import shlex
import signal
import sys
from pathlib import Path
from time import sleep

import pytest

from tests import ROOT
from tests.cli.in_process import tracer
from tests.cli.pseudo_terminal import PseudoTerminal, tracer_on_terminal
from tests.processes import pid_in, wait_until_ended
from tests.wrapped_text import letters
from tracer.errors import INTERRUPTED

RIGHT = "\x1b[C"

RESTORED = (b"\x1b[?1049l", b"\x1b[?25h", b"\x1b[?1000l")
"""The alternate screen is left, the cursor is seen, the mouse is no longer reported."""


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    file = tmp_path / "login.json"
    assert tracer("run-scenario", "--no-quiz", "--save", str(file)).returncode == 0
    return file


@pytest.mark.parametrize(
    ("how", "code", "words"),
    [
        ("q", 0, "To go on there: python -m tracer walkthrough --at 2"),
        ("\x03", INTERRUPTED, "To go on there: python -m tracer walkthrough --at 2"),
        ("signal", 128 + signal.SIGTERM, "To go on there: python -m tracer walkthrough --at 2"),
        ("crash", 70, "To go on at the same step: python -m tracer walkthrough --at 2"),
    ],
)
def test_it_opens_steps_and_leaves_the_terminal_as_it_was(how: str, code: int, words: str) -> None:
    program = "from tracer.cli import main; main(['walkthrough'])"
    if how == "crash":
        breaks = "from tracer.views.walkthrough.main_screen import MainScreen as M; M.action_detail = lambda _: 1 / 0"
        program = f"{breaks}; {program}"
    shell = f"stty -g; {shlex.quote(sys.executable)} -c {shlex.quote(program)}; echo code=$?; stty -g"
    with PseudoTerminal("/bin/sh", "-c", shell) as terminal:
        terminal.wait_for("How a login works", "9 steps")
        terminal.send(RIGHT)
        terminal.wait_for("Step 1 of 9")
        terminal.send(RIGHT)
        terminal.wait_for("Step 2 of 9")
        if how == "signal":
            children = Path(f"/proc/{terminal.process.pid}/task/{terminal.process.pid}/children")
            if not children.exists():
                pytest.skip("needs /proc to find the process behind the shell")
            os.kill(int(children.read_text().split()[0]), signal.SIGTERM)
        else:
            terminal.send("d" if how == "crash" else how)
        assert terminal.wait_for_end() == 0
        for sequence in RESTORED:
            assert sequence in terminal.written
        after = terminal.written.decode().rpartition("\x1b[?1049l")[2]
        assert " ".join(words.split()) in " ".join(after.split())
        assert f"code={code}" in after
        assert "Traceback" not in after
        before = terminal.written.decode().split()[0]
        assert after.split()[-1] == before


def test_it_opens_at_a_step_in_a_layout_and_a_theme() -> None:
    options = ("--at", "4", "--layout", "presentation", "--theme", "light", "--predict")
    with tracer_on_terminal("walkthrough", *options) as terminal:
        terminal.wait_for("Step 4 of 9", "What comes out?", "[Flow]")
        terminal.send("q")
        assert terminal.wait_for_end() == 0
        again = " ".join(terminal.written.decode().rpartition("\x1b[?1049l")[2].split())
        assert "walkthrough --predict --layout presentation --theme light --at 4" in again


@pytest.mark.parametrize(
    ("options", "keys", "words"),
    [
        ((), "q", "To open it again: python -m tracer walkthrough"),
        (("--at", "9"), "q", "You left at step 9 of 9. To go on there: python -m tracer walkthrough --at 9"),
        (("--at", "10"), "q", "You left at the end, after 9 steps. To open it there: python -m tracer walkthrough"),
        (("--at", "4"), "ltpq", "walkthrough --predict --layout presentation --theme light --at 4"),
        (("--predict", "--at", "4"), "pq", "go on there: python -m tracer walkthrough --at 4"),
    ],
)
def test_it_always_says_how_to_go_on_as_it_stands(options: tuple[str, ...], keys: str, words: str) -> None:
    with tracer_on_terminal("walkthrough", *options, size=(120, 40)) as terminal:
        terminal.wait_for("The end" if options == ("--at", "10") else "9 steps" if not options else "of 9")
        for key in keys:
            terminal.send(key)
        assert terminal.wait_for_end() == 0
        assert words in said_at_the_end(terminal)


def test_leaving_the_quiz_names_the_quiz() -> None:
    with tracer_on_terminal("walkthrough", "--at", "9", size=(120, 40)) as terminal:
        terminal.wait_for("of 9")
        terminal.send("z")
        terminal.wait_for("Question 1 of")
        terminal.send("\x03")
        assert terminal.wait_for_end() == INTERRUPTED
        said = said_at_the_end(terminal)
        assert "You left in the quiz." in said
        assert "python -m tracer quiz login-flow --continue" in said
        assert "walkthrough --at 9" in said


def test_a_class_goes_on_with_its_votes_where_it_was_interrupted(tmp_path: Path) -> None:
    file = tmp_path / "monday.json"
    options = ("--predict", "--votes", str(tmp_path / "monday"), "--at")
    for at, answers, questions in (("3", 4, 1), ("5", 4, 2)):
        with tracer_on_terminal("walkthrough", "--class", "7b", *options, at, size=(120, 40)) as terminal:
            terminal.wait_for(f"Step {at} of 9", "choose")
            terminal.send("v")
            terminal.wait_for("Raised hands")
            for number in range(1, answers + 1):
                terminal.send(str(number))
                terminal.wait_until_gone(f"hands for {number}")
                terminal.send("\r")
            terminal.wait_for("votes are in")
            terminal.send("\x03")
            assert terminal.wait_for_end() == INTERRUPTED
            said = said_at_the_end(terminal)
            assert f"--at {at}" in said
            assert "--votes" in said
            assert "--class 7b" in said
        saved = json.loads(file.read_text("utf-8"))
        assert [one["class"] for one in saved["classes"]] == ["7b"]
        assert [one["step"] for one in saved["classes"][0]["questions"]] == [3, 5][:questions]


def test_a_file_with_something_else_is_never_taken_for_votes(tmp_path: Path) -> None:
    marks = tmp_path / "marks.csv"
    marks.write_text("name,mark\n")
    with tracer_on_terminal("walkthrough", "--votes", str(marks), size=(120, 40)) as terminal:
        assert terminal.wait_for_end() == 3
        assert letters("something other than votes") in letters(terminal.text)
        assert b"\x1b[?1049h" not in terminal.written
    assert marks.read_text() == "name,mark\n"


def test_it_is_suspended_and_comes_back() -> None:
    with tracer_on_terminal("walkthrough", "--at", "4") as terminal:
        terminal.wait_for("Step 4 of 9")
        terminal.send("\x1a")
        while b"\x1b[?1049l" not in terminal.written:
            assert terminal._read()
        state = Path(f"/proc/{terminal.process.pid}/stat")
        if not state.exists():
            pytest.skip("needs /proc to see that the process is suspended")
        while state.read_text().rpartition(")")[2].split()[0] != "T":
            sleep(0.05)
        os.kill(terminal.process.pid, signal.SIGCONT)
        while terminal.written.count(b"\x1b[?1049h") < 2:
            assert terminal._read()
        terminal.send(RIGHT)
        terminal.wait_for("Step 5 of 9")
        terminal.send("q")
        assert terminal.wait_for_end() == 0


def test_as_text_a_step_to_open_at_is_left_aside_and_that_is_said() -> None:
    done = tracer("walkthrough", "--plain", "--at", "4")
    assert done.returncode == 0
    assert "--at is left aside" in done.stderr
    assert "Step 1." in done.stdout


def said_at_the_end(terminal: PseudoTerminal) -> str:
    return " ".join(terminal.written.decode().rpartition("\x1b[?1049l")[2].split())


def test_a_saved_run_is_played_with_no_app_at_all(saved: Path) -> None:
    without = "import sys; sys.modules.update(dict.fromkeys(['flask', 'flask_login', 'quart', 'tracer.recording']));"
    program = f"{without} from tracer.cli import main; main(['walkthrough', '--replay', {str(saved)!r}])"
    with PseudoTerminal(sys.executable, "-c", program) as terminal:
        terminal.wait_for("How a login works", "9 steps")
        terminal.send("4")
        terminal.wait_for("Step 4 of 9", "Session cookie set")
        terminal.send("z")
        terminal.wait_for("quiz", "Question 1 of")
        terminal.send("q")
        assert terminal.wait_for_end() == 0


def test_it_plays_by_itself(saved: Path) -> None:
    with tracer_on_terminal("walkthrough", "--replay", str(saved), "--auto", "0.2") as terminal:
        terminal.wait_for("Step 3 of 9")
        terminal.wait_for("The end")
        terminal.send("q")
        assert terminal.wait_for_end() == 0


def test_the_notes_in_a_second_terminal_follow_the_first_and_survive_it(saved: Path) -> None:
    with tracer_on_terminal("walkthrough", "--notes") as notes:
        notes.wait_for("No walkthrough is running")
        with tracer_on_terminal("walkthrough", "--replay", str(saved)) as first:
            first.wait_for("9 steps")
            notes.wait_for("How a login works")
            first.send("4")
            notes.wait_for("Step 4 of 9 · Logged in", "Session cookie set")
            first.process.kill(signal.SIGKILL)
            notes.wait_for("does not answer any more", "--at 4")
        with tracer_on_terminal("walkthrough", "--replay", str(saved), "--at", "7") as again:
            notes.wait_for("Step 7 of 9 · Logged out")
            again.send("q")
            notes.wait_for("The walkthrough has ended")
        notes.send("q")
        assert notes.wait_for_end() == 0
        assert all(sequence in notes.written for sequence in RESTORED)


def test_one_step_at_a_time_for_a_screen_reader() -> None:
    with tracer_on_terminal("walkthrough", "--pause", size=(120, 50)) as terminal:
        terminal.wait_for("How a login works.", "Enter begins")
        terminal.send("\r")
        terminal.wait_for("Step 1.", "Step 1 of 9. Enter goes on:")
        terminal.send("4\r")
        terminal.wait_for("Step 4.", "Session cookie set")
        terminal.send("q\r")
        assert terminal.wait_for_end() == 0
        assert "walkthrough --at 4 --pause" in terminal.text
        assert b"\x1b[" not in terminal.written


def test_interrupting_the_plain_walkthrough_says_how_to_go_on() -> None:
    with tracer_on_terminal("walkthrough", "--pause", "--at", "3", size=(120, 50)) as terminal:
        terminal.wait_for("Enter goes on:")
        terminal.send("\x03")
        assert terminal.wait_for_end() == INTERRUPTED
        assert "walkthrough --at 3 --pause" in terminal.text


@pytest.mark.parametrize("arguments", [(), ("--plain",), ("--pause",)])
def test_without_a_terminal_it_is_the_linear_transcript(arguments: tuple[str, ...]) -> None:
    done = tracer("walkthrough", *arguments)
    assert (done.returncode, done.stderr) == (0, "")
    assert "\x1b" not in done.stdout
    said = " ".join(done.stdout.split())
    for words in ("How a login works", "Step 1.", "Step 9.", "Session cookie set", "keep in mind"):
        assert words in said
    if arguments:
        plain = tracer("lesson", "--mode", "transcript", "--plain").stdout
        assert done.stdout == plain


def test_a_plain_terminal_gets_the_transcript_too() -> None:
    with tracer_on_terminal("walkthrough", "--plain", size=(120, 50)) as terminal:
        assert terminal.wait_for_end() == 0
        assert b"\x1b[" not in terminal.written
        assert b"Step 9." in terminal.written


def test_a_scenario_of_a_lesson_can_be_walked_through() -> None:
    done = tracer("walkthrough", "wrong-password", "--plain")
    assert done.returncode == 0
    assert "Credentials not valid" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("login-flw",), 2, 'Did you mean "login-flow"?'),
        (("--replay", "nowhere.json"), 3, "there is no such file"),
        (("--at", "-1"), 2, "--at"),
        (("--auto", "0"), 2, "--auto"),
    ],
)
def test_what_cannot_be_shown_is_said_before_anything_is_drawn(
    arguments: tuple[str, ...], code: int, words: str
) -> None:
    with tracer_on_terminal("walkthrough", *arguments, size=(120, 50)) as terminal:
        assert terminal.wait_for_end() == code
        assert words in " ".join(terminal.text.split())
        assert b"\x1b[?1049h" not in terminal.written


@pytest.mark.parametrize(("key", "code"), [("q", 0), ("\x03", 130)])
def test_leaving_waits_for_no_run_that_hangs(key: str, code: int, tmp_path: Path) -> None:
    note = tmp_path / "pid"
    # It takes away its own limit, so that nothing but leaving ends it while the test has patience.
    hanging = (
        "import faulthandler, os, pathlib, time\nfaulthandler.cancel_dump_traceback_later()\n"
        f"pathlib.Path({str(note)!r}).write_text(str(os.getpid()))\ntime.sleep(600)\n"
    )
    (tmp_path / "quart_flask_patch.py").write_text(hanging, encoding="utf-8")
    path = os.pathsep.join([str(tmp_path), str(ROOT)])
    with tracer_on_terminal("walkthrough", "quart-tutorial", PYTHONPATH=path, TRACER_HOME=str(tmp_path)) as terminal:
        terminal.wait_for("Flask-Login on Quart")
        app = pid_in(note)
        terminal.send(key)
        assert terminal.wait_for_end() == code
        wait_until_ended(app)
        assert all(sequence in terminal.written for sequence in RESTORED)
        assert b"Traceback" not in terminal.written
