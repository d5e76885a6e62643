"""The forms of installation, each made once for all the tests that look at it."""

import os
from pathlib import Path

import pytest

from tests import ROOT
from tests.architecture.installations import Installation, build, copy_clone, installation, installed_in
from tests.processes import wait_until

FORMS = ("clone", "editable", "wheel")


@pytest.fixture(scope="session")
def copied_clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the repository that a test may change."""
    return copy_clone(tmp_path_factory.mktemp("copied_clone"))


@pytest.fixture(scope="session")
def clone(copied_clone: Path, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """A clone in which commands are run; the libraries are installed, and the tracer is not."""
    return installation(tmp_path_factory.mktemp("clone"), where=copied_clone)


@pytest.fixture(scope="session")
def editable(copied_clone: Path, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """An editable installation of the clone, used from another folder."""
    built = build(copied_clone, "wheel:editable", tmp_path_factory.mktemp("built_editable"))
    return installation(tmp_path_factory.mktemp("editable"), built)


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """A wheel of the repository, used from an empty folder; made once for all the processes of the tests."""
    top = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        top = top.parent  # each process has a folder of its own in a common one
    folder = top / "wheel"
    made = folder / "is made"
    try:
        folder.mkdir()
    except FileExistsError:
        wait_until(made.exists, "another process installs the wheel")
        return installed_in(folder)
    (folder / "built").mkdir()
    wheel = installation(folder, build(ROOT, "wheel", folder / "built"))
    made.touch()
    return wheel


@pytest.fixture(params=FORMS)
def installed(request: pytest.FixtureRequest) -> Installation:
    """Each of the three forms."""
    found: Installation = request.getfixturevalue(request.param)
    return found
