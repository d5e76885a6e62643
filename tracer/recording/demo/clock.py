"""A clock that app and browser believe, so that a year can pass without sleeping."""

from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from datetime import datetime
from typing import Any

from itsdangerous import TimestampSigner, URLSafeTimedSerializer

from tracer.browser.clock import Clock


def _signer_believing(clock: Clock) -> type[TimestampSigner]:
    class BelievingSigner(TimestampSigner):
        """Stamps and judges session cookies by the clock of the run."""

        def get_timestamp(self) -> int:
            return int(clock.now().timestamp())

    return BelievingSigner


def _session_interface_believing(clock: Clock, interface: Any) -> Any:
    """Return a copy of an app's session interface that lives on the clock of the run.

    Args:
        clock: The clock of the run.
        interface: Flask's or Quart's own interface for signed session cookies.
    """
    believing = copy(interface)
    signer = _signer_believing(clock)

    def get_signing_serializer(app: Any) -> URLSafeTimedSerializer | None:
        serializer: URLSafeTimedSerializer | None = interface.get_signing_serializer(app)
        if serializer is not None:
            serializer.signer = signer
        return serializer

    def get_expiration_time(app: Any, session: Any) -> datetime | None:
        return clock.now() + app.permanent_session_lifetime if session.permanent else None

    # On the copy itself, which both frameworks ask first; so neither framework need be known here.
    believing.get_signing_serializer = get_signing_serializer
    believing.get_expiration_time = get_expiration_time
    return believing


def _datetime_believing(clock: Clock) -> type[datetime]:
    class BelievingDatetime(datetime):
        """Stands in for ``datetime`` where Flask-Login computes the end of a remember cookie."""

        @classmethod
        def utcnow(cls) -> Any:
            return clock.now().replace(tzinfo=None)

        @classmethod
        def now(cls, tz: Any = None) -> Any:
            return clock.now().astimezone(tz)

    return BelievingDatetime


@contextmanager
def believed(app: Any, clock: Clock) -> Iterator[None]:
    """Make an app believe a clock while the block runs: its session cookies and its remember cookies.

    Args:
        app: A Flask app or a Quart app, with the framework's own signed session cookies.
        clock: The clock of the run.
    """
    from flask_login import login_manager  # noqa: PLC0415 # the module, whose name `datetime` is replaced

    session_interface, datetime_class = app.session_interface, login_manager.datetime
    app.session_interface = _session_interface_believing(clock, session_interface)
    login_manager.datetime = _datetime_believing(clock)
    try:
        yield
    finally:
        app.session_interface, login_manager.datetime = session_interface, datetime_class
