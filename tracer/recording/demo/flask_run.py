"""Performing a scenario on a demo app in this process, and recording it."""

from collections.abc import Callable, Mapping
from contextlib import nullcontext
from difflib import get_close_matches
from importlib import import_module
from typing import Any

from flask import Flask

from tracer.browser.clock import Clock
from tracer.browser.http import Transport, WebRequest, WebResponse
from tracer.browser.scenario_runner import Backstage, perform
from tracer.browser.site import KnownSecrets, Site
from tracer.demo_names import APPS, FAULTS_FOLDER
from tracer.errors import UsageError, unknown
from tracer.recording.demo.server import DemoServer
from tracer.recording.demo.tampering import tampering_with
from tracer.recording.flask_adapter import flask_transport
from tracer.recording.recording import Recording
from tracer.scratch_folder import scratch_folder
from tracer.trace.events import Trace, Witness
from tracer.trace.scenario import Scenario


def run_on_flask(
    scenario: Scenario,
    *,
    app: str = "flask",
    settings: Mapping[str, object] | None = None,
    make_app: Callable[[Mapping[str, object]], Flask] | None = None,
    recorded: bool = True,
    witness: Witness | None = None,
    show_values: bool = True,
    watch: Callable[[WebRequest, WebResponse], None] | None = None,
) -> Trace:
    """Perform a scenario on a fresh demo app with a database of its own, and return the trace.

    Args:
        scenario: What is performed.
        app: Which demo app: ``flask``, ``edge-cases``, or one of ``demo_app.faults``, such as ``faults/bare-401``.
        settings: Settings of the app on top of the scenario's own.
        make_app: Makes the app; the demo app's own factory if not given.
        recorded: False performs the same requests with nobody listening; for benchmarks and for proving that
            the recorder is harmless.
        witness: Who tells of the stages; as the scenario says when left out.
        show_values: Whether the trace shows the values of the demo app's data, or treats them as a foreign app's.
        watch: Is shown every request with its answer, as they go over the wire: for one showing of a
            cookie, for tests and for benchmarks.

    Raises:
        UsageError: There is no such app.
        ScenarioError: The scenario names a page or a setting that the app does not have.
    """
    package = demo_package(app)
    with scratch_folder() as folder:
        chosen = {**scenario.app_settings(), "DATABASE": str(folder / "users.sqlite3"), **(settings or {})}
        clock = Clock()
        server = DemoServer(
            make_app or package.create_app,
            flask_transport,
            clock,
            scenario,
            chosen,
            own_settings=[*_flask_app_settings(), *getattr(package, "DEFAULTS", ())],
            other_settings=Flask.default_config,
        )
        recording = Recording.of(
            server.app,
            show_values=show_values,
            scenario=scenario,
            app_name=app,
            pages=package.PAGES,
            witness=witness,
            now=clock.now,
        )
        config = server.app.config
        known = KnownSecrets(config["ACCOUNTS"], config["API_TOKENS"])
        site = Site(_watched(server.answer, watch), package.PAGES, known, clock, tampering_with(lambda: server.app))
        backstage = Backstage(server.app.extensions["accounts"], known, server.restart, recording)
        server.run(recording.listening_to if recorded else nullcontext)
        try:
            perform(scenario, recording, site, backstage, unknown=server.unknown)
        finally:
            server.stop()
        return recording.trace


def _flask_app_settings() -> Mapping[str, object]:
    """Return the settings of the demo app on Flask, which every app that is made of it has as well."""
    defaults: Mapping[str, object] = import_module("tracer.demo_app.flask_app.settings").DEFAULTS
    return defaults


def _watched(send: Transport, watch: Callable[[WebRequest, WebResponse], None] | None) -> Transport:
    def watched(request: WebRequest) -> WebResponse:
        response = send(request)
        if watch is not None:
            watch(request, response)
        return response

    return watched


def demo_package(name: str) -> Any:
    """Return a demo app, with its ``create_app`` and its PAGES: a package of ``demo_app``, or a variant of one.

    Raises:
        UsageError: There is no such package, or it has no such variant.
    """
    package, slash, variant = name.partition("/")
    module = f"tracer.demo_app.{'flask_app' if package == 'flask' else package.replace('-', '_')}"
    if module.startswith("tracer.demo_app.quart_app"):
        # Importing it here would put Quart in the place of Flask, for good.
        raise UsageError(unknown("app", name, ["quart"]))
    if package not in _PACKAGES:
        raise UsageError(_no_app(name))  # the name may be a stranger's, and is none of a module
    found: Any = import_module(module)
    made_by = "variant" if hasattr(found, "variant") else "create_app"
    if not hasattr(found, made_by) or bool(slash) != (made_by == "variant"):
        raise UsageError(_no_app(name))
    try:
        return found.variant(variant) if slash else found
    except LookupError as error:
        raise UsageError(_no_app(name) if "+" not in variant else str(error)) from error


_PACKAGES = frozenset(app.partition("/")[0] for app in (*APPS, FAULTS_FOLDER)) - {"quart"}
"""The packages that hold demo apps on Flask."""


def _no_app(name: str) -> str:
    """Return the message for an app that there is not: the nearest one that there is, or all of them."""
    faults = import_module("tracer.demo_app.faults")
    known = (*APPS, *(f"{FAULTS_FOLDER}{fault}" for fault in (faults.HEALTHY, *faults.FAULTS)))
    close = get_close_matches(name, known, n=1)
    if close:
        return unknown("app", name, close)
    return f'There is no app "{name}". There are: {", ".join(known)}.'
