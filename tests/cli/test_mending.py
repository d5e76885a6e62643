"""``mend`` at a terminal: saves are judged, keys do what they say, and nothing is left however it ends."""

import os
import re
import shutil
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cli.pseudo_terminal import PseudoTerminal, tracer_on_terminal
from tests.processes import wait_until, wait_until_ended
from tracer.errors import INTERRUPTED
from tracer.exercises.exercise import Exercise
from tracer.exercises.loading import exercise, exercise_names
from tracer.quiz.progress_store import Progress

NAME = "back-at-the-form"
LARGE = (80, 100)


@pytest.fixture
def model() -> Exercise:
    return exercise(NAME)


@pytest.fixture
def app(tmp_path: Path) -> Path:
    """The app that is mended."""
    return tmp_path / "mend" / NAME / "app.py"


@contextmanager
def mending(app: Path, *words: str, size: tuple[int, int] = LARGE, **settings: str) -> Iterator[PseudoTerminal]:
    """Open the exercise at a terminal, and wait until its app was judged."""
    with tracer_on_terminal(
        "mend", NAME, "--folder", str(app.parent.parent), *words, size=size, **settings
    ) as terminal:
        terminal.wait_for("Not mended yet.", "Waiting for you to save", "q leave")
        yield terminal


@contextmanager
def small_mending(app: Path) -> Iterator[PseudoTerminal]:
    """Open the exercise at a small terminal, and wait until its verdict is seen."""
    with tracer_on_terminal("mend", NAME, "--folder", str(app.parent.parent), size=(80, 24)) as terminal:
        terminal.wait_for("Enter how its login went")
        terminal.send("\r")
        terminal.wait_for("Not mended yet.", "q leave")
        yield terminal


def save(app: Path, text: str) -> None:
    """Save as editors do: a new file takes the place of the old one."""
    (app.parent / ".new").write_text(text, encoding="utf-8")
    (app.parent / ".new").replace(app)


def children_of(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()]


def test_break_it_see_it_told_mend_it_see_it_told(app: Path, model: Exercise, home: Path) -> None:
    with mending(app) as terminal:
        broken = app.read_text("utf-8")
        save(app, f"{broken}\ndef broken(:\n")
        terminal.wait_for("cannot be judged", f"app.py, line {len(broken.splitlines()) + 2}", "def broken(:")
        save(app, f"{broken}\n# A remark.\n")
        terminal.wait_for("Since your last save that could be run: nothing in the runs has changed.", "Not mended yet.")
        save(app, model.healthy_files["app.py"])
        terminal.wait_for("Mended. Every scenario", "What was wrong", "app.py as it was and yours, mended", "n next")
        terminal.send("q")
        assert terminal.wait_for_end() == 0
    with Progress(home / "progress.sqlite3") as progress:
        standing = progress.exercises()[NAME]
    assert (standing.mended, standing.judged, standing.hints) == (True, 3, 0)


def test_an_edit_that_changes_the_run_is_told(app: Path, model: Exercise) -> None:
    with mending(app) as terminal:
        save(app, model.files["app.py"].replace("@login_required\n", ""))
        terminal.wait_for(
            "Since your last save, first: ", "Your app crashes: AttributeError", "was right before your edit"
        )
        terminal.send("q")
        assert terminal.wait_for_end() == 0


def test_on_a_small_screen_the_complaint_is_read_first(app: Path, model: Exercise) -> None:
    with tracer_on_terminal("mend", NAME, "--folder", str(app.parent.parent), size=(80, 24)) as terminal:
        terminal.wait_for(model.title, "Its login was run.", "Enter how its login went")
        assert "Not mended yet." not in terminal.text
        terminal.send("\r")
        terminal.wait_for("Not mended yet.", "The first difference, in ", "q leave")
        terminal.send("q")
        assert terminal.wait_for_end() == 0


def test_each_key_does_what_the_line_of_keys_says(app: Path, model: Exercise) -> None:
    with mending(app) as terminal:
        terminal.send("h")
        terminal.wait_for(f"Hint 1 of {len(model.hints)}")
        for _ in model.hints:
            terminal.send("h")
        terminal.wait_for(f"Hint {len(model.hints)} of {len(model.hints)}", *(["Findings"] if model.finding else []))
        terminal.send("t")
        terminal.wait_for("Execution table", "Variable tracker", "The first difference: step ")
        terminal.send("d")
        terminal.wait_for("the healthy app and your app", "The first step that differs")
        terminal.send("l")
        terminal.wait_for("Mend it: 0 of ")
        terminal.send("s")
        terminal.wait_for(" ".join(model.complaint.split())[:40])
        terminal.send("r")
        terminal.wait_for("Not mended yet.")
        terminal.send("\x1b[Bxyz")  # an arrow, and letters that mean nothing
        terminal.send("q")
        assert terminal.wait_for_end() == 0


