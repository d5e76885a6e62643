"""Pages that try something out and tell the result in their headings."""

from typing import Any

from flask import Blueprint, current_app
from flask_login import AnonymousUserMixin, UserMixin, login_url
from flask_login.utils import decode_cookie, encode_cookie

from ..accounts import User
from .page import page

reports = Blueprint("reports", __name__)


@reports.get("/report-of-users")
def of_users() -> str:
    """Compare two user objects of the same account, and look at what the mixins answer."""
    one, other = User(1, "ada", active=1, generation=1), User(1, "ada", active=1, generation=1)
    nobody, bare = AnonymousUserMixin(), UserMixin()
    try:
        bare_id = bare.get_id()
    except NotImplementedError:
        bare_id = "NotImplementedError"
    parts = {
        "equal": one == other,
        "same hash": hash(one) == hash(other),
        "id": repr(one.get_id()),
        "without id": bare_id,
        "mixin": (bare.is_active, bare.is_authenticated, bare.is_anonymous),
        "nobody": (nobody.is_active, nobody.is_authenticated, nobody.is_anonymous, nobody.get_id()),
    }
    return page("; ".join(f"{name}: {value}" for name, value in parts.items()))


@reports.get("/report-of-cookies")
def of_cookies() -> str:
    """Sign a content with a separator in it, read it back, and read nonsense."""
    signed = encode_cookie("a|b")
    digits = len(signed.rpartition("|")[2])
    return page(f"read back: {decode_cookie(signed)}; digits: {digits}; nonsense: {decode_cookie('nonsense')}")


@reports.get("/report-of-addresses")
def of_addresses() -> str:
    """Put together addresses of the login page."""
    by_endpoint = login_url("authentication.login_form", "http://demo.example/protected?a=1#part")
    by_path = login_url("/elsewhere?lang=de", "/protected", next_field="then")
    return page(f"{by_endpoint} {by_path} {login_url('authentication.login_form')}")


@reports.get("/report-of-guards")
def of_guards() -> str:
    """Tell which name and which inner function the guarded view has."""
    view: Any = current_app.view_functions["pages.protected"]
    return page(f"name: {view.__name__}; wraps: {view.__wrapped__.__name__}")
