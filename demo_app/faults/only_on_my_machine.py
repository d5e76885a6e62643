"""Symptom: "On the server the login works. On my own machine I land at the form again, whatever I type."""

from flask import Flask

PART = "session-cookie"


def configure(app: Flask) -> None:
    """Make the cookies safe."""
    app.config["SESSION_COOKIE_HTTPONLY"] = True
    app.config["SESSION_COOKIE_SECURE"] = True


def spoil(app: Flask) -> None:
    """Configure the app as this module does."""
    configure(app)
