"""For tests of your own app: the fixture ``login_trace``.

::

    def test_login(login_trace, app, client):
        trace = login_trace(app)
        client.post("/login", data={"name": "ada", "password": "..."})
        assert trace.stages == ["credentials_checked", "logged_in"]
        assert trace.variables["user_authenticated"] is True
        assert not trace.findings

When such a test fails, the execution table is printed below the failure; so it is for a test that uses ``record()``.
Nothing of the tracer is loaded before a test asks for one of them.
"""

import sys
from collections.abc import Generator, Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    import pluggy

    from tracer.recording.recording import Recording

_TRACES = pytest.StashKey["LoginTraces"]()


class LoginTraces:
    """Makes the recordings of one test: ``trace = login_trace(app)``.

    Attributes:
        made: The recordings so far, in order.
    """

    def __init__(self) -> None:
        self.made: list[Recording] = []

    def __call__(self, app: Any, *, show_values: bool = False) -> "Recording":
        """Begin to record an app, until the end of the test or of a ``with`` block.

        Args:
            app: A Flask app with Flask-Login, or a proxy such as ``current_app``; it need not know of the tracer.
            show_values: Whether values in sessions, queries and messages are shown.

        Raises:
            AppError: It is no Flask app.
        """
        from tracer.recording.recording import Recording  # noqa: PLC0415 # Flask is loaded only for tests that ask

        recording = Recording.of(app, show_values=show_values)
        recording.begin()
        self.made.append(recording)
        return recording


@pytest.fixture
def login_trace(request: pytest.FixtureRequest) -> Iterator[LoginTraces]:
    """Record what an app's login does. Call it with the app, use the app, and assert on the trace."""
    traces = LoginTraces()
    request.node.stash[_TRACES] = traces
    yield traces
    for recording in traces.made:
        recording.stop()


@pytest.hookimpl(hookwrapper=True)  # with wrapper=True no test at all would run in a project on an older pytest
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> "Generator[None, pluggy.Result[pytest.TestReport], None]":
    """Put the execution table below the failure of a test that recorded one."""
    report = (yield).get_result()
    if report.when == "call" and report.failed and call.excinfo is not None:
        traces = item.stash.get(_TRACES, None)
        recordings = traces.made if traces is not None else _recordings_of(call.excinfo)
        report.sections.extend(_sections(recordings, getattr(call.excinfo.value, "__notes__", ())))


def _recordings_of(error: pytest.ExceptionInfo[BaseException]) -> "list[Recording]":
    """Return what the failed test has recorded by ``record()``: its local variables hold it."""
    module = sys.modules.get("tracer.recording.recording")
    if module is None:
        return []
    frames = (entry.frame.f_locals for entry in error.traceback)
    found = (value for variables in frames for value in variables.values() if type(value) is module.Recording)
    return [*dict.fromkeys(found)]


def _sections(recordings: "list[Recording]", told: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Yield the title and the text for each recording, but for one that the failure itself has told."""
    if not recordings:
        return
    from tracer.views.failure import failure_text  # noqa: PLC0415 # only for a failing test; Rich takes 50 ms

    for recording in recordings:
        text = failure_text(recording.trace)
        if text not in told:
            yield f"login trace of {recording.trace.app}", text
