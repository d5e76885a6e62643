"""Symptom: "Remember me works once. I open the browser again, the first page is fine, the second wants my password."""

from flask import Flask

PART = "session-protection"


def configure(app: Flask) -> None:
    """Make the sessions as safe as they can be."""
    app.config["SESSION_PROTECTION"] = "strong"


def spoil(app: Flask) -> None:
    """Configure the app as this module does."""
    configure(app)