def test_what_is_longer_than_the_screen_is_read_part_by_part(app: Path) -> None:
    with small_mending(app) as terminal:
        terminal.send("t")
        terminal.wait_for("The whole table, part 1 of ", "The first difference: step ", "Enter part 2 of ", "q stop")
        assert "Waiting for you to save" not in terminal.text
        terminal.send("\r")
        terminal.wait_for("The whole table, part 2 of ", "Enter part 3 of ")
        terminal.send("\r")
        terminal.wait_for("The whole table, part 3 of ")
        terminal.send("xhb")  # keys that mean something elsewhere, and back
        terminal.wait_for("The whole table, part 2 of ")
        terminal.send("q")
        terminal.wait_for("Waiting for you to save")
        terminal.send("d")
        terminal.wait_for("Both apps side by side, part 1 of ", "The first difference: step ")
        terminal.send("\r" * 20)  # those behind the last part mean nothing
        terminal.wait_for("The first step that differs", "Waiting for you to save")
        assert re.search(r"part (\d+) of \1\n", terminal.text)
        terminal.send("q")
        assert terminal.wait_for_end() == 0


def test_a_save_ends_the_reading_and_is_judged_on_a_screen_of_its_own(app: Path, model: Exercise) -> None:
    with small_mending(app) as terminal:
        terminal.send("d")
        terminal.wait_for("Both apps side by side, part 1 of ")
        save(app, f"{model.files['app.py']}\n# A remark.\n")
        terminal.wait_for("nothing in the runs has changed.", "Not mended yet.", "Waiting for you to save")
        assert "Both apps side by side, part" not in terminal.text
        terminal.send("t")
        terminal.wait_for("The whole table, part 1 of ")
        save(app, model.healthy_files["app.py"])
        terminal.wait_for("Mended, part 1 of ", "Every scenario goes as in", "What was wrong", "Enter part 2 of ")
        terminal.send("\r" * 5)
        terminal.wait_for("n next exercise")
        terminal.send("q")
        assert terminal.wait_for_end() == 0


def test_what_is_read_aloud_is_not_broken_into_parts(app: Path) -> None:
    with mending(app, "--plain", size=(80, 24)) as terminal:
        terminal.send("t")
        terminal.wait_for("Variable tracker.", "Waiting for you to save")
        assert "part 1 of" not in terminal.text
        terminal.send("q")
        assert terminal.wait_for_end() == 0


def test_the_list_is_read_part_by_part_where_the_screen_is_too_short() -> None:
    with tracer_on_terminal("mend", "--list", size=(60, 24)) as terminal:
        terminal.wait_for("The exercises, part 1 of ", "Mend it: 0 of ", "Enter part 2 of ")
        terminal.send("\r" * 20)
        terminal.wait_for("Open one, for example the next: python -m tracer mend")
        assert terminal.wait_for_end() == 0
    with tracer_on_terminal("mend", "--list", size=(60, 24)) as terminal:
        terminal.wait_for("Enter part 2 of ")
        terminal.send("q")
        assert terminal.wait_for_end() == 0
    with tracer_on_terminal("mend", "--list", "--plain", size=(60, 24)) as terminal:
        assert terminal.wait_for_end() == 0
        assert "Open one, for example the next: python -m tracer mend" in " ".join(terminal.text.split())


def test_hints_are_remembered(app: Path, model: Exercise) -> None:
    for number in (1, 2):
        with mending(app) as terminal:
            terminal.send("h")
            terminal.wait_for(f"Hint {number} of {len(model.hints)}")
            terminal.send("q")
            assert terminal.wait_for_end() == 0


@pytest.mark.parametrize(
    "line",
    [
        # It waits in its loop, and so takes no processor; the tests of the trials have one that does not wait.
        pytest.param("import time\nwhile True: time.sleep(0.1)", marks=pytest.mark.long),
        "import os; os._exit(3)",
        "import sys; sys.exit('no')",
        pytest.param(
            "hoard = [bytearray(10**8) for _ in range(10**6)]",
            marks=pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits memory"),
        ),
    ],
)
def test_an_app_that_does_not_come_to_its_end_is_told_and_the_exercise_goes_on(
    line: str, app: Path, model: Exercise
) -> None:
    with mending(app) as terminal:
        save(app, f"{line}\n{model.files['app.py']}")
        terminal.wait_for("Your app cannot be judged.", "Waiting for you to save")
        save(app, model.healthy_files["app.py"])
        terminal.wait_for("Mended. Every scenario")
        terminal.send("q")
        assert terminal.wait_for_end() == 0


