"""Broken apps to mend: ordinary little Flask apps that announce nothing, each in a folder of its own.

``app.py`` and whatever lies beside it is what a learner gets; ``exercise.toml`` holds what the tracer knows of it: the
complaint, the scenarios by which it is judged, the hints, the repair.
"""

EXERCISES: tuple[str, ...] = (
    "back-at-the-form",
    "password-never-right",
    "gone-on-the-next-page",
    "known-to-nobody",
    "crash-for-visitors",
    "bare-401",
    "public-page",
    "page-without-style",
    "always-the-home-page",
    "away-to-another-site",
    "never-logged-out",
    "since-the-update",
    "in-without-noticing",
    "any-password-will-do",
    "nothing-to-click",
    "every-page-crashes",
    "crash-after-the-password",
    "still-in-after-logout",
    "no-error-no-entry",
    "crash-at-login",
    "logged-out-by-a-link",
    "only-on-my-machine",
    "broken-for-one-browser",
    "works-only-once",
    "slow-pages",
    "endless-redirects",
    "crash-with-the-box-ticked",
    "forgotten-overnight",
    "out-after-every-update",
)
"""Their names, from easy to hard."""
