"""Running a scenario on one of the demo apps."""

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path

from tracer.demo_names import APPS, DEMO, FAULTS_FOLDER
from tracer.input_file import is_there
from tracer.trace.events import Trace
from tracer.trace.scenario import Scenario


def watched_demo_app(target: str) -> str | None:
    """Return the name of the demo app that a word on the command line stands for; None where it is somebody's own.

    What lies in the current folder under such a name is somebody's own.
    """
    if target == DEMO:
        return "flask"
    is_name = target in APPS or target.startswith(FAULTS_FOLDER)
    return target if is_name and target != "flask" and not is_there(Path(target)) else None


def run(scenario: Scenario, app: str = "flask", *, settings: Mapping[str, object] | None = None) -> Trace:
    """Perform a scenario on a fresh demo app, and return the trace.

    Args:
        scenario: What is performed.
        app: The name of the app.
        settings: Settings of the app on top of the scenario's own.

    Raises:
        UsageError: There is no such app.
        ScenarioError: The scenario names a page or a setting that the app does not have.
        AppError: The app could not be run.
    """
    if app == "quart":
        from tracer.recording.demo.quart.run import run_on_quart  # noqa: PLC0415 # not needed for the other apps

        return run_on_quart(scenario, settings=settings)
    from tracer.recording.demo.flask_run import run_on_flask  # noqa: PLC0415 # 160 ms, not needed for the Quart app

    return run_on_flask(scenario, app=app, settings=settings)


def prepare(app: str) -> None:
    """Import what ``run`` imports for an app, for a caller that wants it done earlier than the run."""
    needed = (
        ("tracer.recording.demo.quart.run",)
        if app == "quart"
        else ("tracer.recording.demo.flask_run", "tracer.demo_app.flask_app")
    )
    for module in needed:
        import_module(module)
