"""From the save of an exercise to its verdict, against a bare process that starts that app and does the same requests.

Run it with ``python -m benchmarks.save_to_verdict``. At most 1.5 times the bare process is allowed. Measured is what a
learner waits for: the process of the trials is ready, and the traces of the healthy app are known.
"""

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from tracer.exercises.exercise import APP_FILE, Exercise
from tracer.exercises.judge import judge
from tracer.exercises.loading import exercise
from tracer.exercises.runs import healthy_traces, order_of, write_files
from tracer.recording.trials.trials import Trials
from tracer.trace.events import Trace

ROUNDS = 7
ALLOWED = 1.5
NAME = "back-at-the-form"
BARE = ("-m", "benchmarks.bare_exercise")


def from_save_to_verdict(given: Exercise, folder: Path, healthy: Mapping[str, Trace], trials: Trials) -> float:
    """Return how many seconds it takes until the app that was just saved is judged."""
    begin = perf_counter()
    (folder / APP_FILE).write_text(given.healthy_files[APP_FILE], encoding="utf-8")
    if not judge(given, healthy, trials.perform(order_of(given, folder)).runs).mended:
        raise RuntimeError(f"{given.name}: the healthy app was refused")
    return perf_counter() - begin


def bare(folder: Path) -> float:
    """Return how many seconds a process takes that starts the app, does the requests, and has no tracer."""
    begin = perf_counter()
    subprocess.run([sys.executable, *BARE, str(folder / APP_FILE)], check=True)
    return perf_counter() - begin


def main() -> int:
    """Print the ratio and return the exit code."""
    given = exercise(NAME)
    with TemporaryDirectory() as place, Trials() as trials:
        folder = Path(place)
        write_files(given.healthy_files, folder)
        healthy = healthy_traces(given, trials)
        bare(folder)
        pairs = [(from_save_to_verdict(given, folder, healthy, trials), bare(folder)) for _ in range(ROUNDS)]
    ratio = median(ours / theirs for ours, theirs in pairs)
    print(
        f"from save to verdict / bare process: {ratio:.2f} (allowed: {ALLOWED}); "
        f"{median(ours for ours, _ in pairs):.2f} s against {median(theirs for _, theirs in pairs):.2f} s"
    )
    return int(ratio > ALLOWED)


if __name__ == "__main__":
    sys.exit(main())
