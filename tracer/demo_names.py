"""The names of the demo apps: as a run has them, and as they are typed behind ``watch``."""

from tracer.command_line import command_line

APPS: tuple[str, ...] = ("flask", "quart", "edge-cases")
"""The demo apps by their names. The apps with a fault are named ``faults/NAME``, see ``demo_app.faults``."""

FAULTS_FOLDER = "faults/"
"""How the names of the apps with a fault begin."""

HEALTHY_APP = f"{FAULTS_FOLDER}healthy"
"""The same app without any fault, to which the others are compared."""

BROKEN_APP = "broken"
"""An app into which a fault to be hunted was put, the demo app or somebody's own. No command serves it."""

DEMO = "demo"
"""The word by which a command that takes an app of somebody's own is given the demo app."""


_MODULES = "demo_app."
"""How the names of their modules begin in a trace, see ``tracer.recording.module_names``."""


def is_demo_app(app: str) -> bool:
    """Tell whether the app of a trace is a demo app: by its name, or where it was watched by that of its module."""
    return app in APPS or app.startswith((FAULTS_FOLDER, _MODULES))


def watch_target(app: str) -> str | None:
    """Return the word by which "watch" is given a demo app; None where that cannot be done.

    The one on Quart cannot be watched, and one with a fault to be hunted lies in no file.
    """
    return {"flask": DEMO, "quart": None, BROKEN_APP: None}.get(app, app)


def watch_command(app: str) -> str | None:
    """Return the command that serves the app of a run and watches it; None where that cannot be done."""
    target = watch_target(app)
    return command_line("watch", target) if target is not None else None
