"""Performing a scenario on the Quart demo app in this process.

The process must be one of its own: importing this puts Quart in the place of Flask, for good.
"""

# The first import of all, as in the app: what is imported after it and asks for Flask is given Quart.
import quart_flask_patch  # noqa: F401 # imported for what it does

# isort: split
import asyncio
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

from quart import Quart
from quart.testing import QuartClient
from werkzeug.datastructures import Headers

from tracer.browser.clock import Clock
from tracer.browser.http import Transport, WebRequest, WebResponse
from tracer.browser.scenario_runner import Backstage, perform
from tracer.browser.site import KnownSecrets, Site
from tracer.recording.demo.quart.adapter import QuartAdapter
from tracer.recording.demo.server import DemoServer
from tracer.recording.demo.tampering import tampering_with
from tracer.recording.recorder import BROWSER_KEY
from tracer.recording.recording import Recording
from tracer.trace.events import Event
from tracer.trace.scenario import Scenario

# By its name: in a clone the demo apps lie elsewhere, where no type checker finds them.
_quart_app: Any = import_module("tracer.demo_app.quart_app")

PAGES: Mapping[str, str] = _quart_app.PAGES


def quart_transport(app: Quart, runner: asyncio.Runner) -> Transport:
    """Return a transport that hands requests to a Quart app on the event loop of ``runner``."""
    client = QuartClient(app, use_cookies=False)

    async def exchange(request: WebRequest) -> WebResponse:
        parts = urlsplit(request.url)
        form_type = [("Content-Type", "application/x-www-form-urlencoded")] if request.form is not None else []
        response = await client.open(
            urlunsplit(("", "", parts.path, parts.query, "")),
            method=request.method,
            scheme=parts.scheme,
            headers=Headers([("Host", parts.netloc), *request.headers.items(), *form_type]),
            data=urlencode(request.form) if request.form is not None else None,
            scope_base={"client": (request.address, 0), BROWSER_KEY: request.browser},
        )
        body = await response.get_data(as_text=True)
        return WebResponse(response.status_code, tuple(response.headers.items()), body)

    return lambda request: runner.run(exchange(request))


def perform_on_quart(scenario: Scenario, settings: Mapping[str, object], take: Callable[[Event], None]) -> None:
    """Perform a scenario on a fresh demo app, and hand over each event as soon as its request is answered.

    Args:
        scenario: What is performed.
        settings: Settings of the app on top of the scenario's own.
        take: Takes the events, in order.

    Raises:
        ScenarioError: The scenario names a page or a setting that the app does not have.
    """
    clock = Clock()
    with asyncio.Runner() as runner:
        chosen = {**scenario.app_settings(), **settings}
        server = DemoServer(
            _quart_app.create_app,
            lambda app: quart_transport(app, runner),
            clock,
            scenario,
            chosen,
            own_settings=_quart_app.DEFAULTS,
            other_settings=Quart.default_config,
        )
        recording = Recording.of(
            server.app,
            show_values=True,
            scenario=scenario,
            app_name="quart",
            witness="announced",
            now=clock.now,
            framework=QuartAdapter(),
        )

        def send(request: WebRequest) -> WebResponse:
            response = server.answer(request)
            hand_over()
            return response

        def hand_over() -> None:
            for event in recording.drain():
                take(event)

        known = KnownSecrets(server.app.config["ACCOUNTS"], {})
        site = Site(send, PAGES, known, clock, tampering_with(lambda: server.app))
        backstage = Backstage(server.app.extensions["accounts"], known, server.restart, recording)
        server.run(recording.listening_to)
        try:
            perform(scenario, recording, site, backstage, unknown=server.unknown)
        finally:
            server.stop()
        hand_over()
