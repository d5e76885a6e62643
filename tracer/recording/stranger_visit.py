"""Asking an app for its pages as a stranger: GET alone, without any cookie, in a process of its own."""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from urllib.parse import quote

from tracer.errors import AppError
from tracer.recording.child_environment import SAFE
from tracer.trace.app_facts import AppFacts
from tracer.trace.stranger_answers import (
    AskedApp,
    PassedOver,
    PlannedRequest,
    StrangerAnswer,
    filled_in,
    reason_to_leave_out,
)

LONGEST = 5
"""How many seconds an app may take for one answer."""

_LONGEST_LOAD = 60
_CHILD = "from tracer.recording.stranger_visit_child import main; main()"


def planned_requests(
    app: AppFacts, values: Mapping[str, str]
) -> tuple[tuple[PlannedRequest, ...], tuple[PassedOver, ...]]:
    """Return what a stranger asks an app for, and what is left out.

    Args:
        app: The description of the app.
        values: Values for the arguments of rules, by their names.
    """
    planned, left_out = [], []
    texts = {name: quote(value, safe="/") for name, value in values.items()}
    for view in app.views:
        why = reason_to_leave_out(view, frozenset(values))
        if why is None:
            planned.append(PlannedRequest(view.rule, view.endpoint, filled_in(view.rule, texts)))
        else:
            left_out.append(PassedOver(view.rule, view.endpoint, why))
    return tuple(planned), tuple(left_out)


def ask_as_stranger(
    target: str, planned: Sequence[PlannedRequest], left_out: Sequence[PassedOver], environment: Mapping[str, str]
) -> AskedApp:
    """Load an app in another process, and ask it for some pages there.

    Args:
        target: The app, as ``load_app`` takes it.
        planned: What is asked for.
        left_out: What is not.
        environment: That of the process: ``child_environment()``, asked for before any app was loaded.

    Raises:
        AppError: The app cannot be loaded in another process, or does not come to an end.
    """
    order = {"target": target, "longest": LONGEST, "paths": [each.path for each in planned]}
    try:
        done = subprocess.run(  # noqa: S603 # our own interpreter, with the target that the user named
            [sys.executable, SAFE, "-c", _CHILD],
            env=environment,
            input=json.dumps(order),
            stdout=subprocess.PIPE,
            text=True,
            errors="replace",
            check=False,
            timeout=_LONGEST_LOAD + (LONGEST + 1) * len(planned),
        )
    except subprocess.TimeoutExpired as error:
        raise AppError(f"{target}: the app that was asked as a stranger did not come to an end.") from error
    lines = done.stdout.splitlines()
    if len(lines) != len(planned):
        raise AppError(
            f"{target}: the app could not be asked as a stranger: the process in which it was loaded once more ended "
            f"with {done.returncode}, after {len(lines)} of {len(planned)} answers."
        )
    return AskedApp(tuple(map(_answer, planned, lines)), tuple(left_out))


def _answer(planned: PlannedRequest, line: str) -> StrangerAnswer:
    told = json.loads(line)
    return StrangerAnswer(
        planned.rule, planned.endpoint, told["status"], told["location"], told["raised"], told["in_time"]
    )
