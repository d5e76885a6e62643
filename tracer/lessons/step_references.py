"""References to steps in the prose of lessons: ``{step:logged_in}`` becomes "step 4", as the run says.

``{step:STAGE}`` names the only step of a stage, ``{step:STAGE:2}`` the second one and ``{step:STAGE:-1}`` the last.
``{step:STAGE:B}`` names the one in browser B, ``{step:STAGE:B:2}`` the second one there.
``{step:STAGE@SCENARIO}`` and ``{step:STAGE:2@SCENARIO}`` name a step in the run of another scenario.
"""

import re
from collections.abc import Callable
from contextlib import suppress
from typing import TypeAlias

from tracer.claims.selectors import StepSelector, find_step
from tracer.command_line import as_called
from tracer.errors import ClaimError
from tracer.stages import BY_NAME
from tracer.trace.table import Table
from tracer.trace.wording.phrases import ended

_NAME = re.compile(r"(?P<stage>[^:]*)(?::(?P<browser>(?!-?\d+$)[^:]+))?(?::(?P<occurrence>-?\d+))?")
_REFERENCE = re.compile(r"\{step:([^{}]*)\}")


Tables: TypeAlias = Callable[[str | None], Table]
"""Gives the table of a scenario by its name; None asks for the one that the text is about."""


def with_steps(text: str, tables: Tables) -> str:
    """Return a text with the numbers of the steps that it names, and its commands as the person types them.

    Raises:
        ClaimError: A name matches no step of that run, or more than one.
        UsageError: There is no scenario of that name.
    """
    return _REFERENCE.sub(lambda found: _at(found, f"step {_number(found[1], tables)}"), as_called(text))


def references(text: str) -> list[str]:
    """Return the names of steps that stand in a text, as they are written there."""
    return [found[0] for found in _REFERENCE.finditer(text)]


def readable(text: str, rows: Table, about: str | None = None) -> str:
    """Return a text like ``with_steps``; a step that this run does not have is named by its stage.

    A view shows every run, also one whose app was changed so that a stage is missing. A step of another scenario is
    named by its stage too: a view performs no further run.

    Args:
        text: The text.
        rows: The run that is shown.
        about: The scenario that the text is about, when it is not the one that is shown.
    """

    def words(found: re.Match[str]) -> str:
        name, _, scenario = found[1].partition("@")
        scenario = scenario or about or ""
        if not scenario:
            with suppress(ClaimError):
                return _at(found, f"step {_number(name, lambda _: rows)}")
        stage = BY_NAME.get(name.partition(":")[0])
        where = f"in {scenario}" if scenario else "not in this run"
        return _at(found, f'the step "{stage.title}" ({where})') if stage else found[0]

    return _REFERENCE.sub(words, as_called(text))


def _at(found: re.Match[str], words: str) -> str:
    """Return words as they are written at that place: with a capital at the beginning of a sentence."""
    before = found.string[: found.start()].rstrip()
    return words[:1].upper() + words[1:] if not before or before[-1] in ".?!" else words


_AS_WRITTEN = "Write it as {step:logged_in} or {step:redirected:2}."


def _number(name: str, tables: Tables) -> int:
    step, _, scenario = name.partition("@")
    reference = f"{{step:{name}}}"
    found = _NAME.fullmatch(step)
    try:
        selector = StepSelector(
            stage=found["stage"] if found else step,
            occurrence=int(found["occurrence"]) if found and found["occurrence"] else None,
            browser=found["browser"] if found else None,
        )
    except ValueError as error:
        raise ClaimError(f"{reference}: {ended(str(error))} {_AS_WRITTEN}") from error
    try:
        return find_step(tables(scenario or None), selector).number
    except ClaimError as error:
        raise ClaimError(f"{reference}: {error}") from error
