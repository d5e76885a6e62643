"""Which tracer is found in a child process."""

from pathlib import Path

import pytest

import tracer
from tracer.recording.child_environment import path_to_this_tracer

HERE = str(Path(tracer.__file__).resolve().parents[1])


@pytest.fixture
def libraries(tmp_path: Path) -> str:
    """A folder of libraries among which another tracer is installed."""
    folder = tmp_path / "libraries"
    (folder / "tracer").mkdir(parents=True)
    (folder / "tracer" / "__init__.py").touch()
    return str(folder)


def test_nothing_is_added_to_a_path_that_leads_to_it() -> None:
    assert path_to_this_tracer(["/standard", HERE, "/libraries"]) == ["/standard", HERE, "/libraries"]


def test_it_comes_last_so_that_nothing_beside_it_is_taken_for_a_library() -> None:
    assert path_to_this_tracer(["/standard", "/libraries"]) == ["/standard", "/libraries", HERE]


def test_it_comes_before_another_tracer(libraries: str) -> None:
    found = path_to_this_tracer(["/standard", libraries, "/more"])
    assert found == ["/standard", HERE, libraries, "/more"]
    assert path_to_this_tracer(found) == found
    assert path_to_this_tracer(["/standard", libraries, HERE])[:2] == ["/standard", HERE]
