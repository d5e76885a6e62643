"""Symptom: "I log in, the session cookie is there, it even has my name in it. And still every page says: log in."""

from flask import Flask

from .. import accounts

PART = "user-class"


class User(accounts.User):
    """A person with an account."""

    def get_id(self) -> str:
        """Return what the session keeps of this user."""
        return str(self.name)


def spoil(app: Flask) -> None:
    """Turn accounts into users of this module's class."""
    app.extensions["accounts"].user_class = User
