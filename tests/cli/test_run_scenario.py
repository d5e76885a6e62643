"""``run-scenario``: the main job, its forms, its manners."""

import json
import os
import shlex
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.in_process import tracer
from tests.cli.process import environment, tracer_process
from tests.cli.pseudo_terminal import PseudoTerminal, tracer_on_terminal
from tests.course import performed
from tests.loaded_modules import loaded_after, loaded_by
from tracer.activities.short_run import first_question
from tracer.errors import INTERRUPTED
from tracer.lessons.library import Library
from tracer.quiz.question_kinds.posed_question import OfferedAnswer
from tracer.trace.files import load_trace, loads

MANY_VISITS = """
format_version = 1
title = "Many visits"
summary = "For the tests."
minutes = 1

[scenarios.many-visits]
title = "Visit the home page over and over"
actions = [
"""


@pytest.fixture
def many_visits(tmp_path: Path) -> Path:
    """Return a folder with a lesson whose trace does not fit into a pipe."""
    actions = '  { do = "visit", page = "home" },\n' * 400
    (tmp_path / "many-visits.toml").write_text(f"{MANY_VISITS}{actions}]\n", encoding="utf-8")
    return tmp_path


def test_the_nine_steps() -> None:
    done = tracer_process("run-scenario", "--plain")
    assert (done.returncode, done.stderr) == (0, "")
    results = [line.partition(": ")[2] for line in done.stdout.splitlines() if line.startswith("  Result/Output")]
    assert len(results) == 9
    assert results[3] == "Session cookie set"
    assert "Step 9. Redirect to the login page." in done.stdout


def test_everything_stands_in_its_order() -> None:
    lines = tracer("run-scenario", settings={"COLUMNS": "100"}).stdout.splitlines()
    headings = [line.partition(" ──")[0] for line in lines if line.endswith("──────")]
    assert headings == ["Concept flow", "Code sample", "Execution table", "Variable tracker", "Questions"]
    assert lines[-1] == ""
    assert lines[-2].startswith("Answer them: ")


@pytest.mark.parametrize(
    ("arguments", "settings", "coloured"),
    [
        ((), {}, False),
        ((), {"FORCE_COLOR": "1"}, True),
        (("--color", "always"), {"NO_COLOR": "1"}, True),
        (("--color", "never"), {"FORCE_COLOR": "1"}, False),
        (("--plain",), {"FORCE_COLOR": "1"}, False),
        (("--json",), {"FORCE_COLOR": "1"}, False),
    ],
)
def test_colour_is_there_when_it_is_wanted(
    arguments: tuple[str, ...],
    settings: dict[str, str],
    coloured: bool,  # noqa: FBT001 # a parameter of the test
) -> None:
    done = tracer("run-scenario", "--no-quiz", *arguments, settings=settings)
    assert done.returncode == 0
    assert ("\x1b[" in done.stdout) == coloured


def test_without_colour_nothing_is_coloured() -> None:
    text = tracer("run-scenario", settings={"FORCE_COLOR": "1", "NO_COLOR": "1"}).stdout
    assert "\x1b[1m" in text  # strong is no colour
    assert not any(f"\x1b[{code}m" in text or f";{code}m" in text for code in range(30, 38))


@pytest.mark.parametrize("columns", [50, 60, 80, 200])
def test_no_line_is_longer_than_the_terminal(columns: int) -> None:
    text = tracer("run-scenario", "--detail", "--all-requests", settings={"COLUMNS": str(columns)}).stdout
    assert max(len(line) for line in text.splitlines()) <= columns


@pytest.mark.parametrize("encoding", ["cp1252", "ascii"])
def test_every_terminal_can_show_it(encoding: str) -> None:
    done = tracer_process("run-scenario", "--detail", settings={"PYTHONIOENCODING": encoding})
    assert (done.returncode, done.stderr) == (0, "")
    assert "Session cookie set" in done.stdout


