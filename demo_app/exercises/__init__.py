"""Broken apps to mend: ordinary little Flask apps that announce nothing, each in a folder of its own.

``app.py`` and whatever lies beside it is what a learner gets; ``exercise.toml`` holds what the tracer knows of it: the
complaint, the scenarios by which it is judged, the hints, the repair.
"""

EXERCISES: tuple[str, ...] = ("back-at-the-form",)
"""Their names, from easy to hard."""
