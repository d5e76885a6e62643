"""What ``watch`` writes is whole, whatever else runs."""

import os
import signal
import sys
from pathlib import Path

import pytest

from tests.cli.in_process import tracer
from tests.cli.process import tracer_process
from tests.cli.watched_app import ONE_FILE, PASSWORD, log_in_and_out, watching
from tests.processes import wait_until
from tracer.errors import TraceFileError
from tracer.trace.events import Trace
from tracer.trace.files import TraceWriter, load_trace, save_trace


def test_a_second_watch_takes_nothing_from_the_first(tmp_path: Path) -> None:
    saved = tmp_path / "login.jsonl"
    with watching(ONE_FILE, "--save", str(saved)) as app:
        log_in_and_out(app.browser())
        wait_until(lambda: saved.read_text("ascii").count('"kind": "response"') == 7, "seven responses in the file")
        size = saved.stat().st_size
        port = app.url.rpartition(":")[2]
        for taken, words in ((port, "cannot be taken"), ("0", "a watch is writing its trace there now")):
            done = tracer_process("watch", ONE_FILE, "--port", taken, "--save", str(saved))
            assert done.returncode == 3
            assert words in done.stderr
            assert saved.stat().st_size == size
        done = tracer_process("run-scenario", "--save", str(saved))
        assert (done.returncode, "a watch is writing" in done.stderr) == (3, True)
        app.browser().get("/account")
        assert app.stop()[0] == 0
    assert sum(event.name == "GET" for event in load_trace(saved).of_kind("request")) == 5


def test_an_older_file_is_said_to_be_replaced(tmp_path: Path) -> None:
    saved = tmp_path / "login.jsonl"
    saved.write_text("older\n" * 10_000)
    with watching(ONE_FILE, "--port", "0", "--save", str(tmp_path / "new.jsonl")) as app:
        assert "replaced" not in app.greeting + app.stop()[2]
    with TraceWriter(saved) as writer:
        assert writer.replaces
        writer.begin(Trace(None, "x", ()))
    assert load_trace(saved).events == ()


def test_a_trace_that_is_being_written_is_not_replaced(tmp_path: Path) -> None:
    saved = tmp_path / "login.jsonl"
    with TraceWriter(saved) as writer:
        writer.begin(Trace(None, "x", ()))
        for write in (TraceWriter, lambda path: save_trace(Trace(None, "y", ()), path)):
            with pytest.raises(TraceFileError, match="a watch is writing"):
                write(saved)
    save_trace(Trace(None, "y", ()), saved)
    assert load_trace(saved).app == "y"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux limits the files of another process")
def test_a_full_disk_stops_the_saving_and_not_the_app(tmp_path: Path) -> None:
    import resource  # noqa: PLC0415 # Linux only

    saved = tmp_path / "login.jsonl"
    with watching(ONE_FILE, "--save", str(saved)) as app:
        browser = app.browser()
        assert browser.get("/account") == 302
        wait_until(lambda: saved.read_text("ascii").count('"kind": "response"') == 1, "a response in the file")
        full = saved.stat().st_size + 500
        resource.prlimit(app.process.pid, resource.RLIMIT_FSIZE, (full, full))
        assert browser.get("/account") == 302
        assert browser.get("/login") == 200
        assert browser.post("/login", name="grace", secret=PASSWORD) == 302
        assert browser.get("/account") == 200
        code, out, err = app.stop()
    assert code == 3
    assert "Nothing more is saved, and the app goes on" in err
    assert "login.jsonl" in err
    assert "Execution table" in out
    assert "Logged in" in out
    assert load_trace(saved).events


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="this system has no full disk to try")  # noqa: PTH110 # as is
def test_a_disk_that_is_full_from_the_beginning_stops_no_app(tmp_path: Path) -> None:
    saved = tmp_path / "full"
    saved.symlink_to("/dev/full")
    import subprocess  # noqa: PLC0415 # only here

    process = subprocess.Popen(
        [sys.executable, "-m", "tracer", "watch", ONE_FILE, "--port", "0", "--save", str(saved)],
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    told = process.stderr.readline() + process.stderr.readline()
    assert "No space left" in told
    assert "http://127.0.0.1:" in told
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate(timeout=60)
    assert process.returncode == 3
    assert "Findings" in out


def test_nobody_reads_a_pipe(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    done = tracer("watch", "demo", "--port", "0", "--save", str(tmp_path / "pipe"))
    assert done.returncode == 3
    assert "cannot be written there" in done.stderr
