"""Symptom: "Pages are slow when somebody is logged in. The database counts several queries for one page."""

from flask import Flask, g
from flask_login import current_user

PART = "hooks"


def remember_the_name() -> None:
    """Keep the name of the user at hand, for the log."""
    g.name = current_user.name if current_user.is_authenticated else "nobody"


def spoil(app: Flask) -> None:
    """Run the hook of this module before every request."""
    app.before_request(remember_the_name)
