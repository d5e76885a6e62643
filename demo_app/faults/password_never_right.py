"""Symptom: "Since we moved to the new database nobody can log in. Wrong password, it says, and that is not so."""

import sqlite3
from contextlib import closing
from typing import Any

from flask import Flask

PART = "password-store"

WIDTH = 64
"""How many characters fit into the column ``password_hash`` of the new database."""


def move_to_the_new_database(database: str) -> None:
    """Copy the accounts. What does not fit into a column is cut off, as MySQL does when it is not strict."""
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("UPDATE account SET password_hash = substr(password_hash, 1, ?)", (WIDTH,))


def spoil(app: Flask) -> None:
    """Move the accounts."""
    database: Any = app.config["DATABASE"]
    move_to_the_new_database(database)
