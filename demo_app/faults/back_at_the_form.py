"""Symptom: "A wrong password gives me an error. With the right one I am simply back at the login form, no message."""

from flask import Flask, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ..flask_app.authentication import wanted_page

PART = "login"


def login() -> ResponseReturnValue:
    """Check name and password; if they belong together, go where the visitor wanted to go."""
    name, password = request.form.get("username", ""), request.form.get("password", "")
    user = current_app.extensions["accounts"].verified(name, password)
    if user is None:
        return render_template("login.html", failure="Wrong name or wrong password."), 422
    return redirect(wanted_page() or url_for("pages.home"))


def spoil(app: Flask) -> None:
    """Let the view of this module take the login form."""
    app.view_functions["authentication.login"] = login
