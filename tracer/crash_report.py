"""What is kept of an error that nobody foresaw: a file that its owner alone can read, to be sent to the maintainers."""

import os
import platform
import tempfile
import traceback
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

LOOK_THROUGH = "Look through it before you send it: what your app or your files hold may stand in it."
"""What is said of a report: it holds the message of the error, and nobody knows what that quotes."""

_LONGEST = 100_000
"""In characters. The end of a longer traceback says where it happened."""


def crash_text(error: BaseException, words: Sequence[str] = ()) -> str:
    """Return what is sent to the maintainers: the versions, the command without its values, and the traceback.

    Args:
        error: What has happened.
        words: The words of the command line.
    """
    named = [word.partition("=")[0] for index, word in enumerate(words) if index == 0 or word.startswith("-")]
    head = [f"Python {platform.python_version()} on {platform.system()}", *_versions(), f"Command: {' '.join(named)}"]
    return "\n".join([*head, "", "".join(traceback.format_exception(error))[-_LONGEST:]])


def _versions() -> list[str]:
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415 # only after a crash

    found = []
    for name in ("login-flow-tracer", "flask", "flask-login", "werkzeug", "click", "rich", "textual"):
        with suppress(PackageNotFoundError):
            found.append(f"{name} {version(name)}")
    return found


def write_crash_report(text: str, path: Path | None = None) -> Path:
    """Write a report so that nobody else can read it, and return its file.

    Args:
        text: The report.
        path: The file; one that held an earlier report is replaced. None makes a new one among temporary files.

    Raises:
        OSError: It cannot be written.
    """
    folder = None if path is None else path.parent
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
    # Its mode is 0600 from the beginning.
    number, name = tempfile.mkstemp(prefix="login-tracer-crash-", suffix=".txt", dir=folder)
    with os.fdopen(number, "w", encoding="utf-8", errors="backslashreplace") as file:
        file.write(text)
    return Path(name) if path is None else Path(name).replace(path)


def told_of_crash(error: BaseException, words: Sequence[str]) -> str:
    """Return what is said of an error that nobody foresaw, once its report is written.

    Args:
        error: What has happened.
        words: The words of the command line.
    """
    what = f"something went wrong that nobody foresaw ({type(error).__name__})"
    try:
        report = write_crash_report(crash_text(error, words))
    except OSError as problem:
        return f"{what}, and the details cannot be written to a file ({problem.strerror}). Make room and try again."
    return f"{what}. The details are in {report}; please send them to the maintainers of the tracer. {LOOK_THROUGH}"
