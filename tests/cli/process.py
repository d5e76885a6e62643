"""Running the command line in a process of its own, as a person does."""

import os
import subprocess
import sys
from collections.abc import Mapping

from tests.cheap_hashes import FOLDER

_OF_THE_TERMINAL = ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES", "TERM", "TRACER_LESSONS", "PYTHONIOENCODING")


def environment(**settings: str) -> dict[str, str]:
    """Return the environment without what the terminal of this very process has set in it.

    Apps that run there hash passwords in a millisecond, unless they choose another method themselves.
    """
    inherited = {name: value for name, value in os.environ.items() if name not in _OF_THE_TERMINAL}
    chosen = {**inherited, "TERM": "xterm", **settings}
    before = [entry for entry in chosen.get("PYTHONPATH", "").split(os.pathsep) if entry not in {"", FOLDER}]
    return {**chosen, "PYTHONPATH": os.pathsep.join([FOLDER, *before])}


def tracer_process(*arguments: str, settings: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Run ``python -m tracer`` with its output in a pipe, and return what came out."""
    return subprocess.run(
        [sys.executable, "-m", "tracer", *arguments],
        env=environment(**(settings or {})),
        capture_output=True,
        encoding=(settings or {}).get("PYTHONIOENCODING", "utf-8"),
        check=False,
        timeout=100,
    )
