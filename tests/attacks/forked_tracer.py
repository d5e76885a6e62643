"""The command line in processes of their own that begin where Python and the tracer have been imported already.

Run as a module, this is the process from which they are forked. They have streams of their own, which an app may close,
and each of them ends as every Python does; what a process costs before a command is called is paid once for all tests.
"""

import json
import os
import runpy
import subprocess
import sys
from collections.abc import Mapping
from contextlib import ExitStack
from importlib import import_module
from pathlib import Path
from subprocess import CompletedProcess
from types import TracebackType
from typing import Self

from tests.cli.process import environment

_IMPORTED = (
    *(f"tracer.activities.{name}" for name in ("check_lessons", "inspect", "lesson", "quiz", "run_scenario")),
    *("tracer.activities.watch_scenario", "tracer.recording.observe.answer_stages", "flask_login", "jinja2.ext"),
)


class ForkedTracer:
    """Calls ``python -m tracer`` in forks, one after the other, while its block runs.

    Args:
        folder: Where the output of a command lies until it is read.
    """

    def __init__(self, folder: Path) -> None:
        self._streams = (folder / "out", folder / "err")
        self._block = ExitStack()

    def __enter__(self) -> Self:
        command = [sys.executable, "-m", __name__]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        self._process = self._block.enter_context(subprocess.Popen(command, **pipes))  # type: ignore[call-overload]
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._block.close()

    def __call__(self, *arguments: str, settings: Mapping[str, str] | None = None) -> CompletedProcess[str]:
        """Call the command line, and return what came out."""
        for stream in self._streams:
            stream.write_bytes(b"")
        out, err = map(str, self._streams)
        asked = {"arguments": arguments, "environment": environment(**(settings or {})), "out": out, "err": err}
        self._process.stdin.write(f"{json.dumps(asked)}\n")
        self._process.stdin.flush()
        code = int(self._process.stdout.readline())
        said = (stream.read_text(encoding="utf-8") for stream in self._streams)
        return CompletedProcess(arguments, code, *said)


def _serve() -> None:
    """Fork a process for each line of the standard input that asks for one, and answer with its exit code."""
    for name in _IMPORTED:
        import_module(name)
    while line := sys.stdin.readline():
        process = os.fork()
        if process == 0:
            _call(**json.loads(line))
            return
        _, status = os.waitpid(process, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


def _call(*, arguments: list[str], environment: Mapping[str, str], out: str, err: str) -> None:
    for number, path, how in ((0, os.devnull, os.O_RDONLY), (1, out, os.O_WRONLY), (2, err, os.O_WRONLY)):
        opened = os.open(path, how | os.O_APPEND)
        os.dup2(opened, number)
        os.close(opened)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv[1:] = arguments
    runpy.run_module("tracer", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    _serve()
