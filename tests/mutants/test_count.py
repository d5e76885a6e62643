"""Counting over mutants: whatever a mutant does, the others are counted; however it is ended, nothing is left."""

import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.mutants_named import TriedApp, recall_of, tried_apps
from tests import ROOT
from tests.cli.process import environment
from tests.processes import is_running, wait_until, wait_until_ended
from tracer.mutants.mutant import Mutant
from tracer.mutants.source_file import Edit
from tracer.recording.descendants import descendants
from tracer.recording.trials.trials import Trials

linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits memory and tells of processes")


@pytest.fixture(scope="module")
def one_file() -> TriedApp:
    """The app in one file; a mutant of it that hangs is ended soon."""
    (app,) = (each for each in tried_apps() if each.name == "one_file")
    return replace(app, order=replace(app.order, time_limit=5.0))


@pytest.mark.parametrize(
    "inserted",
    [
        "all(True for _ in iter(int, 1))",
        "__import__('os')._exit(0)",
        pytest.param("[bytearray(10**8) for _ in range(10**6)]", marks=linux),
    ],
)
def test_a_mutant_that_never_ends_or_ends_its_process_is_one_and_the_next_is_counted(
    one_file: TriedApp, inserted: str, tmp_path: Path
) -> None:
    note = tmp_path / "note"
    (source,) = one_file.sources()
    before = Path(source.path).read_bytes()
    call = "logout_user()"
    start = source.text.rindex(call)
    end = start + len(call)
    noting = f"open({str(note)!r}, 'w').write(str(__import__('os').getpid())); "

    def mutant(after: str, line: int) -> Mutant:
        return Mutant("logout-left-out", source.path, line, "logout", call, (Edit(start, end, after),))

    with Trials() as one, Trials() as other:
        tried = recall_of(one_file, [one, other], [mutant(noting + inserted, 1), mutant("None", 2)]).tried
    assert {each.mutant.line for each in tried} == {1, 2}
    outcomes = {each.mutant.line: each.outcome for each in tried}
    assert outcomes[1] != "equivalent"
    assert outcomes[2] == "rightly"
    wait_until_ended(int(note.read_text(encoding="ascii")))
    assert Path(source.path).read_bytes() == before


COUNTING = """
from benchmarks import findings_recall
findings_recall.trials = lambda: iter(())
findings_recall.main()
"""


@linux
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_when_it_is_ended_no_process_and_no_folder_is_left(number: signal.Signals, tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", COUNTING],
        cwd=ROOT, env=environment(TMPDIR=str(tmp_path)), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    ) as counting:  # fmt: skip
        # Each of its two processes has begun to try a mutant.
        wait_until(lambda: len(descendants(counting.pid)) > 3, "mutants are tried")
        below = descendants(counting.pid)
        counting.send_signal(number)
        assert counting.wait(60) != 0
    wait_until(lambda: not any(map(is_running, below)), "all that it has started ends")
    assert [*tmp_path.iterdir()] == []
