"""An error that nobody foresaw, Ctrl-C, closed streams, a home that cannot be written: no traceback, the right code."""

import os
import re
import shutil
import signal
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.cli.in_process import tracer
from tests.cli.process import environment, tracer_process
from tests.cli.watched_app import ONE_FILE, PASSWORD
from tests.processes import wait_until
from tracer.crash_report import crash_text, told_of_crash
from tracer.scratch_folder import scratch_folder

FAILING = """
import sys, tracer.activities.list
def fail(*_, **__):
    raise {error}
tracer.activities.list.list_all = fail
tracer.activities.list.list_lessons = fail
for name, value in [*vars(tracer.activities.list).items()]:
    if callable(value) and getattr(value, "__module__", "") == "tracer.activities.list":
        setattr(tracer.activities.list, name, fail)
from tracer.cli import main
main(["list", "--all", "--lessons=."])
"""


def failing(error: str, tmp_path: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", FAILING.format(error=error)],
        env=environment(TMPDIR=str(tmp_path)),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.mark.parametrize(
    "error", ['ZeroDivisionError("the password is hunter2")', "MemoryError", "RecursionError", "OSError(5, 'x')"]
)
def test_an_unforeseen_error_ends_with_a_sentence_a_private_report_and_70(tmp_path: Path, error: str) -> None:
    done = failing(error, tmp_path)
    assert done.returncode == 70
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    assert done.stderr.startswith("Error: something went wrong that nobody foresaw (")
    assert "hunter2" not in done.stderr
    assert "Look through it before you send it" in done.stderr
    found = re.search(r"The details are in (\S+);", done.stderr)
    assert found is not None
    report = Path(found[1])
    assert stat.S_IMODE(report.stat().st_mode) == 0o600
    text = report.read_text("utf-8")
    assert "Traceback" in text
    assert "Command: list --all --lessons\n" in text
    assert "login-flow-tracer" in text or "flask" in text


def test_a_report_that_cannot_be_written_is_no_second_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tempfile.mkstemp", full)
    assert "cannot be written to a file (No space left on device)" in told_of_crash(ValueError("x"), ("list",))


def test_a_report_holds_no_values_of_the_command_line() -> None:
    text = crash_text(ValueError("x"), ("watch", "shop:create_app('secret')", "--username=ada", "--host", "10.0.0.1"))
    assert "Command: watch --username --host\n" in text
    assert "ada" not in text
    assert "secret" not in text


def test_ctrl_c_is_never_swallowed(tmp_path: Path) -> None:
    done = failing("KeyboardInterrupt", tmp_path)
    assert (done.returncode, done.stderr.strip()) == (130, "Stopped.")


COMMANDS = """
import os, runpy, sys
for words in sys.argv[1:]:
    process = os.fork()
    if process == 0:
        sys.argv = ["tracer", *words.split()]
        runpy.run_module("tracer", run_name="__main__", alter_sys=True)
    _, status = os.waitpid(process, 0)
    with open("codes", "a") as codes:
        codes.write(f"{words}: {os.waitstatus_to_exitcode(status)}\\n")
"""
"""Calls commands one after the other in forks of a process whose streams were closed when Python began."""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the commands are forked")
@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", ">&- 2>&-", "<&- >&- 2>&-"])
def test_closed_streams_crash_nothing(tmp_path: Path, closed: str) -> None:
    commands = ("list", "run-scenario", "lesson login-flow", "show nothing.json", "quiz login-flow --only 1")
    (tmp_path / "commands.py").write_text(COMMANDS, "utf-8")
    done = subprocess.run(
        ["/bin/sh", "-c", f'exec "$@" {closed}', "sh", sys.executable, str(tmp_path / "commands.py"), *commands],
        env=environment(TMPDIR=str(tmp_path), PYTHONPATH=os.pathsep.join(sys.path), TRACER_HOME=str(tmp_path / "home")),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )
    assert "Traceback" not in done.stdout + done.stderr
    codes = dict(line.split(": ") for line in (tmp_path / "codes").read_text("utf-8").splitlines())
    assert [*codes] == [*commands]
    assert codes.pop("quiz login-flow --only 1") in {"1", "2", "3"}, "nobody has answered"
    assert {command: code for command, code in codes.items() if code not in {"0", "2", "3"}} == {}
    assert [*tmp_path.glob("login-tracer-crash*")] == []


def home_that_cannot_be_written(tmp_path: Path) -> Path:
    home = Path("/proc/home")  # nobody can write there, not even root, for whom a folder is never read-only
    if not Path("/proc/self").exists():
        home = tmp_path / "home"
        home.mkdir(mode=0o500)
    return home


def test_a_home_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    home = home_that_cannot_be_written(tmp_path)
    done = tracer("quiz", "login-flow", settings={"TRACER_HOME": str(home)}, typed="a\n")
    assert done.returncode == 1  # the verdict of a quiz that was not finished
    assert "What you answer is not kept" in done.stdout + done.stderr
    assert "that is kept" not in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("words", [("quiz", "login-flow"), ("lesson", "login-flow", "--mode", "quiz")])
def test_where_nothing_was_answered_nothing_is_said_to_be_kept(words: tuple[str, ...], tmp_path: Path) -> None:
    for home in (home_that_cannot_be_written(tmp_path), tmp_path / "can be written"):
        done = tracer(*words, settings={"TRACER_HOME": str(home)}, typed="")
        assert "Stopped, 0 of " in done.stderr
        assert "questions answered." in done.stderr
        assert "that is kept" not in done.stdout + done.stderr


@pytest.mark.parametrize("name", ["quiz", "progress", "next"])
def test_a_home_that_is_a_file_is_told(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("in the way")
    done = tracer(name, settings={"TRACER_HOME": str(tmp_path / "file")}, typed="a\n")
    assert done.returncode in {0, 1, 3}  # a quiz goes on without keeping anything, and ends with its verdict
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("walkthrough", "--auto", "nan"), "not a number of seconds"),
        (("walkthrough", "--auto", "inf"), "not in the range"),
        (("walkthrough", "--auto", "-1"), "not in the range"),
        (("watch", "demo", "--host", ""), "is none to listen at"),
        (("watch", "demo", "--host", " "), "is none to listen at"),
        (("watch", "demo", "--host", "a" * 70), "is none"),
        (("watch", "demo", "--host", "unix:///tmp/x"), "is none to listen at"),
        (("watch", "demo", "--port", "9" * 30), "not in the range"),
        (("watch", "demo", "--keep", "9" * 30), "not in the range"),
        (("walkthrough", "--at", "9" * 6000), "not a valid whole number"),
    ],
)
def test_numbers_and_addresses_that_are_none(arguments: tuple[str, ...], words: str) -> None:
    done = tracer(*arguments)
    assert done.returncode == 2
    assert words in done.stderr


