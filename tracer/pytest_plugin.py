"""For tests of your own app: the fixture ``login_trace``.

::

    def test_login(login_trace, app, client):
        trace = login_trace(app)
        client.post("/login", data={"name": "ada", "password": "..."})
        assert trace.stages == ["credentials_checked", "logged_in"]
        assert trace.variables["user_authenticated"] is True
        assert not trace.findings

When such a test fails, the execution table is printed below the failure. Nothing of the tracer is loaded before a
test asks for the fixture.
"""

from collections.abc import Generator, Iterator, Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import pytest

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from tracer.findings import Finding
    from tracer.recording.recorder import Recording
    from tracer.trace.events import Event, Trace
    from tracer.trace.plain_values import Plain
    from tracer.trace.table import Step


_TRACES = pytest.StashKey["LoginTraces"]()


class LoginTrace:
    """What an app did since ``login_trace(app)`` was called, until the end of the test or of a ``with`` block.

    Args:
        app: The app.
        show_values: Whether values in sessions, queries and messages are shown.
    """

    def __init__(self, app: Any, *, show_values: bool) -> None:
        from tracer.recording.record import record  # noqa: PLC0415 # Flask is loaded only for tests that ask for it

        self.name = str(app.import_name)
        self._recorded: AbstractContextManager[Recording] | None = record(app, show_values=show_values)
        self._recording = self._recorded.__enter__()

    def stop(self) -> None:
        """Record no more; what was recorded stays."""
        if self._recorded is not None:
            self._recorded.__exit__(None, None, None)
            self._recorded = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def trace(self) -> "Trace":
        """The whole trace so far."""
        return self._recording.trace

    @property
    def events(self) -> "tuple[Event, ...]":
        """Every event so far, in order."""
        return self._recording.events

    @property
    def steps(self) -> "tuple[Step, ...]":
        """The rows of the execution table so far."""
        return self._recording.steps

    @property
    def stages(self) -> list[str]:
        """The names of the stages so far, in order."""
        return self._recording.stages

    @property
    def variables(self) -> "Mapping[str, Plain]":
        """The variables after the last step: ``user_authenticated``, ``session_cookie``, ``current_user``, ..."""
        from tracer.trace.table import table  # noqa: PLC0415 # as above

        return table(self.trace).final

    @property
    def findings(self) -> "tuple[Finding, ...]":
        """What the trace shows to be wrong; empty for a healthy app."""
        from tracer.findings import find  # noqa: PLC0415 # as above

        return find(self.trace)

    def text(self, width: int = 100) -> str:
        """Return the execution table and the findings as text."""
        from io import StringIO  # noqa: PLC0415 # only for a failing test

        from tracer.trace.table import table  # noqa: PLC0415 # as above
        from tracer.views.execution_table import ExecutionTable  # noqa: PLC0415 # Rich takes 50 ms
        from tracer.views.findings import FindingList  # noqa: PLC0415 # as above
        from tracer.views.terminal import open_terminal  # noqa: PLC0415 # as above

        out = StringIO()
        terminal = open_terminal("never", out=out, width=width)
        terminal.show(ExecutionTable(table(self.trace)), FindingList(self.findings))
        return "\n".join(line.rstrip() for line in out.getvalue().splitlines()).strip()


class LoginTraces:
    """Makes the traces of one test: ``trace = login_trace(app)``."""

    def __init__(self) -> None:
        self.made: list[LoginTrace] = []

    def __call__(self, app: Any, *, show_values: bool = False) -> LoginTrace:
        """Begin to record an app.

        Args:
            app: A Flask app with Flask-Login; it need not know of the tracer.
            show_values: Whether values in sessions, queries and messages are shown.
        """
        trace = LoginTrace(app, show_values=show_values)
        self.made.append(trace)
        return trace


@pytest.fixture
def login_trace(request: pytest.FixtureRequest) -> Iterator[LoginTraces]:
    """Record what an app's login does. Call it with the app, use the app, and assert on the trace."""
    traces = LoginTraces()
    request.node.stash[_TRACES] = traces
    yield traces
    for trace in traces.made:
        trace.stop()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Put the execution table below the failure of a test that recorded one."""
    report = yield
    traces = item.stash.get(_TRACES, None)
    if traces is not None and report.when == "call" and report.failed:
        report.sections.extend((f"login trace of {trace.name}", trace.text()) for trace in traces.made)
    return report
