"""Identifying the sender of a single request, without a session: the request_loader.

Flask-Login calls it whenever nobody is found in the session and there is no remember cookie (B27). It is called as
a plain function, so it blocks the event loop while it works; and it is handed quart-flask-patch's stand-in for
the request, whose ``form`` is the form itself where Quart's own would have to be awaited.
"""

from collections.abc import Callable
from typing import Any

from demo_app.accounts import Accounts, User


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
        user = by_form(request)
        if user is not None:
            user.is_authenticated = True  # AttributeError: in Flask-Login it is a property (B144)
        return user

    kinds = {"form": by_form, "query": by_query, "tutorial": as_in_the_tutorial}
    if kind not in kinds:
        raise ValueError(f'REQUEST_LOADER is "{kind}"; it can be None, {", ".join(kinds)}')
    return kinds[kind]


def _verified(accounts: Accounts, values: Any) -> User | None:
    if "username" not in values:
        return None
    return accounts.verified(values["username"], values.get("password", ""))
