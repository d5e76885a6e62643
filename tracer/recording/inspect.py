"""Looking at an app without a single request."""

import secrets
import subprocess
import sys
from collections.abc import Mapping
from hashlib import sha256
from typing import TYPE_CHECKING

from tracer.recording.child_environment import SAFE
from tracer.recording.load_app import load_app
from tracer.recording.module_names import recorded_name
from tracer.recording.observe import describe
from tracer.recording.redaction import Redaction
from tracer.recording.shown_description import shown_description
from tracer.recording.versions import library_versions
from tracer.trace.events import Event, Trace

if TYPE_CHECKING:
    from flask import Flask

_PRINT_KEY = """
import sys
from hashlib import sha256
from tracer.recording.load_app import load_app
key = load_app(sys.argv[1]).secret_key
key = key if isinstance(key, bytes) else str(key).encode()
print("key", sha256(sys.argv[2].encode() + key).hexdigest())
"""
"""What another process says of the key: a hash that only this one can compare, for it has made the salt."""

_LONGEST = 60
"""How many seconds an app may take to be loaded once more."""


def inspect_app(target: str) -> Trace:
    """Return a trace that holds nothing but the description of an app.

    Raises:
        AppError: The app cannot be loaded.
    """
    return described(load_app(target))


def described(app: "Flask") -> Trace:
    """Return a trace that holds nothing but the description of an app that is loaded."""
    facts = shown_description(describe(app), Redaction(show_values=False))
    event = Event(1, facts.event_name, facts)
    return Trace(None, recorded_name(app.import_name), (event,), "observed", library_versions("flask"))


def secret_key_is_fixed(target: str, environment: Mapping[str, str]) -> bool | None:
    """Tell whether an app has the same secret key at every start, by starting it twice more.

    Args:
        target: The app, as ``load_app`` takes it.
        environment: That of the processes in which it is started: ``child_environment()``, asked for before any app
            was loaded.

    Returns:
        None when it could not be told: the app has no key, or could not be loaded in another process.
    """
    salt = secrets.token_hex()
    first, second = (_hashed_key(target, salt, environment) for _ in range(2))
    empty = sha256(salt.encode() + b"None").hexdigest()
    return None if first is None or second is None or first == empty else first == second


def _hashed_key(target: str, salt: str, environment: Mapping[str, str]) -> str | None:
    try:
        done = subprocess.run(  # noqa: S603 # our own interpreter, with the target that the user named
            [sys.executable, SAFE, "-c", _PRINT_KEY, target, salt],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=_LONGEST,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    lines = [line.partition("key ")[2] for line in done.stdout.splitlines() if line.startswith("key ")]
    return lines[-1] if done.returncode == 0 and lines else None
