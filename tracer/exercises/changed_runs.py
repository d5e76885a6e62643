"""The runs of an app in all its changed forms, each performed once; those that will be asked for can be begun."""

from collections.abc import Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from threading import Lock
from types import TracebackType
from typing import Self

from tracer.errors import AppError
from tracer.exercises.changed_app import ChangedApp, PerformOnChanged
from tracer.recording.trials.order import TrialFailure
from tracer.trace.events import Trace
from tracer.trace.scenario import Scenario


class ChangedRuns:
    """Performs scenarios on changed apps, one app after the other in a thread of its own, and keeps the runs.

    Args:
        perform: Performs scenarios on a changed app.
        scenarios: What can be performed, by name.
    """

    def __init__(self, perform: PerformOnChanged, scenarios: Mapping[str, Scenario]) -> None:
        self.scenarios = scenarios
        self._perform = perform
        self._thread = ThreadPoolExecutor(1)
        self._runs: dict[tuple[str, str], Future[Mapping[str, Trace | TrialFailure]]] = {}
        self._named: dict[tuple[str, str, str], Trace] = {}
        self._lock = Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Wait for the run that is being performed; nothing else is begun."""
        self._thread.shutdown(wait=True, cancel_futures=True)

    def begin_no_more(self) -> None:
        """Let go of what is not begun yet, and wait for nothing."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    def begin(self, app: ChangedApp, names: Iterable[str]) -> None:
        """Begin runs that will be asked for; those that were begun before are not begun again."""
        changes = app.changes
        with self._lock:
            wanted = tuple(name for name in dict.fromkeys(names) if (changes, name) not in self._runs)
            if wanted:
                performed = self._thread.submit(self._perform, app, tuple(self.scenarios[name] for name in wanted))
                self._runs.update(dict.fromkeys(((changes, name) for name in wanted), performed))

    def trace(self, app: ChangedApp, name: str) -> Trace:
        """Return the run of a scenario on a changed app, under the name of that app.

        Raises:
            AppError: The app cannot be run with these changes, or the scenario not be performed on it.
        """
        self.begin(app, [name])
        found = self._runs[app.changes, name].result()[name]
        if isinstance(found, TrialFailure):
            raise AppError(found.message)
        return self._named.setdefault((app.changes, name, app.name), replace(found, app=app.name))

    def traces(self, app: ChangedApp, names: Iterable[str]) -> dict[str, Trace] | None:
        """Return the runs of several scenarios; None where one of them cannot be had with these changes."""
        chosen = [*names]
        self.begin(app, chosen)
        try:
            return {name: self.trace(app, name) for name in chosen}
        except AppError:
            return None
