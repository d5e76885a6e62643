"""Pages that write into the session."""

from flask import Blueprint, current_app, session
from flask_login import confirm_login, current_user, login_fresh, login_remembered, login_user, logout_user

from .page import page

sessions = Blueprint("sessions", __name__)


@sessions.get("/cart")
def cart() -> str:
    """Put a book into the cart, which lives in the session."""
    session["cart"] = [*session.get("cart", []), "a book"]
    return page(f"In your cart: {len(session['cart'])}")


@sessions.get("/freshness")
def freshness() -> str:
    """Tell what the helpers of Flask-Login say of this login."""
    name = type(current_user._get_current_object()).__name__
    return page(f"{name}, fresh: {login_fresh()}, remembered: {login_remembered()}")


@sessions.get("/switch")
def switch() -> str:
    """Log out and log somebody else in, all in one request."""
    logout_user()
    login_user(current_app.extensions["accounts"].by_id("2"), remember=True)
    return page("Switched")


@sessions.get("/in-and-out")
def in_and_out() -> str:
    """Log somebody in, to be remembered, and out again, all in one request."""
    login_user(current_app.extensions["accounts"].by_id("1"), remember=True)
    logout_user()
    return page("In and out")


@sessions.get("/confirm-anybody")
def confirm_anybody() -> str:
    """Confirm the login without asking whether there is one."""
    confirm_login()
    return page("Confirmed")