def test_bytes_that_are_no_text_are_told(tmp_path: Path) -> None:
    (tmp_path / "answers.txt").write_bytes(b"a\xff\n")
    (tmp_path / "table.md").write_bytes(b"| \xff |")
    (tmp_path / "trace.json").write_bytes(b'{"format": "\xff"}')
    for words in (("quiz", "--answers", "answers.txt"), ("check-table", "table.md"), ("show", "trace.json")):
        done = tracer(*words[:-1], str(tmp_path / words[-1]))
        assert done.returncode in {2, 3}
        assert words[-1] in done.stderr
    odd = os.fsdecode(bytes(tmp_path) + b"/\xff.json")
    apart = tracer_process("show", odd)
    assert (apart.returncode, "Traceback" in apart.stderr) == (3, False)


NO_UTF_8 = os.fsdecode(b"ad\xff")
TOO_LONG = "a" * 5000
ON_AN_APP = ("watch", str(ONE_FILE), "--scenario", "login-flow", "--username", "grace")


@pytest.mark.parametrize(
    "arguments",
    [
        (*ON_AN_APP, "--login-path", f"/login?{NO_UTF_8}"),
        (*ON_AN_APP, "--protected-path", NO_UTF_8),
        (*ON_AN_APP, "--logout-path", NO_UTF_8),
        (*ON_AN_APP, "--username", NO_UTF_8),
        ("inspect", str(ONE_FILE), "--ask", "--yes", "--value", f"item={NO_UTF_8}"),
    ],
    ids=lambda words: words[-2],
)
def test_what_is_no_utf_8_is_not_sent_to_an_app(arguments: tuple[str, ...]) -> None:
    done = tracer(*arguments, settings={"TRACER_PASSWORD": PASSWORD})
    assert done.returncode == 2
    assert f"'{arguments[-2]}': this is no text in UTF-8" in done.stderr


def test_a_password_that_is_no_utf_8_is_told_and_not_shown() -> None:
    done = tracer(*ON_AN_APP, settings={"TRACER_PASSWORD": f"SECRET{NO_UTF_8}"})
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("Error: The password is no text in UTF-8")
    assert "SECRET" not in done.stderr


@pytest.mark.parametrize("address", ["http://[", "//[x/login", "http://a\u2100b/login"])
def test_an_address_on_the_command_line_that_is_none_is_no_page(address: str) -> None:
    done = tracer(*ON_AN_APP, "--login-path", address, settings={"TRACER_PASSWORD": PASSWORD})
    assert done.returncode == 3
    assert "The app has no login page at /" in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("watch", TOO_LONG),
        ("inspect", f"faults/{TOO_LONG}"),
        ("compare", TOO_LONG, "login-flow"),
        ("check-lessons", TOO_LONG),
        ("run-scenario", "login-flow", "--save", TOO_LONG),
    ],
    ids=lambda words: words[0],
)
def test_a_name_that_is_too_long_for_a_file_is_no_file(arguments: tuple[str, ...]) -> None:
    done = tracer(*arguments)
    assert done.returncode in {2, 3}
    assert done.stderr.startswith("Error: ")


