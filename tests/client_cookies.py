"""The cookies of a test client of Flask, by one way for every Werkzeug: before 2.3 a client wants the server's name."""

from typing import Any

from flask.testing import FlaskClient

_WANTS_SERVER = not hasattr(FlaskClient, "get_cookie")
_SERVER = "localhost"


def cookie_of(client: FlaskClient, name: str) -> str:
    """Return the value of a cookie that a client holds."""
    if _WANTS_SERVER:
        jar = client.cookie_jar  # type: ignore[attr-defined] # so it was before Werkzeug 2.3
        return next(str(cookie.value) for cookie in jar if cookie.name == name)
    cookie = client.get_cookie(name)
    assert cookie is not None, f"the client holds no cookie {name}"
    return cookie.value


def set_cookie(client: FlaskClient, name: str, value: str) -> None:
    """Give a cookie to a client."""
    of_client: Any = client  # its signature is another one for each Werkzeug
    of_client.set_cookie(*([_SERVER] if _WANTS_SERVER else []), name, value)


def delete_cookie(client: FlaskClient, name: str) -> None:
    """Take a cookie from a client."""
    of_client: Any = client  # as above
    of_client.delete_cookie(*([_SERVER] if _WANTS_SERVER else []), name)
