"""What is needed next is imported while a scenario is performed."""

import sys
import threading
from pathlib import Path

import pytest

from tracer.activities.run_scenario import while_importing
from tracer.errors import ScenarioError


def test_the_module_is_there_when_the_work_is_done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "imported_meanwhile.py").write_text("import threading\nTHREAD = threading.get_ident()\n", "utf-8")
    assert while_importing(("imported_meanwhile",), lambda: 42) == 42
    assert threading.get_ident() != sys.modules["imported_meanwhile"].THREAD


def test_what_the_work_raises_is_raised() -> None:
    def fail() -> None:
        raise ScenarioError("no such page")

    with pytest.raises(ScenarioError, match="no such page"):
        while_importing(("json",), fail)


def test_a_module_that_cannot_be_imported_does_not_spoil_the_work() -> None:
    assert while_importing(("no_such_module_anywhere",), lambda: 42) == 42
