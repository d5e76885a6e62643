"""Symptom: "All pages work. Only logging in ends in a server error, and only with the right password."""

import os

from flask import Flask

PART = "secret-key"


def configure(app: Flask) -> None:
    """Read the configuration from the environment."""
    app.secret_key = os.environ.get("SECRET_KEY_OF_THE_LOGIN_DEMO")


def spoil(app: Flask) -> None:
    """Configure the app as this module does."""
    configure(app)
