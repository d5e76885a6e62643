"""The environment of a child process: another Python that finds the very same modules as this one."""

import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

SAFE = "-P"
"""The option with which a child puts neither the current folder nor its script's on its path."""

_HOME = str(Path(__file__).resolve().parents[2])
"""The folder in which the package ``tracer`` lies."""


def child_environment() -> Mapping[str, str]:
    """Return an environment in which a child finds the modules that this process finds, the tracer's own included.

    The current folder is left out: a ``json.py`` there is somebody's own. For the same reason this is called before an
    app is loaded, which puts the app's folder on the path. The child is to be started with ``SAFE``.
    """
    here = ""
    with suppress(FileNotFoundError):  # the folder was deleted meanwhile
        here = str(Path.cwd())
    path = [entry for entry in sys.path if entry not in {"", here}]
    if _HOME not in path:
        path.append(_HOME)
    return {**os.environ, "PYTHONPATH": os.pathsep.join(path)}
