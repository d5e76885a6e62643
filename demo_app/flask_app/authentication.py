"""Logging in and out, and typing the password once more."""

from datetime import timedelta

from flask import Blueprint, current_app, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import confirm_login, current_user, login_required, login_user, logout_user

from tracer import stages
from ..next_page import page_on_this_site

authentication = Blueprint("authentication", __name__)


@authentication.get("/login")
def login_form() -> str:
    """Show the login form."""
    return render_template("login.html", failure=None)


@authentication.post("/login")
def login() -> ResponseReturnValue:
    """Check name and password; if they belong together, log the user in and go where the visitor wanted to go."""
    app = current_app._get_current_object()
    user = app.extensions["accounts"].verified(request.form.get("username", ""), request.form.get("password", ""))
    stages.credentials_checked.send(app, valid=user is not None)
    if user is None:
        # One message for both, so that nobody can find out which names exist.
        return render_template("login.html", failure="Wrong name or wrong password."), 422

    if app.config["CALL_LOGIN_USER"]:
        remember = "remember" in request.form
        if not login_user(user, remember=remember, duration=remember_duration()):
            stages.login_refused.send(app)
            return render_template("login.html", failure="This account is switched off."), 403
        stages.logged_in.send(app)
    return redirect(wanted_page() or url_for("pages.home"))


@authentication.post("/logout")
def logout() -> ResponseReturnValue:
    """Log out. By POST, so that no link, image or prefetching browser can do it by accident."""
    logout_user()
    stages.logged_out.send(current_app._get_current_object())
    return redirect(url_for("pages.home"))


@authentication.get("/confirm")
@login_required
def confirm_form() -> str:
    """Show the form that asks for the password once more."""
    app = current_app._get_current_object()
    stages.session_checked.send(app, authenticated=True)
    stages.access_granted.send(app)
    return render_template("confirm.html", failure=None)


@authentication.post("/confirm")
@login_required
def confirm() -> ResponseReturnValue:
    """Check the password of the user who is logged in; if it is right, the login counts as fresh again."""
    app = current_app._get_current_object()
    stages.session_checked.send(app, authenticated=True)
    stages.access_granted.send(app)
    user = app.extensions["accounts"].verified(current_user.name, request.form.get("password", ""))
    stages.credentials_checked.send(app, valid=user is not None)
    if user is None:
        return render_template("confirm.html", failure="Wrong password."), 422
    confirm_login()
    stages.login_confirmed.send(app)
    return redirect(wanted_page() or url_for("pages.home"))


def remember_duration() -> timedelta | None:
    """Return how long a "remember me" lasts, or None where the settings leave that to Flask-Login."""
    seconds = current_app.config["REMEMBER_FOR"]
    return None if seconds is None else timedelta(seconds=seconds)


def wanted_page() -> str | None:
    """Return the page that the visitor wanted before the login form came in between, if it is one of this site."""
    if current_app.config["USE_SESSION_FOR_NEXT"]:
        return page_on_this_site(session.pop("next", None))
    return page_on_this_site(request.args.get("next"))
