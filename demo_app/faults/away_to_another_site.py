"""Symptom: "A customer logged in here, by a link that somebody had sent him, and ended on a page that was not ours."""

from flask import Flask, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_user

PART = "destination"


def login() -> ResponseReturnValue:
    """Check name and password; if they belong together, log the user in and go where the visitor wanted to go."""
    name, password = request.form.get("username", ""), request.form.get("password", "")
    user = current_app.extensions["accounts"].verified(name, password)
    if user is None:
        return render_template("login.html", failure="Wrong name or wrong password."), 422
    if not login_user(user, remember="remember" in request.form):
        return render_template("login.html", failure="This account is switched off."), 403
    return redirect(request.args.get("next") or url_for("pages.home"))


def spoil(app: Flask) -> None:
    """Let the view of this module take the login form."""
    app.view_functions["authentication.login"] = login
