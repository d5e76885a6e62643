"""Symptom: "I ticked the box to be remembered. Now logging out says goodbye, and the next page greets me by name."""

from flask import Flask, redirect, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import logout_user

PART = "logout"


def logout() -> ResponseReturnValue:
    """Log out, and leave nothing behind."""
    logout_user()
    session.clear()
    return redirect(url_for("pages.home"))


def spoil(app: Flask) -> None:
    """Let the view of this module log people out."""
    app.view_functions["authentication.logout"] = logout
