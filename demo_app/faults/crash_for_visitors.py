"""Symptom: "Our home page works for everybody in the office. People who have no account say that it is broken."""

from flask import Flask, current_app, render_template
from flask_login import current_user

PART = "home-page"


def home() -> str:
    """Show the home page, and note who has seen it."""
    current_app.logger.info("%s looks at the home page", current_user.name)
    return render_template("home.html")


def spoil(app: Flask) -> None:
    """Let the view of this module show the home page."""
    app.view_functions["pages.home"] = home
