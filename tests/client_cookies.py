"""The cookies of a test client of Flask, by one way for every Werkzeug: before 2.3 a client wants the server's name."""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tracer.browser.cookies import CookieJar, parse_set_cookie

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


def ask_as_browser(app: Flask, jar: CookieJar, url: str) -> TestResponse:
    """Ask for a page with the cookies that a browser would send there; the client of old Flasks sends all anywhere."""
    address = urlsplit(url)
    response = app.test_client(use_cookies=False).get(
        f"{address.path}?{address.query}",
        base_url=f"{address.scheme}://{address.netloc}/",
        headers={"Cookie": jar.header_for(address)},
    )
    for cookie in filter(None, map(parse_set_cookie, response.headers.getlist("Set-Cookie"))):
        jar.take(cookie, address, datetime.now(UTC))
    return response
