"""Broken apps to mend: ordinary little Flask apps that announce nothing, each in a folder of its own.

``app.py`` and whatever lies beside it is what a learner gets; ``exercise.toml`` holds what the tracer knows of it: the
complaint, the scenarios by which it is judged, the hints, the repair.
"""

EXERCISES: tuple[str, ...] = (
    "back-at-the-form",
    "forgotten-at-once",
    "the-form-is-not-understood",
    "any-password-will-do",
    "my-buddys-logbook",
    "fine-until-the-next-page",
    "in-again-the-next-morning",
    "out-before-i-said-yes",
    "notes-from-nobody",
    "the-form-says-nothing",
    "error-after-the-right-password",
    "round-and-round-backstage",
    "old-members-turned-away",
    "bad-request-at-the-door",
    "only-the-scales-get-in",
)
"""Their names, from easy to hard."""
