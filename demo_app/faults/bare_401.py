"""Symptom: "Strangers should get the login form. They get a white page that says: Unauthorized."""

from flask import Flask
from flask_login import LoginManager

PART = "login-view"


def set_up_login(login_manager: LoginManager) -> None:
    """Say what happens to strangers."""
    login_manager.login_message = None
    login_manager.login_view = None


def spoil(app: Flask) -> None:
    """Set the login manager up as this module does."""
    set_up_login(app.login_manager)
