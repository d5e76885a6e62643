"""Recording an app while a block of code uses it."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from flask import Flask

from tracer import stages
from tracer.recording.flask_adapter import FlaskAdapter
from tracer.recording.module_names import recorded_name
from tracer.recording.recorder import Recorder, Recording, connected
from tracer.recording.redaction import Redaction
from tracer.recording.url_rules import UrlRules
from tracer.trace.events import Witness
from tracer.trace.plain_values import Plain


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
    recording = Recording(app, redaction, app_name=recorded_name(app.import_name), witness=witness, describe=describe)
    with connected(recorder_for(app, recording, witness)):
        yield recording


def witness_for(app: Flask) -> Witness:
    """Return who tells of the stages of an app: the app itself if it announces them, otherwise the observer."""
    return "announced" if stages.ANNOUNCED in app.extensions else "observed"


def recorder_for(app: Flask, recording: Recording, witness: Witness) -> Recorder:
    """Return a recorder that listens to an app, or observes it."""
    if witness == "announced":
        return Recorder(app, recording, FlaskAdapter())
    from tracer.recording.observe import Observer  # noqa: PLC0415 # not needed for the demo app

    return Recorder(app, recording, FlaskAdapter(), make_observer=Observer)


def description_by(witness: Witness) -> Callable[[Flask], Mapping[str, Plain]] | None:
    """Return what describes an app that is observed; an app that announces its stages needs no description."""
    if witness == "announced":
        return None
    from tracer.recording.observe import describe  # noqa: PLC0415 # as above

    return describe
