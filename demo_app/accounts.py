"""The accounts of the demo apps, in SQLite, with hashed passwords."""

import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from hashlib import sha256
from pathlib import Path

from flask_login import AnonymousUserMixin, UserMixin
from werkzeug.security import check_password_hash, generate_password_hash

# AUTOINCREMENT: the number of a deleted account is never given to another one, for old cookies may still name it.
_SCHEMA = """
CREATE TABLE IF NOT EXISTS account (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    password_hash TEXT NOT NULL,
    token_hash TEXT,
    active INTEGER NOT NULL DEFAULT 1,
    generation INTEGER NOT NULL DEFAULT 1
)
"""

_COLUMNS = "id, name, active, generation"


class User(UserMixin):
    """A person with an account. The session holds ``get_id()``, which is the id as text.

    Attributes:
        id: The number of the account.
        name: The name that the person logs in with.
        active: Whether the account may log in.
        generation: How often the password was changed, counted from 1. Logins of former generations end with it.
    """

    def __init__(self, user_id: int, name: str, active: int, generation: int) -> None:
        self.id = user_id
        self.name = name
        self.active = bool(active)
        self.generation = generation

    @property
    def is_active(self) -> bool:
        """Whether the account may log in. UserMixin.is_authenticated answers the same."""
        return self.active

    def get_alternative_id(self) -> str:
        """Return an id that changes with the password: ``1.2`` is account 1 in its second generation.

        It need not be hard to guess. A session cookie is signed, so nobody can write an id into one.
        """
        return f"{self.id}.{self.generation}"


class Guest(AnonymousUserMixin):
    """Somebody who is not logged in, on a site that greets its guests."""

    name = "guest"


class Accounts:
    """The accounts in one SQLite file.

    Args:
        database: The path of the file.
        hash_method: How passwords are hashed, in the words of ``werkzeug.security.generate_password_hash``; None
            leaves that to Werkzeug.

    Attributes:
        user_class: What an account is turned into.
    """

    user_class = User

    def __init__(self, database: Path, hash_method: str | None = None) -> None:
        self._database = database
        self._hashed = partial(generate_password_hash, method=hash_method) if hash_method else generate_password_hash

    def make_on_first_start(self, passwords: Mapping[str, str], tokens: Mapping[str, str] | None = None) -> None:
        """Make the table and the accounts in it, unless there are accounts already.

        Args:
            passwords: The passwords of the accounts by their names. Only their hashes are kept.
            tokens: The API tokens of the accounts by their names. Only their hashes are kept.
        """
        with self._connection() as connection:
            connection.execute(_SCHEMA)
            if connection.execute("SELECT 1 FROM account").fetchone():
                return
            connection.executemany(
                "INSERT OR IGNORE INTO account (name, password_hash, token_hash) VALUES (?, ?, ?)",
                [
                    (name, self._hashed(password), _token_hash((tokens or {}).get(name)))
                    for name, password in passwords.items()
                ],
            )

    def by_id(self, user_id: str) -> User | None:
        """Return the user with this id, or None. Never raises, whatever the id looks like."""
        return self._user("CAST(id AS TEXT) = ?", user_id)

    def by_name(self, name: str) -> User | None:
        """Return the user with this name, or None. It proves nothing: whoever knows a name could have typed it."""
        return self._user("name = ?", name)

    def by_alternative_id(self, alternative_id: str) -> User | None:
        """Return the user with this alternative id, or None: also when the password was changed since."""
        return self._user("id || '.' || generation = ?", alternative_id)

    def by_token(self, token: str) -> User | None:
        """Return the user to whom an API token belongs, or None."""
        return self._user("token_hash = ?", _token_hash(token))

    def verified(self, name: str, password: str) -> User | None:
        """Return the user to whom name and password belong, or None.

        A wrong name costs as much work as a wrong password: the password is then compared with somebody else's
        hash, so that the time of the answer does not tell whether the name exists.
        """
        with self._connection() as connection:
            row = connection.execute(
                f"SELECT password_hash, {_COLUMNS} FROM account ORDER BY name = ? DESC, id LIMIT 1",  # noqa: S608 # the names of columns
                (name,),
            ).fetchone()
        if row is None:
            return None
        password_hash, *columns = row
        user = self.user_class(*columns)
        matches = check_password_hash(password_hash, password)
        return user if matches and user.name == name else None

    def change_password(self, name: str, password: str) -> User:
        """Give an account another password, and with it another generation. Return the user as it is from now on.

        Raises:
            LookupError: There is no such account.
        """
        self._change(
            "UPDATE account SET password_hash = ?, generation = generation + 1 WHERE name = ?",
            self._hashed(password),
            name,
        )
        user = self.by_name(name)
        if user is None:
            raise LookupError(f"there is no account {name}")
        return user

    def set_active(self, name: str, *, active: bool) -> None:
        """Switch an account on or off. Raises LookupError when there is no such account."""
        self._change("UPDATE account SET active = ? WHERE name = ?", int(active), name)

    def delete(self, name: str) -> None:
        """Delete an account. Raises LookupError when there is no such account."""
        self._change("DELETE FROM account WHERE name = ?", name)

    def _user(self, condition: str, value: str | None) -> User | None:
        with self._connection() as connection:
            row = connection.execute(f"SELECT {_COLUMNS} FROM account WHERE {condition}", (value,)).fetchone()  # noqa: S608 # conditions of this module, with a place for the value
        return None if row is None else self.user_class(*row)

    def _change(self, statement: str, *values: str | int) -> None:
        with self._connection() as connection:
            if connection.execute(statement, values).rowcount == 0:
                raise LookupError(f"there is no account {values[-1]}")

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        connection = sqlite3.connect(self._database)
        try:
            with connection:
                yield connection
        finally:
            connection.close()


def _token_hash(token: str | None) -> str | None:
    """Return what is kept of an API token. A token is long and random, so a fast hash protects it well enough."""
    return None if token is None else sha256(token.encode()).hexdigest()


def data_folder() -> Path:
    """Return the folder in which the accounts outlive the process; it is made if it is not there."""
    if home := os.environ.get("TRACER_HOME"):
        folder = Path(home)
    else:
        from platformdirs import user_data_path  # noqa: PLC0415 # not needed where TRACER_HOME or DATABASE is set

        folder = user_data_path("login-flow-tracer")
    folder.mkdir(parents=True, exist_ok=True)
    return folder
