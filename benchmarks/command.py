"""The whole command against a bare process that does the same without a tracer: time and peak memory.

Run it with ``python -m benchmarks.command``. At most 1.15 is allowed in time, and 1.3 in memory.
"""

import os
import subprocess
import sys
from statistics import median
from time import perf_counter

ROUNDS = 15
ALLOWED_TIME, ALLOWED_MEMORY = 1.15, 1.3
COMMAND = ("-m", "tracer", "run-scenario")
BARE = ("-m", "benchmarks.bare_process")


def cost(arguments: tuple[str, ...]) -> tuple[float, int]:
    """Return the seconds and the peak memory (in KiB) of one process."""
    # As on a learner's machine, where Python keeps what it compiled.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    begin = perf_counter()
    with subprocess.Popen([sys.executable, *arguments], stdout=subprocess.DEVNULL, env=environment) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise RuntimeError(f"{' '.join(arguments)} ended with exit code {process.returncode}")
    return perf_counter() - begin, usage.ru_maxrss


def main() -> int:
    """Print the ratios and return the exit code."""
    for arguments in (COMMAND, BARE):
        cost(arguments)
    pairs = [(cost(COMMAND), cost(BARE)) for _ in range(ROUNDS)]
    time = median(command[0] / bare[0] for command, bare in pairs)
    memory = median(command[1] / bare[1] for command, bare in pairs)
    print(
        f"run-scenario / bare process: {time:.2f} in time (allowed: {ALLOWED_TIME}), "
        f"{memory:.2f} in peak memory (allowed: {ALLOWED_MEMORY})"
    )
    return int(time > ALLOWED_TIME or memory > ALLOWED_MEMORY)


if __name__ == "__main__":
    sys.exit(main())
