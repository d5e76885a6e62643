"""Running a learner's app and judging it: the healthy app is run once, the learner's each time it was saved."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from tracer.activities.exercise_shelf import as_typed
from tracer.command_line import command_line
from tracer.errors import ExerciseError
from tracer.exercises.exercise import APP_FILE, Exercise
from tracer.exercises.judge import Judgement, judge
from tracer.exercises.learner_folder import LearnerFolder
from tracer.exercises.runs import healthy_traces, order_of
from tracer.recording.trials.order import TrialFailure, performed_traces
from tracer.recording.trials.trials import Trials
from tracer.trace.events import Trace


@dataclass(frozen=True)
class JudgedApp:
    """What came of a learner's app.

    Attributes:
        sources: What stood in its files, by their paths in the folder.
        runs: What came of each scenario of the exercise, in its order.
        judgement: What the judge says of it.
    """

    sources: Mapping[str, bytes]
    runs: Mapping[str, Trace | TrialFailure]
    judgement: Judgement

    @property
    def mended(self) -> bool:
        """Whether the app is mended."""
        return self.judgement.mended

    @property
    def traces(self) -> dict[str, Trace]:
        """The runs of the scenarios that were performed."""
        return performed_traces(self.runs)

    @property
    def shown(self) -> str:
        """The scenario whose run is shown: the one that refuses the app, or the first one."""
        return self.judgement.refused_by or next(iter(self.runs))

    @property
    def stopped_by(self) -> tuple[str, TrialFailure] | None:
        """The first scenario that did not come to its end, and why; None where the app can be judged.

        A scenario that cannot be performed because a page or a button is gone says something of the app, too.
        """
        failures = ((name, run) for name, run in self.runs.items() if isinstance(run, TrialFailure))
        return next((found for found in failures if found[1].kind != "not performed"), None)


class ExerciseTrials:
    """Runs and judges apps, one after the other, while its block lasts; no process is left then."""

    def __init__(self) -> None:
        self._trials = Trials()
        self._healthy: dict[str, Mapping[str, Trace]] = {}

    def __enter__(self) -> Self:
        self._trials.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._trials.__exit__(kind, error, traceback)

    def healthy_traces(self, exercise: Exercise) -> Mapping[str, Trace]:
        """Return the runs of the healthy app, by scenario.

        Raises:
            ExerciseError: They cannot be had.
        """
        if exercise.name not in self._healthy:
            self._healthy[exercise.name] = healthy_traces(exercise, self._trials)
        return self._healthy[exercise.name]

    def judged(self, exercise: Exercise, folder: LearnerFolder) -> JudgedApp:
        """Run what lies in a learner's folder, and judge it.

        Raises:
            ExerciseError: The folder holds no app or cannot be read, or the healthy app cannot be run.
        """
        file = folder.path / APP_FILE
        if not file.exists():
            command = command_line("mend", "--reset", exercise.name, *as_typed(folder))
            raise ExerciseError(
                f"{file} is not there, so it cannot be judged. Put the broken app there with: {command}"
            )
        healthy = self.healthy_traces(exercise)
        sources = folder.sources()
        result = self._trials.perform(order_of(exercise, folder.path.absolute()))
        return JudgedApp(sources, result.runs, judge(exercise, healthy, result.runs))
