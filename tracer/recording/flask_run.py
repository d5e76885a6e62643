"""Performing a scenario on a Flask app in this process, and recording it."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from importlib import import_module
from typing import Any

from flask import Flask

from tracer import stages
from tracer.errors import UsageError, unknown
from tracer.plain import Plain
from tracer.recording.backstage import Backstage
from tracer.recording.clock import Clock
from tracer.recording.demo_server import DemoServer
from tracer.recording.exchange import Transport, WebRequest, WebResponse
from tracer.recording.flask_in_process import in_process
from tracer.recording.flask_side import FlaskSide
from tracer.recording.performance import perform
from tracer.recording.recorder import Recorder, Recording, connected
from tracer.recording.redaction import Redaction
from tracer.recording.scratch import scratch_folder
from tracer.recording.site import KnownSecrets, Site
from tracer.recording.url_rules import UrlRules
from tracer.scenario import Scenario
from tracer.trace import Trace, Witness


@contextmanager
def record(app: Flask, *, show_values: bool = False) -> Iterator[Recording]:
    """Record what an app does while the block runs.

    ::

        with record(app) as trace:
            app.test_client().get("/protected")
        assert trace.stages == ["session_checked", "redirected"]

    Args:
        app: A Flask app with Flask-Login. One that announces its stages is listened to; every other is observed.
        show_values: Whether the values in sessions, queries and messages may be shown. Only for an app whose
            data is made for learning; secrets are hidden all the same.

    Yields:
        The recording. Its ``events``, ``steps``, ``stages`` and ``trace`` may be read at any time.
    """
    witness = witness_for(app)
    redaction = Redaction(show_values=show_values, rule_of=UrlRules(app).rule_of)
    describe = description_by(witness)
    recording = Recording(app, redaction, app_name=app.import_name, witness=witness, describe=describe)
    with connected(recorder_for(app, recording, witness)):
        yield recording


def witness_for(app: Flask) -> Witness:
    """Return who tells of the stages of an app: the app itself if it announces them, otherwise the observer."""
    return "announced" if stages.ANNOUNCED in app.extensions else "observed"


def recorder_for(app: Flask, recording: Recording, witness: Witness) -> Recorder:
    """Return a recorder that listens to an app, or observes it."""
    if witness == "announced":
        return Recorder(app, recording, FlaskSide())
    from tracer.recording.observe import Observer  # noqa: PLC0415 # not needed for the demo app

    return Recorder(app, recording, FlaskSide(), make_observer=Observer)


def description_by(witness: Witness) -> Callable[[Flask], Mapping[str, Plain]] | None:
    """Return what describes an app that is observed; an app that announces its stages needs no description."""
    if witness == "announced":
        return None
    from tracer.recording.observe import describe  # noqa: PLC0415 # as above

    return describe


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
        app: Which demo app: ``flask``, ``laboratory``, or one of ``demo_app.faults``, such as ``faults/bare-401``.
        settings: Settings of the app on top of the scenario's own.
        make_app: Makes the app; the demo app's own factory if not given.
        recorded: False performs the same requests with nobody listening; for benchmarks and for proving that
            the recorder is harmless.
        witness: Who tells of the stages; as the scenario says when left out.
        show_values: Whether the trace shows the values of the demo app's data, or treats them as a foreign app's.
        watch: Is shown every request with its answer, as they go over the wire; for tests and benchmarks.

    Raises:
        UsageError: There is no such app.
        ScenarioError: The scenario names a page or a setting that the app does not have.
    """
    package = _demo_app(app)
    with scratch_folder() as folder:
        chosen = {"DATABASE": str(folder / "users.sqlite3"), **scenario.app_settings(), **(settings or {})}
        clock = Clock()
        server = DemoServer(make_app or package.create_app, in_process, clock, scenario, chosen)
        telling = witness or ("observed" if scenario.observed else witness_for(server.app))
        recording = Recording(
            server.app,
            Redaction(show_values=show_values, rule_of=UrlRules(server.app).rule_of),
            scenario=scenario,
            app_name=app,
            pages=package.PAGES,
            now=clock.now,
            witness=telling,
            describe=description_by(telling),
        )

        def listen(running: Flask) -> AbstractContextManager[None]:
            return connected(recorder_for(running, recording, telling)) if recorded else nullcontext()

        config = server.app.config
        known = KnownSecrets(config["ACCOUNTS"], config["API_TOKENS"])
        site = Site(_watched(server.answer, watch), package.PAGES, known, clock, lambda: server.app)
        backstage = Backstage(server.app.extensions["accounts"], known, server.restart, recording)
        server.run(listen)
        try:
            perform(scenario, recording, site, backstage)
        finally:
            server.stop()
        return recording.trace


def _watched(send: Transport, watch: Callable[[WebRequest, WebResponse], None] | None) -> Transport:
    def watched(request: WebRequest) -> WebResponse:
        response = send(request)
        if watch is not None:
            watch(request, response)
        return response

    return watched


def _demo_app(name: str) -> Any:
    """Return a demo app, with its ``create_app`` and its PAGES: a package of ``demo_app``, or a variant of one.

    Raises:
        UsageError: There is no such package, or it has no such variant.
    """
    package, slash, variant = name.partition("/")
    module = f"demo_app.{'flask_app' if package == 'flask' else package}"
    if module.startswith("demo_app.quart_app"):
        # Importing it here would put Quart in the place of Flask, for good.
        raise UsageError(unknown("app", name, ["quart"]))
    try:
        found: Any = import_module(module)
    except ModuleNotFoundError as error:
        if error.name is None or not module.startswith(error.name):
            raise
        raise UsageError(unknown("app", name, ["flask", "quart", "laboratory", "faults/healthy"])) from error
    if slash != ("/" if hasattr(found, "variant") else ""):
        raise UsageError(unknown("app", name, ["flask", "quart", "laboratory", "faults/healthy"]))
    try:
        return found.variant(variant) if slash else found
    except LookupError as error:
        raise UsageError(str(error)) from error
