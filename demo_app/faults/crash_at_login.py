"""Symptom: "Since we wrote our own class for the users, every login with a right password is a server error."""

from flask import Flask

PART = "user-class"


class User:
    """A person with an account."""

    def __init__(self, user_id: int, name: str, active: int, generation: int) -> None:
        self.id = user_id
        self.name = name
        self.active = bool(active)
        self.generation = generation

    @property
    def is_active(self) -> bool:
        """Whether the account may log in."""
        return self.active

    def get_alternative_id(self) -> str:
        """Return an id that changes with the password."""
        return f"{self.id}.{self.generation}"


def spoil(app: Flask) -> None:
    """Turn accounts into users of this module's class."""
    app.extensions["accounts"].user_class = User
