"""Symptom: "People tell us that they are logged out again and again. It happens after they have read our forum."""

from flask import Blueprint, Flask, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_login import logout_user

from .parts import view_of

PART = "logout"

authentication = Blueprint("authentication", __name__)


@authentication.route("/logout", methods=["GET", "POST"])
def logout() -> ResponseReturnValue:
    """Log out."""
    logout_user()
    return redirect(url_for("pages.home"))


def spoil(app: Flask) -> None:
    """Let the view of this module log people out, by the methods that it allows."""
    app.add_url_rule("/logout", endpoint="authentication.logout", methods=["GET", "POST"])
    app.view_functions["authentication.logout"] = view_of(authentication, "logout")
