"""The parts of the demo app that a fault can break, by the names under which they are mended."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Flask

PARTS: Mapping[str, str] = {
    "guard": "what stands before the view of the protected page",
    "password-store": "the hashes of the passwords in the database",
    "login": "what the login view does when the password is right",
    "destination": "where the login view sends people afterwards",
    "login-page": "the view and the template that show the login form",
    "login-view": "the setting that says where strangers are sent",
    "user-class": "the class of the users",
    "user-loader": "the functions that find out who sends a request",
    "logout": "the logout view and the methods that it allows",
    "hooks": "what runs before every request",
    "home-page": "the view of the home page",
    "secret-key": "the key with which cookies are signed",
    "session-cookie": "the attributes of the session cookie",
    "remember-cookie": "the settings of the remember cookie",
    "session-protection": "the setting that says what happens to sessions of another client",
}
"""Each part, and what it is."""


def view_of(blueprint: Blueprint, name: str) -> Any:
    """Return the function that a blueprint registers for a view, exactly as the app will call it."""
    scratch = Flask(__name__)
    scratch.register_blueprint(blueprint)
    return scratch.view_functions[f"{blueprint.name}.{name}"]
