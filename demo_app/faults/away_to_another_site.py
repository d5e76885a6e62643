"""Symptom: "A customer logged in here, by a link that somebody had sent him, and ended on a page that was not ours."""

from flask import Flask, current_app, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_user

from ..flask_app.authentication import remember_duration

PART = "destination"


def login() -> ResponseReturnValue:
    """Check name and password; if they belong together, log the user in and go where the visitor wanted to go."""
    name, password = request.form.get("username", ""), request.form.get("password", "")
    user = current_app.extensions["accounts"].verified(name, password)
    if user is None:
        return render_template("login.html", failure="Wrong name or wrong password."), 422
    if not login_user(user, remember="remember" in request.form, duration=remember_duration()):
        return render_template("login.html", failure="This account is switched off."), 403
    return redirect(wanted_page() or url_for("pages.home"))


def wanted_page() -> str | None:
    """Return the page that the visitor wanted before the login form came in between."""
    if current_app.config["USE_SESSION_FOR_NEXT"]:
        wanted: str | None = session.pop("next", None)
        return wanted
    return request.args.get("next")


def spoil(app: Flask) -> None:
    """Let the view of this module take the login form."""
    app.view_functions["authentication.login"] = login
