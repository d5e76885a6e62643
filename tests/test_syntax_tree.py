"""Code is taken apart while an app runs, in as many threads as the app has, and beside runs that are being made."""

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

from tracer.syntax_tree import syntax_tree

LONG = Path(inspect.__file__).read_text(encoding="utf-8")
"""Code of which a tree is made for a while."""


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
def test_code_is_taken_apart_in_many_threads_at_once(app_takes_code_apart: bool) -> None:  # noqa: FBT001 # pytest's way
    def read(_: int) -> int:
        if app_takes_code_apart:
            # What happens to the app here, happens to it without us, too.
            with suppress(SystemError):
                ast.parse(LONG)
        tree = syntax_tree(LONG)
        return 0 if tree is None else len(tree.body)

    with ThreadPoolExecutor(max_workers=8) as pool:
        found = set(pool.map(read, range(16)))
    assert found == {len(ast.parse(LONG).body)}


@pytest.mark.parametrize("text", ["def (", "a = '\0'"], ids=["no Python", "a null"])
def test_what_is_no_python_has_no_tree(text: str) -> None:
    assert syntax_tree(text) is None


def test_no_code_at_all_is_an_empty_tree() -> None:
    tree = syntax_tree("")
    assert tree is not None
    assert tree.body == []
