"""The environment of a child process: another Python that finds the very same modules as this one."""

import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from tracer.input_file import is_there

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
    path = path_to_this_tracer([entry for entry in sys.path if entry not in {"", here}])
    return {**os.environ, "PYTHONPATH": os.pathsep.join(path)}


def path_to_this_tracer(path: Sequence[str]) -> list[str]:
    """Return a path of modules on which this very tracer is found, and no other one.

    The folder of a clone holds more than the tracer, and nothing of that shall be taken for a library. So it comes
    last, or, where another tracer is installed, just before that one.

    Args:
        path: Folders, as in ``sys.path``.
    """
    others = [
        index for index, entry in enumerate(path) if entry != _HOME and is_there(Path(entry, "tracer", "__init__.py"))
    ]
    before = min(others, default=len(path))
    if _HOME in path[:before]:
        return [*path]
    return [*path[:before], _HOME, *path[before:]]
