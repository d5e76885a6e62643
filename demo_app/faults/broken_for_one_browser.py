"""Symptom: "Every page is a server error for one customer, even the login form. Without her cookies she is fine."""

from flask import Flask, current_app

from ..accounts import User

PART = "user-loader"


def load_user(user_id: str) -> User:
    """Find the user with this id."""
    return the_one(current_app.extensions["accounts"].by_id(user_id))


def the_one(user: User | None) -> User:
    """Return the row that a query has found. Raises LookupError where it found none, as ``one()`` does in an ORM."""
    if user is None:
        raise LookupError("No row was found when one was required")
    return user


def spoil(app: Flask) -> None:
    """Let the loader of this module find the users."""
    app.login_manager.user_loader(load_user)
