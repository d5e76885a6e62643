"""An app with changes in its source or its settings, which its runs have and no file."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from tracer.recording.trials.order import TrialFailure
from tracer.trace.events import Trace
from tracer.trace.scenario import Scenario


@dataclass(frozen=True)
class ChangedApp:
    """An app with changes.

    Attributes:
        name: What its runs are called by: ``broken``, ``broken+protection-off``.
        texts: What files hold instead of what is in them, by their paths. No file is written.
        settings: Settings of the app that are changed.
    """

    name: str
    texts: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, object] = field(default_factory=dict)

    @property
    def changes(self) -> str:
        """What is changed, as a key: apps with the same changes run alike, whatever they are called."""
        return repr((sorted(self.texts.items()), sorted(self.settings.items(), key=lambda setting: setting[0])))


class PerformOnChanged(Protocol):
    """Performs scenarios on an app with changes."""

    def __call__(self, app: ChangedApp, scenarios: tuple[Scenario, ...]) -> Mapping[str, Trace | TrialFailure]:
        """Return what came of each scenario, by their names; each meets a fresh app."""
