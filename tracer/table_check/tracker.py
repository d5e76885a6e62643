"""The check of a static variable tracker against the variables of a run."""

from collections.abc import Callable, Mapping

from tracer.table_check.evidence import (
    COOKIE_STATES,
    Evidence,
    Here,
    Run,
    same_state_of_cookie,
    why_authenticated,
    why_session_cookie,
)
from tracer.trace.plain_values import Plain, as_shown, as_text, same_value
from tracer.trace.scenario import Value
from tracer.trace.table import Step
from tracer.trace.variables import ANONYMOUS, BASIC

_WORDS: Mapping[str, str] = {
    "none": "None",
    "null": "None",
    "no": "False",
    "yes": "True",
    "-": "None",
    "\N{EN DASH}": "None",
    "\N{EM DASH}": "None",
    "not set": "None",
    "empty": "None",
    "true": "True",
    "false": "False",
    "set": "Set",
    "cleared": "Cleared",
    "deleted": "Cleared",
    "removed": "Cleared",
    "anonymous": ANONYMOUS,
    "anonymoususer": ANONYMOUS,
    "anonymoususermixin": ANONYMOUS,
}
"""Other words for the values of a tracker."""

_SOME_USER = frozenset({"user", "user object", "a user", "the user", "authenticated user"})


def knows(run: Run, name: str) -> bool:
    """Whether a variable can be checked against a run: one of the run's own, a session key, or a cookie."""
    return name in run.rows.start or name.startswith("session.") or name == run.rows.remember_cookie


def judge_value(run: Run, name: str, value: Value, variables: Mapping[str, Plain], step: Step | None) -> Evidence:
    """Check the value that a table gives a variable against the run.

    Args:
        run: The run.
        name: The variable.
        value: What the table says.
        variables: The variables at that moment of the run.
        step: The step that has just ended; None before the first one.
    """
    found, expected = variables.get(name), _normal(value)
    holds = _same(name, found, expected)
    why = _REASONS.get(name)
    return Evidence(holds, f"{name} is {as_shown(found)}", why(run, step) if why else "")


def meaning_of(name: str, value: Value) -> str:
    """Return what a cell of the tracker states, in words."""
    return f"`{name}` is {_normal(value)}"


def _normal(value: Value) -> str:
    text = " ".join(as_text(value).split())
    lower = text.lower()
    return "a user" if lower in _SOME_USER else _WORDS.get(lower, text)


def _same(name: str, found: Plain, expected: str) -> bool:
    if name == "current_user" and expected == "a user":
        return found is not None and not str(found).startswith(ANONYMOUS)
    if expected in COOKIE_STATES and (name == "session_cookie" or "." not in name) and name not in _NO_COOKIES:
        return same_state_of_cookie(found, expected)
    return same_value(found, expected)


_NO_COOKIES = frozenset(BASIC) - {"session_cookie"}


def _why_authenticated(run: Run, step: Step | None) -> str:
    return why_authenticated(Here(run, step)) if step is not None else ""


_REASONS: Mapping[str, Callable[[Run, Step | None], str]] = {
    "session_cookie": why_session_cookie,
    "user_authenticated": _why_authenticated,
    "current_user": _why_authenticated,
}
"""Why a variable has its value, for those of which that can be told."""
