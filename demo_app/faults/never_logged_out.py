"""Symptom: "I never tick the box to be remembered. I close the browser at the library, and the next reader is me."""

from flask import Flask

PART = "remember-cookie"


def configure(app: Flask) -> None:
    """Let remembered people be remembered for as long as they keep coming."""
    app.config["REMEMBER_COOKIE_REFRESH_EACH_REQUEST"] = True


def spoil(app: Flask) -> None:
    """Configure the app as this module does."""
    configure(app)
