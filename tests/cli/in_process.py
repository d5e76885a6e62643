"""Calling the command line in the process of the tests: for its words, which need no second Python.

Streams that are closed, signals, terminals and what is imported need a process: see ``tests.cli.process``.
"""

import gc
import io
import os
import signal
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TextIO

import pytest
from werkzeug.security import generate_password_hash

from tests.cheap_hashes import FOLDER
from tests.cli.process import environment
from tests.course import CHEAP
from tracer.cli import main


@dataclass(frozen=True)
class Done:
    """A call of the command line that has ended.

    Attributes:
        returncode: Its exit code.
        stdout: What it wrote to standard output.
        stderr: What it wrote to standard error.
    """

    returncode: int
    stdout: str
    stderr: str


def tracer(*arguments: str, settings: Mapping[str, str] | None = None, typed: str = "") -> Done:
    """Call the command line as ``python -m tracer`` does, with pipes for its streams.

    Args:
        arguments: The words after ``python -m tracer``.
        settings: Variables of the environment.
        typed: What stands on the standard input.
    """
    out, err = _pipe(), _pipe()
    with (
        _process_as_before(),
        cheap_hashes(),
        _begun_with(environment(**(settings or {})), _pipe(typed)),
        redirect_stdout(out),
        redirect_stderr(err),
        pytest.raises(SystemExit) as left,
    ):
        main([*arguments], name="python -m tracer")
    code = left.value.code
    assert isinstance(code, int)
    return Done(code, _written(out), _written(err))


def _pipe(text: str = "") -> TextIO:
    return io.TextIOWrapper(io.BytesIO(text.encode()), encoding="utf-8", write_through=True)


def _written(pipe: TextIO) -> str:
    pipe.flush()
    pipe.seek(0)
    return pipe.read()


@contextmanager
def _begun_with(variables: Mapping[str, str], stdin: TextIO) -> Iterator[None]:
    """Put a command's own environment and standard input in the place of those of the tests."""
    before, stdin_before = dict(os.environ), sys.stdin
    try:
        os.environ.clear()
        os.environ.update(variables)
        sys.stdin = stdin
        yield
    finally:
        sys.stdin = stdin_before
        os.environ.clear()
        os.environ.update(before)


@contextmanager
def cheap_hashes() -> Iterator[None]:
    """Let the demo app hash passwords in a millisecond; no word of a command depends on it."""
    with pytest.MonkeyPatch.context() as patch:
        cheap = partial(generate_password_hash, method=CHEAP)
        patch.setattr("tracer.demo_app.accounts.generate_password_hash", cheap)
        yield


@contextmanager
def _process_as_before() -> Iterator[None]:
    """Undo afterwards what a command does to its process, which it has to itself otherwise."""
    numbers = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
    handlers = {number: signal.getsignal(number) for number in numbers}
    collecting, before, modules = gc.get_threshold(), [*sys.path], {*sys.modules}
    folders = [FOLDER, *before]
    sys.path[:] = folders  # what the command begins finds its modules where it does itself
    try:
        yield
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
        gc.set_threshold(*collecting)
        gc.unfreeze()
        _forget_apps({*sys.path} - {*folders}, {*sys.modules} - modules)
        sys.path[:] = before


def _forget_apps(folders: set[str], modules: set[str]) -> None:
    """Forget the modules of apps that were loaded: those in the folders that the command has put on the path."""
    for name in modules:
        file = getattr(sys.modules[name], "__file__", None)
        if file is not None and {str(folder) for folder in Path(file).parents} & folders:
            del sys.modules[name]
