"""The walkthrough until its first step can be seen, against a bare Textual app that performs the same requests.

Run it with ``python -m benchmarks.walkthrough``. At most 1.3 is allowed. Both are real processes on a
pseudo-terminal; each is timed from its start until the words ``Session checked`` are drawn, the title of that step.
"""

import os
import sys
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

import pexpect

from benchmarks.bare_textual_app import SHOWN

ROUNDS = 11
ALLOWED = 1.3
PATIENCE = 60
WALKTHROUGH = ("-m", "tracer", "walkthrough", "--at", "1")
BARE = ("-m", "benchmarks.bare_textual_app")


def seconds_until_shown(arguments: tuple[str, ...], home: str) -> float:
    """Return how long a process takes from its start until the first step is drawn; then leave it."""
    # As on a learner's machine, where Python keeps what it compiled.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment |= {"TERM": "xterm-256color", "TRACER_HOME": home}
    begin = perf_counter()
    process = pexpect.spawn(sys.executable, [*arguments], env=environment, dimensions=(40, 120), timeout=PATIENCE)
    try:
        process.expect_exact(SHOWN.encode())
        seconds = perf_counter() - begin
        process.send("q")
        process.expect(pexpect.EOF)
    finally:
        process.close(force=True)
    return seconds


def main() -> int:
    """Print the ratio and return the exit code."""
    with TemporaryDirectory() as home:
        for arguments in (WALKTHROUGH, BARE):
            seconds_until_shown(arguments, home)
        ratios = [seconds_until_shown(WALKTHROUGH, home) / seconds_until_shown(BARE, home) for _ in range(ROUNDS)]
    ratio = median(ratios)
    print(f"walkthrough / bare Textual app, until the first step is seen: {ratio:.2f} (allowed: {ALLOWED})")
    return int(ratio > ALLOWED)


if __name__ == "__main__":
    sys.exit(main())