def test_json_is_one_object_with_a_version_and_is_what_save_writes(tmp_path: Path) -> None:
    done = tracer("run-scenario", "--json", "--save", str(tmp_path / "trace.json"))
    trace = json.loads(done.stdout)
    assert (trace["format"], trace["format_version"]) == ("login-flow-trace", 1)
    assert [step["stage"] for step in trace["steps"]][3] == "logged_in"
    assert load_trace(tmp_path / "trace.json") == loads(done.stdout)
    assert "show" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("run-scenario", "login-flo"), 'There is no scenario "login-flo". Did you mean "login-flow"?'),
        (("run-scenari",), 'There is no command "run-scenari". Did you mean "run-scenario"?'),
        (("run-scenario", "--variable", "session_cooky"), 'Did you mean "session_cookie"?'),
        (("run-scenario", "--detial"), "--detail"),
        (("run-scenario", "--lessons", "no-such-folder"), "no-such-folder"),
    ],
)
def test_a_wrong_word_gets_a_suggestion_and_exit_code_2(arguments: tuple[str, ...], message: str) -> None:
    done = tracer(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_a_broken_lesson_of_ones_own_is_named_with_exit_code_3(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text("[scenarios.mine]\nformat_version = 1\n", encoding="utf-8")
    done = tracer("run-scenario", "mine", "--lessons", str(tmp_path))
    assert (done.returncode, done.stdout) == (3, "")
    assert "mine.toml" in done.stderr


def test_a_lesson_of_ones_own_is_found_by_option_and_by_variable(many_visits: Path) -> None:
    for arguments, settings in (
        (("--lessons", str(many_visits)), {}),
        ((), {"TRACER_LESSONS": str(many_visits)}),
    ):
        done = tracer("run-scenario", "many-visits", *arguments, settings=settings)
        assert done.returncode == 0
        assert "The run ends after 400 requests without a single stage." in done.stdout


def test_a_place_that_cannot_be_written_is_exit_code_3(tmp_path: Path) -> None:
    done = tracer_process("run-scenario", "--save", str(tmp_path / "nowhere" / "trace.json"))
    assert done.returncode == 3
    assert "cannot be written" in done.stderr


@pytest.mark.parametrize("form", ["--json", "--all-requests", "--plain"])
def test_a_reader_that_has_seen_enough_is_no_failure(many_visits: Path, form: str) -> None:
    command = [sys.executable, "-m", "tracer", "run-scenario", "many-visits", form, "--all-requests"]
    with subprocess.Popen(
        command, env=environment(TRACER_LESSONS=str(many_visits)), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(timeout=60) == 0


def test_a_standard_output_that_is_closed_is_no_failure() -> None:
    command = f"'{sys.executable}' -m tracer run-scenario >&-"
    done = subprocess.run(["/bin/sh", "-c", command], env=environment(), stderr=subprocess.PIPE, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_ctrl_c_ends_it_with_130_and_no_traceback(many_visits: Path) -> None:
    command = [sys.executable, "-m", "tracer", "run-scenario", "many-visits", "--json"]
    with subprocess.Popen(
        command, env=environment(TRACER_LESSONS=str(many_visits)), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline()  # from here on it waits for a reader of the rest
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=60)
    assert process.returncode == INTERRUPTED
    assert told.split() == [b"Stopped."]


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="this system has no full disk to try")  # noqa: PTH110 # as is
def test_a_full_disk_is_an_error_with_its_remedy() -> None:
    with open("/dev/full", "w") as full:  # noqa: PTH123 # a device
        done = subprocess.run(
            [sys.executable, "-m", "tracer", "run-scenario"],
            stdout=full, stderr=subprocess.PIPE, text=True, check=False, env=environment(),
        )  # fmt: skip
    assert done.returncode == 3
    assert done.stderr.startswith("Error: the output cannot be written")
    assert "Traceback" not in done.stderr


def test_nothing_is_imported_that_is_not_used() -> None:
    imported = loaded_by("run-scenario") - loaded_after("import blinker")  # which has loaded asyncio before 1.8
    assert {"flask", "rich.table"} <= imported
    assert not imported & {"textual", "quart", "hypercorn", "rich.markdown", "asyncio"}
    assert not loaded_by("run-scenario", "--json") & {"rich", "textual", "quart"}
    assert not loaded_by("run-scenario", "--help") & {"rich", "flask"}


def test_a_trace_can_be_saved_into_a_pipe_and_a_dash_is_no_file() -> None:
    done = tracer_process("run-scenario", "wrong-password", "--no-quiz", "--save", "/dev/stdout", "--plain")
    assert done.returncode == 0, done.stderr
    assert '"format": "login-flow-trace"' in done.stdout
    dash = tracer("run-scenario", "wrong-password", "--save", "-")
    assert dash.returncode == 2
    assert "use --json" in dash.stderr


def answers_of_the_first_question(lesson: str = "login-flow") -> tuple[OfferedAnswer, OfferedAnswer]:
    """Return a wrong answer of the first question of a lesson, and its right one."""
    first = Library().lesson(lesson)
    found = first_question(first, lambda name: performed(first.scenarios[name or first.main_scenario.name]))
    assert found is not None
    return next(each for each in found[1].answers if not each.right), found[1].answer(found[1].right[0])


WRONG, RIGHT = answers_of_the_first_question()


def beginning(why: str) -> str:
    """Return how a reason begins on a terminal, where no mark of Markdown is seen."""
    return " ".join(why.replace("`", "").split()[:4])


def test_on_a_terminal_what_matters_and_the_first_question_are_seen_at_once() -> None:
    with tracer_on_terminal("run-scenario") as terminal:
        terminal.wait_for("Enter leaves):")
        lines = terminal.text.splitlines()
        assert lines[0].startswith("How a login works")
        assert sum(line[:3].strip().isdigit() for line in lines) == 9
        for seen in ("9  Redirect to the login page", "user_authenticated", "session_cookie", "current_user"):
            assert any(seen in line for line in lines)
        assert "Concept flow" not in terminal.text
        terminal.send("x")  # a key that means nothing
        terminal.send(WRONG.label)
        terminal.wait_for("Not right.", beginning(WRONG.why))
        terminal.send(RIGHT.label.lower())
        terminal.wait_for("Right.", beginning(RIGHT.why), "python -m tracer lesson login-flow")
        assert terminal.wait_for_end() == 0
    assert "login-flow, How a login works: not all right yet; 1 of" in tracer("progress", "--plain").stdout


def test_twice_wrong_shows_the_right_answer_and_exit_code_0() -> None:
    with tracer_on_terminal("run-scenario", size=(60, 60)) as terminal:
        terminal.wait_for("Enter leaves):")
        terminal.send(WRONG.label)
        terminal.wait_for("Not right.", beginning(WRONG.why))
        terminal.send(WRONG.label)
        terminal.wait_for(f"The right answer: {RIGHT.label}.", beginning(RIGHT.why))
        assert terminal.wait_for_end() == 0


def test_a_wrong_answer_does_not_show_the_value_that_is_asked_for_before_the_second_try() -> None:
    wrong, right = answers_of_the_first_question("guests")
    with tracer_on_terminal("run-scenario", "guests", size=(60, 100)) as terminal:
        terminal.wait_for("Enter leaves):")
        terminal.send(wrong.label)
        terminal.wait_for("Not right.", beginning(wrong.why))
        assert "The run shows:" not in terminal.text
        terminal.send(right.label)
        terminal.wait_for("Right.", "The run shows:", "python -m tracer lesson guests")
        assert terminal.wait_for_end() == 0


def test_enter_leaves_the_question_and_says_what_to_do_next() -> None:
    with tracer_on_terminal("run-scenario", size=(80, 40)) as terminal:
        terminal.wait_for("Enter leaves):")
        terminal.send("\r")
        assert terminal.wait_for_end() == 0
        seen = " ".join(terminal.text.split())
        assert "See it step by step: python -m tracer walkthrough login-flow" in seen
        assert "All of this run: python -m tracer run-scenario --all" in seen
    assert "Nothing is answered yet." in tracer("progress", "--plain").stdout


@pytest.mark.parametrize(
    ("arguments", "question", "flow"),
    [
        (("--no-quiz",), False, False),
        (("wrong-password",), False, False),  # the questions are about another run
        (("--all",), False, True),
        (("--plain",), False, True),
    ],
)
def test_where_nothing_is_asked(arguments: tuple[str, ...], question: bool, flow: bool) -> None:  # noqa: FBT001 # as above
    with tracer_on_terminal("run-scenario", *arguments, size=(80, 400)) as terminal:
        assert terminal.wait_for_end() == 0
        assert ("Enter leaves):" in terminal.text) is question
        assert ("Concept flow" in terminal.text) is flow
        assert ("All of this run:" in terminal.text) is not flow


def test_nobody_is_asked_whose_input_is_no_terminal() -> None:
    command = [sys.executable, "-m", "tracer", "run-scenario"]
    with PseudoTerminal("/bin/sh", "-c", f"{shlex.join(command)} </dev/null", size=(80, 60)) as terminal:
        assert terminal.wait_for_end() == 0
        assert "What comes of it" in terminal.text
        assert "Enter leaves):" not in terminal.text


def test_ctrl_c_at_the_question_ends_it() -> None:
    with tracer_on_terminal("run-scenario") as terminal:
        terminal.wait_for("Enter leaves):")
        terminal.send("\x03")
        assert terminal.wait_for_end() == INTERRUPTED
        assert "Traceback" not in terminal.text


@pytest.mark.parametrize("form", [(), ("--plain",)])
def test_the_details_begin_with_the_first_step(form: tuple[str, ...]) -> None:
    short = tracer("run-scenario", "back-at-the-form", "--detail", *form).stdout.split("everything that was recorded")[
        1
    ]
    long = tracer("run-scenario", "back-at-the-form", "--setup", *form).stdout.split("everything that was recorded")[1]
    events = short.split("Step 1")[0].splitlines()
    assert len([line for line in events if line.strip(" ─.")]) == 1
    assert "--setup shows it." in short
    assert "Observed" in long.split("Step 1")[0]
    assert "Observed" not in short.split("Step 1")[0]
    assert "Before step 1" in long.split("Step 1")[0]
    assert "--setup" not in long


def test_the_details_follow_what_matters_on_a_terminal() -> None:
    with tracer_on_terminal("run-scenario", "back-at-the-form", "--detail", "--no-quiz", size=(80, 600)) as terminal:
        assert terminal.wait_for_end() == 0
        places = [terminal.text.index(seen) for seen in ("What comes of it", "--setup shows it.", "Step 1  User asks")]
        assert places == sorted(places)
