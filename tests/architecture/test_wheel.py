"""The installed wheel works outside the checkout and brings templates and lessons along."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import ROOT


def run(*command: str | Path, folder: Path, **environment: str) -> str:
    done = subprocess.run(
        [str(word) for word in command],
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel and install it into a folder of its own; nothing is downloaded."""
    built, installed = tmp_path_factory.mktemp("built"), tmp_path_factory.mktemp("installed")
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", built, folder=ROOT)
    (wheel,) = built.glob("*.whl")
    run(sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target", installed, wheel, folder=built)
    return installed


def test_the_wheel_holds_packages_templates_and_lessons(installed: Path) -> None:
    for name in (
        "tracer/__main__.py",
        "tracer/demo_app/flask_app/templates/login.html",
        "tracer/demo_app/quart_app/templates/login.html",
        "tracer/demo_app/static/style.css",
        "tracer/lesson_texts/01_login-flow.toml",
    ):
        assert (installed / name).exists(), name
    assert {path.name for path in installed.iterdir() if path.suffix != ".dist-info"} == {"tracer", "bin"}


def test_the_wheel_runs_from_an_empty_folder(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "lessons").mkdir()  # shadows nothing
    code = "import tracer; print(tracer.__file__)"
    assert str(installed) in run(sys.executable, "-c", code, folder=tmp_path, PYTHONPATH=str(installed))
    shown = run(sys.executable, "-m", "tracer", "run-scenario", "--plain", folder=tmp_path, PYTHONPATH=str(installed))
    assert "Session cookie set" in shown
    assert "User sees the login form" in shown
