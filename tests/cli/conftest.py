"""Each test of the command line has a home of its own, and so begins without any progress."""

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which the command line keeps what it keeps."""
    monkeypatch.setenv("TRACER_HOME", str(tmp_path / "home"))
    return tmp_path / "home"
