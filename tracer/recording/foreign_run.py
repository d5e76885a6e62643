"""Performing a scenario on somebody's own Flask app in this process, and recording it."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import Flask

from tracer.errors import ScenarioError
from tracer.recording.clock import WallClock
from tracer.recording.flask_in_process import in_process
from tracer.recording.flask_run import description_by, recorder_for, witness_for
from tracer.recording.recorder import Recording, connected
from tracer.recording.redaction import Redaction
from tracer.recording.site import KnownSecrets, Site
from tracer.recording.trying_out import paths_in, try_out
from tracer.recording.url_rules import UrlRules
from tracer.scenario import Scenario
from tracer.trace import Trace


@dataclass(frozen=True)
class Visitor:
    """Who tries an app out: an account that exists there.

    Attributes:
        name: What is typed as the name.
        password: The account's password. It is typed, and appears nowhere else.
    """

    name: str
    password: str


def run_on_app(
    app: Flask, scenario: Scenario, *, pages: Mapping[str, str], visitor: Visitor, show_values: bool = False
) -> Trace:
    """Perform a scenario on an app that was not made for it, and return the trace.

    Args:
        app: The app.
        scenario: What is performed. Whatever account it names, the visitor's is used.
        pages: The paths of the app's pages by what they are: ``login`` and ``protected`` at least. Without ``home``
            and ``logout`` what is done there is noted as not possible.
        visitor: Who tries it out.
        show_values: Whether values in sessions, queries and messages are shown.

    Raises:
        ScenarioError: The scenario needs a page that is not named or not there, two accounts, another time, other
            settings, or a hand in the app's database.
    """
    accounts = {action.account for action in scenario.actions if action.account is not None}
    if len(accounts) > 1:
        raise ScenarioError(f'scenario "{scenario.name}" needs {len(accounts)} accounts, and only one is known here.')
    if scenario.settings:
        raise ScenarioError(
            f'scenario "{scenario.name}" changes settings of the demo app ({", ".join(scenario.settings)}). '
            "Choose a scenario without settings."
        )
    witness = witness_for(app)
    rules = UrlRules(app)
    paths = paths_in(pages, rules)
    redaction = Redaction(show_values=show_values, rule_of=rules.rule_of)
    recording = Recording(
        app,
        redaction,
        scenario=scenario,
        app_name=app.import_name,
        pages=paths if show_values else {name: rules.rule_of(urlsplit(path).path) for name, path in paths.items()},
        witness=witness,
        describe=description_by(witness),
    )
    secrets = KnownSecrets(dict.fromkeys(accounts, visitor.password), {}, dict.fromkeys(accounts, visitor.name))
    site = Site(in_process(app), paths, secrets, WallClock(), lambda: app)
    with connected(recorder_for(app, recording, witness)):
        try_out(scenario, recording, site)
    return recording.trace
