"""Which modules a statement or a command loads, in a process of its own."""

import subprocess
import sys

from tests import ROOT
from tests.cli.process import environment


def unmeasured(**settings: str) -> dict[str, str]:
    """Return the environment without what makes a child measure its coverage, which loads modules of its own."""
    return {name: value for name, value in environment(**settings).items() if not name.startswith("COVERAGE_")}


def loaded_after(statement: str) -> set[str]:
    """Return the top-level packages that are loaded after the statement, from the folder of the repository."""
    code = f"{statement}\nimport sys\nprint('\\n'.join(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=unmeasured(), capture_output=True, text=True, check=True
    )
    return {name.partition(".")[0] for name in done.stdout.split()}


def loaded_by(*arguments: str) -> set[str]:
    """Return the modules, and the packages around them, that a call of the command line loads."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "tracer", *arguments],
        env=unmeasured(), capture_output=True, text=True, check=True,
    )  # fmt: skip
    names = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines() if line.startswith("import time:")}
    return {name.partition(".")[0] for name in names} | names
