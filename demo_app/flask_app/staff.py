"""The pages of the staff, with an entrance of their own."""

from flask import Blueprint, current_app, render_template
from flask_login import login_required

from tracer import stages

staff = Blueprint("staff", __name__, url_prefix="/staff")


@staff.get("")
@login_required
def room() -> str:
    """Show the staff room."""
    app = current_app._get_current_object()
    stages.session_checked.send(app, authenticated=True)
    stages.access_granted.send(app)
    return render_template("staff.html")


@staff.get("/entrance")
def entrance() -> str:
    """Show the login form for the staff. It leads to the same check of name and password."""
    return render_template("login.html", failure=None, heading="Staff entrance")
