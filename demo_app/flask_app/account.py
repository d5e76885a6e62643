"""The settings of one's own account: a page for people who have typed their password in this session."""

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user, fresh_login_required, login_user

from tracer import stages

account = Blueprint("account", __name__)


@account.get("/settings")
@fresh_login_required
def settings() -> str:
    """Show the settings of one's own account."""
    app = current_app._get_current_object()
    stages.session_checked.send(app, authenticated=True)
    stages.access_granted.send(app)
    return render_template("settings.html", failure=None)


@account.post("/settings/password")
@fresh_login_required
def change_password() -> ResponseReturnValue:
    """Change one's own password, and stay logged in with the browser in which that was done."""
    app = current_app._get_current_object()
    stages.session_checked.send(app, authenticated=True)
    stages.access_granted.send(app)
    password = request.form.get("new_password", "")
    if not password:
        return render_template("settings.html", failure="Please type a new password."), 422
    login_user(app.extensions["accounts"].change_password(current_user.name, password))
    stages.logged_in.send(app)
    return redirect(url_for("account.settings"))
