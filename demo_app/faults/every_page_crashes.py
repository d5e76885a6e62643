"""Symptom: "I have set up Flask-Login as the documentation says, and now every single page is a server error."""

from flask import Flask, current_app
from flask_login import LoginManager

from ..accounts import User

PART = "user-loader"

login_manager = LoginManager()


@login_manager.user_loader
def load_user(user_id: str) -> User | None:
    """Find the user with this id."""
    user: User | None = current_app.extensions["accounts"].by_id(user_id)
    return user


def spoil(app: Flask) -> None:
    """Leave the loader to the login manager of this module."""
    app.login_manager._user_callback = None
    app.login_manager._request_callback = None
