"""The time that app and browser believe in."""

from datetime import UTC, datetime, timedelta

from tracer.errors import ScenarioError

SCENARIO_START = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
"""When every scenario begins: a Monday morning, before the first lesson."""


class Clock:
    """The time of one run. It stands still until somebody waits."""

    def __init__(self, start: datetime = SCENARIO_START) -> None:
        self._now = start

    def now(self) -> datetime:
        """Return the time that everybody in this run believes in."""
        return self._now

    def wait(self, seconds: int) -> None:
        """Let time pass."""
        self._now += timedelta(seconds=seconds)


class WallClock(Clock):
    """The real time, for an app that cannot be told another one."""

    def now(self) -> datetime:
        """Return the real time."""
        return datetime.now(UTC)

    def wait(self, seconds: int) -> None:
        """Refuse to wait.

        Raises:
            ScenarioError: Always; a real app would have to be waited for in real time.
        """
        raise ScenarioError(
            f"The scenario waits for {seconds} seconds, which only the demo app can be made to believe. "
            "Choose a scenario without waiting."
        )
