"""Identifying the sender of a single request, without a session: the request_loader.

Flask-Login calls it whenever it has found nobody by the session and there is no remember cookie. It is called
as a plain function, so it blocks the event loop while it works; and it is handed quart-flask-patch's stand-in for
the request, whose ``form`` is the form itself where Quart's own would have to be awaited.
"""

from collections.abc import Callable
from typing import Any

from ..accounts import Accounts, User

_VIEW_THAT_CHECKS_BY_ITSELF = "authentication.login"


def request_loader(kind: str, accounts: Accounts) -> Callable[[Any], User | None]:
    """Return the request_loader of one of the kinds that the setting REQUEST_LOADER names.

    Raises:
        ValueError: There is no such kind.
    """

    def by_form(request: Any) -> User | None:
        return _verified(accounts, request.form)

    def by_query(request: Any) -> User | None:
        # An address is kept in histories and logs, and so is a password in it. Here to show how it looks.
        return _verified(accounts, request.args)

    def as_in_the_tutorial(request: Any) -> User | None:
        user = accounts.by_name(request.form.get("username", ""))
        if user is not None:
            matches = accounts.verified(user.name, request.form.get("password", "")) is not None
            user.is_authenticated = matches  # AttributeError: in Flask-Login it is a property
        return user

    kinds = {"form": by_form, "query": by_query, "tutorial": as_in_the_tutorial}
    if kind not in kinds:
        raise ValueError(f'REQUEST_LOADER is "{kind}"; it can be None, {", ".join(kinds)}')
    identify = kinds[kind]

    def load(request: Any) -> User | None:
        # A login form is for the login view. Its page asks who is there, as every page does, and would have
        # the same password hashed a second time, while all other visitors wait.
        return None if request.endpoint == _VIEW_THAT_CHECKS_BY_ITSELF else identify(request)

    return load


def _verified(accounts: Accounts, values: Any) -> User | None:
    if "username" not in values:
        return None
    return accounts.verified(values["username"], values.get("password", ""))
