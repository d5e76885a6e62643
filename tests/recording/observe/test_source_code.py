"""The source of an app is read while the app runs, in as many threads as the app has."""

import ast
import gc
import inspect
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from tracer.recording.observe.source_code import tree_of_file

FILE = inspect.__file__
"""A long file, so that trees are made of it for a while."""


@pytest.fixture
def threads_alternate() -> Iterator[None]:
    """Let another thread go on wherever Python clears up memory, so also while it makes a tree."""

    def another_goes_on(*_: object) -> None:
        time.sleep(0)

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    gc.callbacks.append(another_goes_on)
    yield
    gc.callbacks.remove(another_goes_on)
    sys.setswitchinterval(interval)


@pytest.mark.usefixtures("threads_alternate")
@pytest.mark.parametrize("app_takes_code_apart", [False, True])
def test_a_file_is_read_in_many_threads_at_once(app_takes_code_apart: bool) -> None:  # noqa: FBT001 # pytest's way
    text = Path(FILE).read_text(encoding="utf-8")

    def read(_: int) -> int:
        if app_takes_code_apart:
            # What happens to the app here, happens to it without us, too.
            with suppress(SystemError):
                ast.parse(text)
        tree = tree_of_file(FILE)
        return 0 if tree is None else len(tree.body)

    with ThreadPoolExecutor(max_workers=8) as pool:
        found = set(pool.map(read, range(16)))
    assert found == {len(ast.parse(text).body)}


@pytest.mark.parametrize("text", ["def (", "a = '\0'"], ids=["no Python", "a null"])
def test_what_cannot_be_read_has_no_source(text: str, tmp_path: Path) -> None:
    file = tmp_path / "written.py"
    file.write_text(text, encoding="utf-8")
    assert tree_of_file(str(file)) is None


def test_a_file_that_is_not_there_is_empty(tmp_path: Path) -> None:
    tree = tree_of_file(str(tmp_path / "missing.py"))
    assert tree is not None
    assert tree.body == []