@pytest.mark.skipif(sys.platform == "win32", reason="the folder in which a process runs cannot be deleted")
@pytest.mark.parametrize("words", [("inspect",), ("watch",), ("watch", "--scenario", "login-flow", "--workers", "2")])
def test_a_current_folder_that_was_deleted_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    folder = tmp_path / "gone"
    folder.mkdir()
    monkeypatch.chdir(folder)
    folder.rmdir()
    done = tracer(*words, "shop:app")
    assert (done.returncode, done.stdout) == (3, "")
    assert "The current folder was deleted" in done.stderr


@pytest.mark.skipif(not Path("/dev/shm").is_dir(), reason="there is no such folder")  # noqa: S108 # it is looked at
def test_what_a_killed_process_leaves_is_cleared_by_the_next_command() -> None:
    script = (
        "import os, time\nfrom tracer.scratch_folder import scratch_folder\n"
        "with scratch_folder() as folder:\n    print(folder, flush=True)\n    time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        folder = Path(process.stdout.readline().strip())
        assert folder.is_dir()
        tracer("list")
        assert folder.is_dir(), "it belongs to a process that lives"
        process.kill()
    assert folder.is_dir()
    tracer("list")
    assert not folder.exists()


def test_ctrl_c_while_a_folder_is_removed_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    remove = shutil.rmtree
    presses = iter([True])

    def interrupted(path: str, **given: Any) -> None:
        if next(presses, False):
            raise KeyboardInterrupt
        remove(path, **given)

    monkeypatch.setattr("tracer.scratch_folder.MEMORY", tmp_path)
    monkeypatch.setattr(shutil, "rmtree", interrupted)
    with pytest.raises(KeyboardInterrupt), scratch_folder() as folder:
        assert folder.parent == tmp_path
    assert [*tmp_path.iterdir()] == []


@pytest.mark.long
@pytest.mark.skipif(sys.platform == "win32", reason="there are no groups of processes")
@pytest.mark.parametrize(
    ("to_all", "leave"),
    [(False, "check._leave"), (True, "check._leave"), (False, "lambda *_: os.kill(os.getpid(), 9)")],
    ids=["to the parent", "to all", "to processes that are killed in the middle"],
)
def test_ctrl_c_in_a_check_on_all_processors_leaves_nothing(tmp_path: Path, leave: str, *, to_all: bool) -> None:
    file, variables = checking_script(tmp_path, f"check._leave = {leave}\n")
    memory = tmp_path / "memory"
    process = subprocess.Popen(
        [sys.executable, str(file)],
        env=variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        wait_until(lambda: len([*memory.glob("login-flow-*")]) > 1, "two processes run scenarios")
        (os.killpg if to_all else os.kill)(process.pid, signal.SIGINT)
        _, told = process.communicate(timeout=60)
    finally:
        process.kill()
        process.communicate()
    assert process.returncode == 130
    assert "Traceback" not in told
    assert [*memory.iterdir()] == []


def test_a_check_whose_process_is_killed_says_so_and_leaves_nothing(tmp_path: Path) -> None:
    change = (
        "def killed(_paths, _library):\n    with folder.scratch_folder():\n        os.kill(os.getpid(), 9)\n"
        "check._prove_files = killed\n"
    )
    file, variables = checking_script(tmp_path, change)
    command = [sys.executable, str(file)]
    done = subprocess.run(command, check=False, env=variables, capture_output=True, text=True, timeout=100)
    assert done.returncode == 3
    assert "A process that checked lessons was ended from outside" in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr
    assert [*(tmp_path / "memory").iterdir()] == []


def checking_script(folder: Path, change: str) -> tuple[Path, dict[str, str]]:
    """Write a script that checks all lessons as on three processors, after a change; return it and its environment."""
    (folder / "memory").mkdir()
    file = folder / "check.py"
    file.write_text(
        "import os\nfrom pathlib import Path\nimport tracer.scratch_folder as folder\n"
        "import tracer.activities.check_lessons as check\n"
        f"folder.MEMORY = Path(os.environ['MEMORY'])\nos.cpu_count = lambda: 3\n{change}"
        "if __name__ == '__main__':\n    from tracer.cli import main\n    main(['check-lessons'])\n"
    )
    return file, environment(MEMORY=str(folder / "memory"), PYTHONPATH=os.pathsep.join(sys.path))
