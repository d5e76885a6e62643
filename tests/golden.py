"""Golden outputs: plain text files in ``tests/goldens``, so that a reviewer reads what changed for the user.

``UPDATE_GOLDENS=1 pytest`` writes them anew.
"""

import os
from pathlib import Path

GOLDENS = Path(__file__).parent / "goldens"


def assert_golden(name: str, text: str, folder: Path = GOLDENS) -> None:
    """Compare an output with the file of that name. Spaces at the ends of lines are nothing that anybody sees."""
    path = folder / name
    seen = "".join(f"{line.rstrip()}\n" for line in text.splitlines())
    if os.environ.get("UPDATE_GOLDENS"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(seen, encoding="utf-8")
    assert path.exists(), f"{path} is missing; write it with UPDATE_GOLDENS=1"
    assert seen == path.read_text(encoding="utf-8"), f"{path} differs; look at it and write it with UPDATE_GOLDENS=1"
