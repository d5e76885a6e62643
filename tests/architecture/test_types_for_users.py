"""Whoever installs the wheel has its types: mypy and pyright know what ``tracer`` exports."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

import tracer
from tests.architecture.installations import Installation

PROGRAM = """
from tracer import recrod
from tracer import Event, Place, Recording, Scenario, Step, Trace, record, steps
from tracer.demo_app.flask_app import create_app

reveal_type(create_app)
reveal_type(record)
reveal_type(steps)
with record(create_app()) as recording:
    reveal_type(recording)
reveal_type(recording.stages)
reveal_type(recording.trace)

def told(event: Event, place: Place, scenario: Scenario, step: Step, trace: Trace, kept: Recording) -> str:
    return event.name + place.file + scenario.title + step.stage + trace.app + kept.stages[0]
"""
"""One name is misspelt, and everything else is right."""

TOLD_BY_TYPES = ("Flask", "Recording", "Step", "Recording", "str", "Trace")
"""What the revealed types must name."""


def words_for(checker: str, python: Path, file: Path) -> list[str]:
    if checker == "mypy":
        cache = f"--cache-dir={file.parent / 'cache'}"
        return ["mypy", "--strict", cache, "--python-executable", str(python), str(file)]
    return ["pyright", "--pythonpath", str(python), str(file)]


@pytest.mark.parametrize("checker", ["mypy", "pyright"])
def test_a_program_that_uses_the_wheel_is_checked_with_real_types(
    checker: str, wheel: Installation, tmp_path: Path
) -> None:
    file = tmp_path / "program.py"
    file.write_text(PROGRAM, encoding="utf-8")
    command = [sys.executable, "-m", *words_for(checker, wheel.python, file)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=100)
    assert done.returncode == 1, done.stdout + done.stderr
    (error,) = (line for line in done.stdout.splitlines() if "error:" in line)
    assert "recrod" in error
    types = re.findall(r'(?:Revealed type is|Type of "[\w.]+" is) "(.*)"', done.stdout)
    for revealed, name in zip(types, TOLD_BY_TYPES, strict=True):
        assert name in revealed


def test_every_name_that_is_exported_is_there() -> None:
    exported = {name: getattr(tracer, name) for name in tracer.__all__}
    assert {name: value.__name__ for name, value in exported.items()} == {name: name for name in tracer.__all__}
    assert set(tracer.__all__) <= set(dir(tracer))


def test_a_name_that_is_not_exported_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="module 'tracer' has no attribute 'recrod'"):
        _ = getattr(tracer, "recrod")  # noqa: B009 # mypy knows that there is no such name
