"""Of a foreign app's cookies those attributes are shown that findings need, and no word of the app's own."""

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest
from flask import Flask

from tracer.browser.cookies import SetCookie, parse_set_cookie
from tracer.recording.cookie_facts import CookieFacts
from tracer.recording.redaction import Redaction
from tracer.recording.url_rules import UrlRules
from tracer.trace.plain_values import HIDDEN, Plain

NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)


def shop(**config: object) -> Flask:
    app = Flask("shop")
    app.config.update(config)
    for rule in ("/login", "/shop/cart", "/user/<name>/orders", "/user/<name>", "/admin/", "/files/<path:rest>"):
        app.add_url_rule(rule, endpoint=rule, view_func=str)
    return app


def parsed(header: str) -> SetCookie:
    cookie = parse_set_cookie(header)
    assert cookie is not None
    return cookie


def attributes(text: str, *, show_values: bool = False, **config: object) -> Mapping[str, Plain]:
    facts = CookieFacts(shop(**config), Redaction(show_values=show_values))
    return facts.set_by([parsed(f"a=1; {text}")], "www.shop.example:5000", NOW)["a"].attributes


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("/", "/"),
        ("/login", "/login"),
        ("/shop", "/shop"),
        ("/shop/", "/shop/"),
        ("/admin", "/admin"),
        ("/admin/", "/admin/"),
        ("/user/ada", "/user/<name>"),
        ("/user/ada/", "/user/<name>/"),
        ("/user/ada/orders", "/user/<name>/orders"),
        ("/files/ada/secret", "/files/<path:rest>"),
        ("/secret", None),
        ("/login/secret", None),
        ("secret", None),
    ],
)
def test_a_path_is_shown_as_the_rules_know_it(path: str, shown: str | None) -> None:
    assert UrlRules(shop()).folder_of(path) == shown
    assert attributes(f"Path={path}") == {"path": shown or HIDDEN}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Domain=shop.example", {"domain": "shop.example"}),
        ("Domain=.shop.example", {"domain": ".shop.example"}),
        ("Domain=www.shop.example", {"domain": "www.shop.example"}),
        ("Domain=secret.example", {"domain": HIDDEN}),
        ("Domain=op.example", {"domain": HIDDEN}),
        ("Secure; HttpOnly=secret; Partitioned", {"secure": True, "httponly": True, "partitioned": True}),
        ("SameSite=Lax; Max-Age=60", {"samesite": "Lax", "max-age": "60"}),
        ("SameSite=secret; Max-Age=secret; Expires=secret", dict.fromkeys(("samesite", "max-age", "expires"), HIDDEN)),
        ("Expires=Mon, 12 Jan 2026 09:00:00 GMT", {"expires": "Mon, 12 Jan 2026 09:00:00 GMT"}),
        ("Secret=secret; Path", {"path": True}),
    ],
)
def test_an_attribute_is_shown_as_the_standard_knows_it(text: str, shown: Plain) -> None:
    assert attributes(text) == shown


def test_what_the_configuration_names_is_shown_and_everything_where_values_are() -> None:
    text, shown = "Domain=other.example; Path=/elsewhere", {"domain": "other.example", "path": "/elsewhere"}
    assert attributes(text, SESSION_COOKIE_DOMAIN="other.example", REMEMBER_COOKIE_PATH="/elsewhere") == shown
    assert attributes(text, show_values=True) == shown


def test_a_cookie_whose_name_is_none_gets_a_number() -> None:
    facts = CookieFacts(shop(SESSION_COOKIE_NAME="my shop's session"), Redaction(show_values=False))
    names = ["theme", "__Host-id", "my shop's session", "{secret}", "remember_token", "s" * 42, "{secret}"]
    shown = ("theme", "__Host-id", "my shop's session", "…1", "remember_token", "…2", "…1")
    assert facts.names(names) == shown
    assert [*facts.set_by([parsed("{secret}=1"), parsed("theme=1")], "shop.example", NOW)] == ["…1", "theme"]
    assert CookieFacts(shop(), Redaction(show_values=True)).name("{shown}") == "{shown}"


@pytest.mark.parametrize(
    ("text", "deletes"),
    [
        ("Max-Age=0", True),
        ("Max-Age=-1", True),
        ("Max-Age=--1", False),
        ("Max-Age=²", False),
        (f"Max-Age={'9' * 5000}", False),
        ("Max-Age=60", False),
        ("Expires=Thu, 01 Jan 1970 00:00:00 GMT", True),
        ("Expires=Thu, 01 Jan 99999999999999999999 00:00:00 GMT", False),
        ("Expires=nonsense", False),
    ],
)
def test_whatever_an_app_writes_about_the_end_of_a_cookie_can_be_read(text: str, deletes: bool) -> None:  # noqa: FBT001 # a parameter
    assert parsed(f"a=1; {text}").deletes(NOW) is deletes
    assert isinstance(attributes(text), dict)
