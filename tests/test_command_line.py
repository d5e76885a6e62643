"""The commands that messages suggest begin as the person has called the tracer."""

import subprocess
import sys

import pytest

from tests.cli import in_process
from tests.cli.process import environment
from tracer.cli import main
from tracer.command_line import AS_MODULE, SCRIPT, as_called, called_as, command_line


@pytest.mark.parametrize(
    ("called", "expected"),
    [
        ("/home/ada/.local/bin/login-tracer", SCRIPT),
        ("login-tracer.exe", SCRIPT),
        ("login-tracer-script.py", SCRIPT),
        ("/clone/tracer/__main__.py", AS_MODULE),
        ("-c", AS_MODULE),
    ],
)
def test_it_is_named_as_it_was_called(called: str, expected: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", [called, "list"])
    assert called_as() == command_line() == expected
    assert as_called(f"Try: {AS_MODULE} compare a b.") == f"Try: {expected} compare a b."


def test_a_command_line_can_be_copied_into_a_shell() -> None:
    assert command_line("lesson", "my own", "--lessons", "a'b").endswith("lesson 'my own' --lessons 'a'\"'\"'b'")


CALLED_BY_SCRIPT = "import sys; sys.argv[0] = '/bin/login-tracer'; from tracer.cli import main; main(sys.argv[1:])"


@pytest.mark.parametrize("arguments", [("--help",), ("run-scenario", "no-such-thing-at-all"), ("show", "nowhere.json")])
def test_a_process_that_is_called_by_the_script_tells_of_the_script(arguments: tuple[str, ...]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", CALLED_BY_SCRIPT, *arguments],
        env=environment(), capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert_it_tells_of_the_script(done.stdout + done.stderr)


def assert_it_tells_of_the_script(told: str) -> None:
    assert SCRIPT in told
    assert AS_MODULE not in told


@pytest.mark.parametrize(
    "arguments",
    [
        ("lesson", "--help"),
        ("list", "--plain"),
        ("progress", "--plain"),
        ("run-scenario", "wrong-password", "--plain"),
        ("lesson", "login-flow", "--mode", "transcript", "--plain"),
        ("lesson", "login-flow", "--plain"),
        ("quiz", "wrong-password"),
        ("check-lessons", "nowhere.toml"),
        ("compare", "nowhere.json", "login-flow"),
    ],
)
def test_who_calls_the_script_is_told_of_the_script(
    arguments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["/bin/login-tracer", *arguments])
    monkeypatch.setattr(in_process, "main", lambda words, **_: main(words))  # the script gives it no name
    done = in_process.tracer(*arguments)
    assert_it_tells_of_the_script(done.stdout + done.stderr)
