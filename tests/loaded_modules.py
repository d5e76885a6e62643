"""Which modules a statement loads, in a process of its own."""

import subprocess
import sys

from tests import ROOT


def loaded_after(statement: str) -> set[str]:
    """Return the top-level packages that are loaded after the statement, from the folder of the repository."""
    code = f"{statement}\nimport sys\nprint('\\n'.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    return {name.partition(".")[0] for name in done.stdout.split()}
