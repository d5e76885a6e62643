"""Performing a scenario on the Quart demo app in this process.

The process must be one of its own: importing this puts Quart in the place of Flask, for good.
"""

# The first import of all, as in the app: what is imported after it and asks for Flask is given Quart.
import quart_flask_patch  # noqa: F401 # imported for what it does

# isort: split
import asyncio
from collections.abc import Callable, Mapping
from importlib import import_module
from types import NoneType
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import quart
from flask_login import utils
from quart import Quart, signals
from quart.globals import app_ctx, request_ctx
from quart.testing import QuartClient
from werkzeug.datastructures import Headers

from tracer.browser.clock import Clock
from tracer.browser.http import Transport, WebRequest, WebResponse
from tracer.browser.scenario_runner import Backstage, perform
from tracer.browser.site import KnownSecrets, Site
from tracer.recording import request_record
from tracer.recording.demo.server import DemoServer
from tracer.recording.demo.tampering import tampering_with
from tracer.recording.recorder import BROWSER_KEY, Recorder, Recording, connected
from tracer.recording.redaction import Redaction
from tracer.trace.events import Event
from tracer.trace.scenario import Scenario

# By its name: in a clone the demo apps lie elsewhere, where no type checker finds them.
_quart_app: Any = import_module("tracer.demo_app.quart_app")

PAGES: Mapping[str, str] = _quart_app.PAGES


def in_process(app: Quart, runner: asyncio.Runner) -> Transport:
    """Return a transport that hands requests to a Quart app on the event loop of ``runner``."""
    client = QuartClient(app, use_cookies=False)

    async def exchange(request: WebRequest) -> WebResponse:
        parts = urlsplit(request.url)
        response = await client.open(
            urlunsplit(("", "", parts.path, parts.query, "")),
            method=request.method,
            scheme=parts.scheme,
            headers=Headers([("Host", parts.netloc), *request.headers.items()]),
            form=dict(request.form) if request.form is not None else None,
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
        server = DemoServer(_quart_app.create_app, lambda app: in_process(app, runner), clock, scenario, chosen)
        recording = Recording(server.app, Redaction(show_values=True), scenario=scenario, now=clock.now)

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
        server.run(lambda app: connected(Recorder(app, recording, QuartAdapter())))
        try:
            perform(scenario, recording, site, backstage)
        finally:
            server.stop()
        hand_over()


class QuartAdapter:
    """Quart's signals and its request in progress."""

    started = signals.request_started
    finished = signals.request_finished
    raised = signals.got_request_exception
    flashed = signals.message_flashed
    torn_down = signals.request_tearing_down

    @staticmethod
    def request() -> quart.Request | None:
        """Return the request in progress itself, or None outside of any.

        A guarded async view runs in a copy of the context, but with the very same request.
        """
        return request_ctx.request if request_ctx else None

    @staticmethod
    def session() -> Any | None:
        """Return the session of the request in progress, without counting as an access to it."""
        return request_ctx.session if request_ctx else None

    @staticmethod
    def user_class() -> type | None:
        """Return the class of the user that was loaded, None while none was; never load one (B13).

        Where Flask-Login sees no request, because it looks for one of Flask's, ``current_user`` is None whoever
        was loaded (B14); then this is the class of None.
        """
        if not app_ctx:
            return None
        if not utils.has_request_context():
            return NoneType
        held = vars(app_ctx.g)
        return type(held["_login_user"]) if "_login_user" in held else None

    @staticmethod
    def environ(request: quart.Request) -> Mapping[str, Any]:
        """Return the ASGI scope of the request."""
        return request.scope

    @staticmethod
    def client(request: quart.Request) -> request_record.Client:
        """Return what the request says of who sends it."""
        asked = request.headers.get
        forwarded = asked("X-Forwarded-For")
        return request_record.Client(
            forwarded.partition(",")[0].strip() if forwarded else request.remote_addr,
            asked("User-Agent"),
            asked("Accept"),
            asked("Sec-Fetch-Site"),
        )
