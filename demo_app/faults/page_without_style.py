"""Symptom: "We guard the whole site now. Since then the login page looks as if it were from 1993."""

from flask import Flask, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

PART = "hooks"


def guard_everything() -> ResponseReturnValue | None:
    """Send everybody to the login form who is not logged in."""
    if current_user.is_authenticated or request.endpoint in {"authentication.login_form", "authentication.login"}:
        return None
    return redirect(url_for("authentication.login_form"))


def spoil(app: Flask) -> None:
    """Run the hook of this module before every request."""
    app.before_request(guard_everything)
