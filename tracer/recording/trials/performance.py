"""Performing one scenario of a trial in this process, on an app that can be started again."""

from collections.abc import Callable
from contextlib import ExitStack
from hashlib import sha256

from flask import Flask

from tracer.browser.clock import Clock, WallClock
from tracer.browser.http import WebRequest, WebResponse
from tracer.browser.site import KnownSecrets, Site
from tracer.errors import AppError, TracerError
from tracer.recording.demo.clock import believed
from tracer.recording.demo.flask_run import run_on_flask
from tracer.recording.demo.tampering import tampering_with
from tracer.recording.flask_adapter import flask_transport
from tracer.recording.foreign_app import try_out
from tracer.recording.recording import Recording
from tracer.recording.trials.loading import TOO_MUCH_MEMORY, NotLoadedError
from tracer.recording.trials.order import DemoAppName, TrialFailure, TrialOrder
from tracer.recording.url_rules import UrlRules
from tracer.trace.events import Trace
from tracer.trace.facts import ExceptionFacts
from tracer.trace.scenario import Action, Scenario, app_settings
from tracer.urls import split_address


def performed(
    order: TrialOrder, scenario: Scenario, app: Flask | None, load: Callable[[], Flask]
) -> Trace | TrialFailure:
    """Return the trace of a scenario, or why there is none.

    Args:
        order: The order to which the scenario belongs.
        scenario: What is performed.
        app: The app as it was just loaded; None for a demo app, which is made for the run.
        load: Loads the app once more, its code executed anew.
    """
    try:
        trace = _on_demo_app(order, scenario) if app is None else _on_app(order, scenario, app, load)
    except NotLoadedError as error:
        return error.failure
    except AppError as error:
        return TrialFailure("raised", str(error))
    except TracerError as error:
        return TrialFailure("not performed", str(error))
    if any(isinstance(event.facts, ExceptionFacts) and event.name == MemoryError.__name__ for event in trace.events):
        return TrialFailure("too much memory", TOO_MUCH_MEMORY)
    return trace


def _on_demo_app(order: TrialOrder, scenario: Scenario) -> Trace:
    name = order.app.name if isinstance(order.app, DemoAppName) else ""
    return run_on_flask(scenario, app=name, settings=order.settings, show_values=order.show_values, witness="observed")


def _on_app(order: TrialOrder, scenario: Scenario, app: Flask, load: Callable[[], Flask]) -> Trace:
    clock = Clock() if order.scenario_time else WallClock()
    served = _ServedApp(order, scenario, app, load, clock)
    rules = UrlRules(app)
    shown = dict(order.pages)
    if not order.show_values:
        shown = {name: rules.rule_of(split_address(path).path) for name, path in order.pages.items()}
    recording = Recording.of(
        app, show_values=order.show_values, scenario=scenario, pages=shown, witness="observed", now=clock.now
    )
    known = KnownSecrets(
        {account: visitor.password for account, visitor in order.accounts.items()},
        {},
        {account: visitor.name for account, visitor in order.accounts.items()},
    )
    site = Site(served.answer, order.pages, known, clock, tampering_with(lambda: served.app))
    served.start(recording)
    try:
        try_out(scenario, recording, site, rules, served.restart)
    finally:
        served.stop()
    return recording.trace


class _ServedApp:
    """An app while a scenario is performed: it can be started again, its code executed anew.

    Attributes:
        app: The app that answers now.
    """

    def __init__(
        self, order: TrialOrder, scenario: Scenario, app: Flask, load: Callable[[], Flask], clock: Clock
    ) -> None:
        self.app = app
        self._load = load
        self._clock = clock
        self._settings = {**order.settings, **scenario.app_settings()}
        self._running = ExitStack()

    def start(self, recording: Recording) -> None:
        """Let the app answer, and be recorded, until it is stopped."""
        self._recording = recording
        self.app.config.update(self._settings)
        self._send = flask_transport(self.app, foreign=True)
        if not isinstance(self._clock, WallClock):
            self._running.enter_context(believed(self.app, self._clock))
        self._running.enter_context(recording.listening_to(self.app))

    def stop(self) -> None:
        """Let it answer no more."""
        self._running.close()

    def restart(self, action: Action) -> None:
        """Stop the app, execute its code anew, and let that one answer, with the secret key that is named."""
        self.stop()
        old = str(self.app.secret_key)
        self.app = self._load()
        self._settings.update(app_settings(action.settings or {}))
        if action.secret_key is not None and action.secret_key != "same":  # noqa: S105 # a word of the scenario
            self._settings["SECRET_KEY"] = sha256(f"after {old}".encode()).hexdigest()
        if action.secret_key == "new with fallback":  # noqa: S105 # as before
            self._settings["SECRET_KEY_FALLBACKS"] = [old]
        self.start(self._recording)

    def answer(self, request: WebRequest) -> WebResponse:
        """Hand a request to the app and return its answer."""
        return self._send(request)
