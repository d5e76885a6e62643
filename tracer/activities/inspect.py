"""Saying what can be known of an app without a request, and, when asked for, what its pages answer a stranger.

Everything is imported before the app is loaded: then its folder is on the path, and there may lie a ``json.py``.
"""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from tracer.activities.json_output import JsonOutput
from tracer.activities.standard_streams import duplicate
from tracer.errors import UsageError
from tracer.findings import find
from tracer.findings.advice import advice_for
from tracer.recording.child_environment import child_environment
from tracer.recording.inspect import InspectedApp, inspect_app
from tracer.recording.stranger_visit import ask_as_stranger, planned_requests
from tracer.trace.plain_form import to_plain
from tracer.trace.stranger_answers import AskedApp, PlannedRequest, differs
from tracer.views.findings import AdviceList, FindingList
from tracer.views.inspect import AppReport
from tracer.views.terminal import ColorChoice, Terminal, open_terminal


class Confirm(Protocol):
    """Asks the person a question that is answered by yes or no."""

    def __call__(self, question: str) -> bool:
        """Return whether the answer is yes."""


@dataclass(frozen=True)
class StrangerOptions:
    """Whether and how the pages of the app are asked for.

    Attributes:
        ask: Whether they are.
        agreed: Whether the person has agreed already.
        confirm: Asks the person.
        values: Values for the arguments of rules, by their names.
    """

    ask: bool
    agreed: bool
    confirm: Confirm
    values: Mapping[str, str] = field(default_factory=dict)


def inspect(
    target: str, *, production: bool, stranger: StrangerOptions, as_json: bool, color: ColorChoice, plain: bool
) -> int:
    """Load an app and show what it is like; no request is made unless that is asked for.

    Args:
        target: The app, as ``load_app`` takes it.
        production: Whether to say as well what should be changed before the app goes to production.
        stranger: Whether and how its pages are asked for as a stranger.
        as_json: Whether the description is written as JSON instead.
        color: Whether to use colour.
        plain: Whether it is shown in its plain form.

    Returns:
        The exit code: 1 when something is wrong with the app, or a stranger gets a page that seemed to be guarded,
        otherwise 0.

    Raises:
        AppError: The app cannot be loaded.
        UsageError: Nobody can be asked whether pages may be asked for.
    """
    output = JsonOutput() if as_json else None
    environment = child_environment()
    # The app may close the standard streams, or put others in their place.
    terminal = open_terminal(color, plain=plain, out=duplicate(sys.stdout), err=duplicate(sys.stderr))
    if stranger.ask and not stranger.agreed and not sys.stdin.isatty():
        raise UsageError(
            "--ask sends requests to the app, and nobody can be asked here whether it may. Say so with: --yes"
        )
    inspected = inspect_app(target, environment)
    app, findings = inspected.app, find(inspected.trace)
    advice = tuple(advice_for(app)) if production else ()
    asked = _asked(target, inspected, stranger, environment, terminal) if stranger.ask else None
    if output is not None:
        found = [{"code": finding.code, "what": finding.what, "place": finding.place} for finding in findings]
        noted = [{"topic": each.topic, "advice": each.advice, "code": each.code} for each in advice]
        told = {"format_version": 1, "app": to_plain(app), "findings": found, "notes": noted}
        told |= {"second_load": inspected.second_load}
        output.write_json(told if asked is None else told | {"asked": _plain(asked, inspected)})
    else:
        terminal.show(
            AppReport(app, asked, second_load_failed=inspected.second_load == "failed"),
            FindingList(findings, "code"),
            *([AdviceList(advice)] if production else []),
        )
    return 1 if findings or (asked is not None and _holes(inspected, asked)) else 0


def _asked(
    target: str, inspected: InspectedApp, stranger: StrangerOptions, environment: Mapping[str, str], terminal: Terminal
) -> AskedApp | None:
    """Ask for the pages, once the person has agreed; None where the person has not."""
    planned, left_out = planned_requests(inspected.app, stranger.values)
    for line in _announcement(target, planned, inspected.databases):
        terminal.tell(line)
    if not stranger.agreed and not stranger.confirm("Send these requests?"):
        terminal.tell("No request was sent.")
        return None
    return ask_as_stranger(target, planned, left_out, environment)


def _announcement(target: str, planned: Sequence[PlannedRequest], databases: Sequence[str]) -> list[str]:
    count = len(planned)
    request = (
        f"{target} is loaded once more, in a process of its own, and asked for {count} page{'s'[: count != 1]} by GET, "
        "as a stranger without cookies. A GET should change nothing; whether that is so, only the app knows."
    )
    return [request, *(databases or ["No database is known: the configuration of the app names none."])]


def _holes(inspected: InspectedApp, asked: AskedApp) -> bool:
    """Tell whether a stranger got a page that seemed to be guarded."""
    app = inspected.app
    return any(
        view.strangers_turned_away and differs(view, answer, app)
        for view in app.views
        if (answer := asked.answer_at(view)) is not None
    )


def _plain(asked: AskedApp, inspected: InspectedApp) -> dict[str, object]:
    app = inspected.app
    views = {(view.rule, view.endpoint): view for view in app.views}
    return {
        "databases": [*inspected.databases],
        "answers": [
            {
                **vars(answer),
                "reception": answer.reception(app),
                "differs": differs(views[answer.rule, answer.endpoint], answer, app),
            }
            for answer in asked.answers
        ],
        "left_out": [vars(each) for each in asked.left_out],
    }
