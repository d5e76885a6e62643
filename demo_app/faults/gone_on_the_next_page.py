"""Symptom: "The login seems to work, the log even says so. But the very next page asks me to log in again."""

from collections.abc import Mapping
from typing import Any

from flask import Flask, current_app

from ..accounts import User

PART = "user-loader"


def load_user(user_id: str) -> User | None:
    """Find the user with this id."""
    return users_by_id().get(user_id)


def users_by_id() -> Mapping[Any, User]:
    """Return the users in a dictionary, as a small site without a database would keep them."""
    accounts = current_app.extensions["accounts"]
    users = [accounts.by_id(str(number)) for number in range(1, len(current_app.config["ACCOUNTS"]) + 1)]
    return {user.id: user for user in users if user is not None}


def spoil(app: Flask) -> None:
    """Let the loader of this module find the users."""
    app.login_manager.user_loader(load_user)