@pytest.mark.parametrize("reads", [False, True], ids=["waiting", "reading"])
@pytest.mark.parametrize(("end", "code"), [("\x03", INTERRUPTED), ("", 128 + signal.SIGTERM), ("qq", 0)])
def test_however_it_ends_the_terminal_is_as_it_was_and_nothing_is_left(
    end: str,
    code: int,
    reads: bool,  # noqa: FBT001 # pytest's parameter
    app: Path,
    tmp_path: Path,
) -> None:
    called = f"{sys.executable} -m tracer mend {NAME} --folder {app.parent.parent}"
    script = f"trap : INT; cd {tmp_path}; stty -a > before; {called}; echo ended $?; stty -a > after"
    with PseudoTerminal("/bin/sh", "-c", script, size=(80, 24) if reads else LARGE) as terminal:
        terminal.wait_for("Enter how its login went" if reads else "Waiting for you to save")
        if reads:
            terminal.send("\rd")
            terminal.wait_for("Both apps side by side, part 1 of ")
        (tracer,) = children_of(terminal.process.pid)
        below = children_of(tracer)
        assert below
        if end:
            terminal.send(end)
        else:
            os.kill(tracer, signal.SIGTERM)
        terminal.wait_for(f"ended {code}")
        terminal.wait_for_end()
        assert "Traceback" not in terminal.text
    for pid in below:
        wait_until_ended(pid)
    assert (tmp_path / "after").read_text("ascii") == (tmp_path / "before").read_text("ascii")
    left = {path.relative_to(app.parent).as_posix() for path in app.parent.rglob("*")}
    assert left == {"README.md", "app.py"}


def test_ctrl_c_ends_a_run_that_never_ends(app: Path, model: Exercise) -> None:
    with mending(app) as terminal:
        save(app, f"while True: pass\n{model.files['app.py']}")
        terminal.wait_for("Saved at ")
        below = children_of(terminal.process.pid)
        terminal.send("\x03")
        assert terminal.wait_for_end() == INTERRUPTED
        assert f"mend {NAME} --folder" in terminal.text
        assert "Your files are kept in" in terminal.text
    for pid in below:
        wait_until_ended(pid)


def test_in_the_plain_form_it_is_watched_too(app: Path, model: Exercise) -> None:
    with mending(app, "--plain", NO_COLOR="1") as terminal:
        save(app, model.healthy_files["app.py"])
        terminal.wait_for("Mended. Every scenario", "Keys: n next exercise")
        assert b"\x1b[" not in terminal.written
        terminal.send("q")
        assert terminal.wait_for_end() == 0


def test_to_put_it_back_one_is_asked(app: Path, model: Exercise) -> None:
    app.parent.mkdir(parents=True)
    app.write_text("app = 1\n", encoding="utf-8")
    for answer, text in (("n", "app = 1\n"), ("y", model.files["app.py"])):
        with tracer_on_terminal("mend", "--reset", NAME, "--folder", str(app.parent.parent), size=LARGE) as terminal:
            terminal.wait_for("Put the broken app back")
            terminal.send(f"{answer}\r")
            terminal.wait_for_end()
        assert app.read_text("utf-8") == text
    assert (app.parent.with_name(f"{NAME}-kept-1") / "app.py").read_text("utf-8") == "app = 1\n"


def test_an_app_that_is_gone_is_missed_and_judged_when_it_is_there_again(app: Path, model: Exercise) -> None:
    with mending(app) as terminal:
        app.unlink()
        terminal.wait_for("is not there, so", f"mend --reset {NAME}")
        assert "Saved at" not in terminal.text
        save(app, model.healthy_files["app.py"])
        terminal.wait_for("Mended. Every scenario")
        terminal.send("n" if len(exercise_names()) > 1 else "q")
        if len(exercise_names()) > 1:
            terminal.wait_for("Exercise ", "Waiting for you to save")
            terminal.send("q")
        assert terminal.wait_for_end() == 0


def test_a_folder_that_was_removed_is_watched_again_when_it_is_there_again(app: Path, model: Exercise) -> None:
    with mending(app) as terminal:
        for _ in range(2):
            shutil.rmtree(app.parent)
            terminal.wait_for("is not there, so", f"mend --reset {NAME}")
            app.parent.mkdir()
            app.write_text(model.healthy_files["app.py"], encoding="utf-8")
            terminal.wait_for("Mended. Every scenario")
        save(app, "app = None\n")
        terminal.wait_for("Your app cannot be judged.")
        terminal.send("q")
        assert terminal.wait_for_end() == 0


def test_an_app_that_writes_a_source_each_time_it_is_run_can_be_left(app: Path, model: Exercise) -> None:
    with mending(app) as terminal:
        writes = 'open("more.py", "a").write("x = 1\\n")\n'
        save(app, f"{writes}{model.healthy_files['app.py']}")
        terminal.wait_for("Mended. Every scenario")
        wait_until(lambda: (app.parent / "more.py").read_text("utf-8").count("\n") > 4, "it was judged again")
        terminal.send("q")
        assert terminal.wait_for_end() == 0
