"""Where the database of a run lies while it lasts."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

MEMORY = Path("/dev/shm")  # noqa: S108 # the folder in it is made by tempfile, with a name that nobody can guess
"""A file system in memory, where Linux has one."""


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """Yield an empty folder that is gone afterwards.

    It lies in memory where that is possible: a disk takes longer to keep the few accounts of a run for good than the
    whole run takes.
    """
    in_memory = MEMORY.is_dir() and os.access(MEMORY, os.W_OK)
    with TemporaryDirectory(prefix="login-flow-", dir=MEMORY if in_memory else None) as folder:
        yield Path(folder)
