"""Which exercise is about a fault: a lesson or a quiz whose app has that fault names the command that opens it.

Nothing here needs what records runs: a saved run is played, and asked about, without it.
"""

from tracer.command_line import command_line
from tracer.demo_names import FAULTS_FOLDER
from tracer.exercises.loading import exercise, exercise_names


def mend_command(app: str) -> str | None:
    """Return the command that opens the exercise on the fault of an app; None where there is none.

    Args:
        app: The name of the app: ``faults/bare-401``.
    """
    if not app.startswith(FAULTS_FOLDER):
        return None
    fault = app.removeprefix(FAULTS_FOLDER).partition("+")[0]
    found = next((name for name in exercise_names() if exercise(name).fault == fault), None)
    return command_line("mend", found) if found is not None else None
