"""The pages: one for everybody, one for those who are logged in."""

from flask import Blueprint, current_app, render_template
from flask_login import login_required

from tracer import stages

pages = Blueprint("pages", __name__)


@pages.get("/")
def home() -> str:
    """Show the home page."""
    return render_template("home.html")


@pages.get("/protected")
@login_required
def protected() -> str:
    """Show the page that only logged-in people may see."""
    app = current_app._get_current_object()
    stages.session_checked.send(app, authenticated=True)
    stages.access_granted.send(app)
    return render_template("protected.html")
