"""Symptom: "Our protected page opens for everybody. A friend who has no account opened the link and saw it all."""

from flask import Blueprint, Flask, render_template
from flask_login import login_required

from .parts import view_of

PART = "guard"

pages = Blueprint("pages", __name__)


@login_required
@pages.get("/protected")
def protected() -> str:
    """Show the page that only logged-in people may see."""
    return render_template("protected.html")


def spoil(app: Flask) -> None:
    """Let the view of this module answer for the protected page."""
    app.view_functions["pages.protected"] = view_of(pages, "protected")
