"""Importing what is needed next while a scenario is being performed.

Hashing the passwords takes as long as importing Flask, and leaves Python free meanwhile.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from importlib import import_module
from typing import TypeVar

_T = TypeVar("_T")


def while_importing(modules: Sequence[str], do: Callable[[], _T]) -> _T:
    """Do something, and import modules beside it. What is wrong with a module is raised when it is imported again.

    Args:
        modules: The names of the modules.
        do: What is done; what it returns is returned, what it raises is raised.
    """
    with _importing(modules):
        return do()


@contextmanager
def _importing(modules: Sequence[str]) -> Iterator[None]:
    with ThreadPoolExecutor(1) as beside:
        for module in modules:
            beside.submit(import_module, module)
        yield
