"""Recording an app while a block of code uses it: ``from tracer import record``."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tracer.recording.recording import Recording


@contextmanager
def record(app: Any, *, show_values: bool = False) -> Iterator[Recording]:
    """Record what an app does while the block runs.

    ::

        with record(app) as trace:
            app.test_client().get("/protected")
        assert trace.stages == ["session_checked", "redirected"]

    When an assertion fails inside the block, the execution table and the findings are added to its message; pytest
    adds them to one that fails after the block as well.

    Args:
        app: A Flask app with Flask-Login, or a proxy such as ``current_app``. One that announces its stages is listened
            to; every other is observed.
        show_values: Whether the values in sessions, queries and messages may be shown. Only for an app whose
            data is made for learning; secrets are hidden all the same.

    Raises:
        AppError: It is no Flask app.

    Yields:
        The recording. Its ``stages``, ``steps``, ``variables``, ``findings``, ``events`` and ``trace`` may be read at
        any time, after the block too.
    """
    with Recording.of(app, show_values=show_values) as recording:
        try:
            yield recording
        except AssertionError as error:
            from tracer.views.failure import failure_text  # noqa: PLC0415 # Rich takes 50 ms

            error.add_note(failure_text(recording.trace))
            raise
