"""Looking at an app without a single request."""

import secrets
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Literal, TypeAlias

from flask import Flask

from tracer.recording.child_environment import SAFE
from tracer.recording.demo.run import watched_demo_app
from tracer.recording.known_databases import databases_of
from tracer.recording.load_app import load_app
from tracer.recording.module_names import recorded_name
from tracer.recording.observe import describe
from tracer.recording.redaction import Redaction
from tracer.recording.shown_description import shown_description
from tracer.recording.versions import library_versions
from tracer.trace.app_facts import AppFacts
from tracer.trace.events import Event, Trace

SecondLoad: TypeAlias = Literal["made", "failed", "not made"]
"""What became of loading the app a second time, to compare its secret keys: it is not made where there is no key, and
for a demo app, which takes another key at every start by intention."""

_PRINT_KEY = """
import sys
from hashlib import sha256
from tracer.recording.load_app import load_app
key = load_app(sys.argv[1]).secret_key
key = key if isinstance(key, bytes) else str(key).encode("utf-8", "surrogatepass")
print("key", sha256(sys.argv[2].encode() + key).hexdigest())
"""
"""What another process says of the key: a hash that only this one can compare, for it has made the salt."""

_LONGEST = 60
"""How many seconds an app may take to be loaded once more."""


@dataclass(frozen=True)
class InspectedApp:
    """What is known of an app without a request.

    Attributes:
        trace: A trace that holds nothing but the description of the app.
        app: The description.
        second_load: What became of loading it a second time.
        databases: The databases that its configuration names, without the names and passwords of accounts.
    """

    trace: Trace
    app: AppFacts
    second_load: SecondLoad
    databases: tuple[str, ...]


def inspect_app(target: str, environment: Mapping[str, str]) -> InspectedApp:
    """Load an app, describe it, and load it once more in another process to compare the secret keys.

    Args:
        target: The app, as ``load_app`` takes it.
        environment: That of the process in which it is loaded again: ``child_environment()``, asked for before any app
            was loaded.

    Raises:
        AppError: The app cannot be loaded.
    """
    app = load_app(target)
    facts = shown_description(describe(app), Redaction(show_values=False))
    kept: bool | None = None
    second_load: SecondLoad = "not made"
    if app.secret_key and watched_demo_app(target) is None:
        kept = _secret_key_is_kept(app, target, environment)
        second_load = "failed" if kept is None else "made"
    facts = replace(facts, secret_key_kept=kept)
    return InspectedApp(_trace_of(app, facts), facts, second_load, databases_of(app.config))


def described(app: Flask) -> Trace:
    """Return a trace that holds nothing but the description of an app that is loaded."""
    return _trace_of(app, shown_description(describe(app), Redaction(show_values=False)))


def _trace_of(app: Flask, facts: AppFacts) -> Trace:
    event = Event(1, facts.event_name, facts)
    return Trace(None, recorded_name(app.import_name), (event,), "observed", library_versions("flask"))


def _secret_key_is_kept(app: Flask, target: str, environment: Mapping[str, str]) -> bool | None:
    """Tell whether an app has the same secret key when it is loaded again; None where that fails."""
    salt = secrets.token_hex()
    key: object = app.secret_key
    written = key if isinstance(key, bytes) else str(key).encode("utf-8", "surrogatepass")
    again = _hashed_key(target, salt, environment)
    return None if again is None else again == sha256(salt.encode() + written).hexdigest()


def _hashed_key(target: str, salt: str, environment: Mapping[str, str]) -> str | None:
    try:
        done = subprocess.run(  # noqa: S603 # our own interpreter, with the target that the user named
            [sys.executable, SAFE, "-c", _PRINT_KEY, target, salt],
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
            timeout=_LONGEST,
        )
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return None
    lines = [line.partition("key ")[2] for line in done.stdout.splitlines() if line.startswith("key ")]
    return lines[-1] if done.returncode == 0 and lines else None
