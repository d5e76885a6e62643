"""A child process ends when its time is over, when it is no longer needed, and takes along what it started."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.processes import is_running, wait_until_ended
from tracer.recording.child_process import ChildProcess

FOR_EVER = "import time; time.sleep(600)"


def python(code: str, order: bytes = b"", time_limit: float = 60) -> ChildProcess:
    return ChildProcess(["-c", code], order, time_limit)


def test_it_is_given_an_order_and_answers_line_by_line() -> None:
    with python("import sys; print(sys.stdin.readline().strip().upper()); print('second')", b"an order") as child:
        lines = list(child.lines())

    assert (lines, child.exit_code, child.said, child.timed_out) == ([b"AN ORDER\n", b"second\n"], 0, "", False)


def test_what_it_says_on_the_standard_error_is_kept_and_only_the_end_of_much() -> None:
    with python("import sys; sys.stderr.write('x' * 1_000_000 + ' last words'); sys.exit(7)") as child:
        assert list(child.lines()) == []

    assert child.exit_code == 7
    assert child.said.endswith("x last words")
    assert len(child.said) <= 64_000


def test_it_is_killed_when_its_time_is_over() -> None:
    with python(FOR_EVER, time_limit=0.5) as child:
        assert list(child.lines()) == []

    assert child.timed_out
    assert child.exit_code == -signal.SIGKILL


def test_it_is_killed_when_it_reads_no_order_and_the_order_is_larger_than_a_pipe() -> None:
    with python(FOR_EVER, b"x" * 1_000_000, time_limit=0.5) as child:
        assert list(child.lines()) == []

    assert child.timed_out


def test_it_has_ended_when_the_block_is_left_by_an_error() -> None:
    child = python("print(1, flush=True); " + FOR_EVER)

    def be_interrupted() -> None:
        with child:
            next(child.lines())
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        be_interrupted()
    assert child.exit_code == -signal.SIGKILL
    assert not child.timed_out


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="asks /proc whether a process runs")
def test_what_it_started_ends_with_it() -> None:
    start_another = (
        "import subprocess, sys; "
        f"other = subprocess.Popen([sys.executable, '-c', {FOR_EVER!r}]); "
        "print(other.pid, flush=True)"
    )
    with python(start_another) as child:
        grandchild = int(next(child.lines()))
        assert is_running(grandchild)

    wait_until_ended(grandchild)


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="asks /proc whether a process runs")
def test_ctrl_c_ends_both() -> None:
    parent_code = (
        "from tracer.recording.child_process import ChildProcess\n"
        f"with ChildProcess(['-c', 'import os; print(os.getpid(), flush=True); {FOR_EVER}'], b'', 60) as child:\n"
        "    for line in child.lines():\n"
        "        print(int(line), flush=True)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", parent_code], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as parent:
        assert parent.stdout is not None
        child_pid = int(parent.stdout.readline())
        assert is_running(child_pid)
        os.kill(parent.pid, signal.SIGINT)
        _, said = parent.communicate(timeout=20)

    assert b"KeyboardInterrupt" in said
    assert not is_running(child_pid)


def test_it_finds_the_modules_that_its_parent_finds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "only_here.py").write_text("print('found')", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.chdir("/")
    with ChildProcess(["-P", "-m", "only_here"], b"", 60) as child:
        assert list(child.lines()) == [b"found\n"]
