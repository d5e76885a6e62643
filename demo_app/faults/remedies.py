"""What people try when a login does not work, as they find it on the web. Mostly it is not the remedy.

Each is a function that changes an app. The lessons apply them to the faulty apps and look at what comes of it.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from flask import Flask, Response, current_app, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_user
from werkzeug.datastructures import ImmutableMultiDict

from ..flask_app.authentication import wanted_page


def turn_protection_off(app: Flask) -> None:
    """Stop comparing sessions with the client."""
    app.config["SESSION_PROTECTION"] = None


def protect_strongly(app: Flask) -> None:
    """Throw sessions of another client away."""
    app.config["SESSION_PROTECTION"] = "strong"


def make_sessions_permanent(app: Flask) -> None:
    """Give session cookies a date on which they end, so that they outlive the browser."""

    @app.before_request
    def make_permanent() -> None:
        session.permanent = True


def lengthen_sessions(app: Flask) -> None:
    """Let sessions last for a year."""
    app.config["PERMANENT_SESSION_LIFETIME"] = timedelta(days=365)


def remember_everybody(app: Flask) -> None:
    """Give everybody who is logged in a remember cookie."""
    app.config["REMEMBER_COOKIE_REFRESH_EACH_REQUEST"] = True


def change_secret_key(app: Flask) -> None:
    """Take another secret key."""
    app.secret_key = "another-key-that-nobody-else-knows-8d41f0c7"  # noqa: S105 # made for learning


def flash_a_message(app: Flask) -> None:
    """Tell people who are turned away that they must log in."""
    app.login_manager.login_message = "Please log in to access this page."


def keep_next_in_session(app: Flask) -> None:
    """Keep the page that was wanted in the session instead of the address."""
    app.config["USE_SESSION_FOR_NEXT"] = True


def handle_unauthorized(app: Flask) -> None:
    """Send people who are turned away to the login form, by a handler."""

    @app.login_manager.unauthorized_handler
    def to_the_login_form() -> ResponseReturnValue:
        return redirect(url_for("authentication.login_form"))


def show_an_error_page(app: Flask) -> None:
    """Say something friendly when the app crashes."""

    @app.errorhandler(500)
    def sorry(_error: Exception) -> ResponseReturnValue:
        return "<!doctype html><title>Sorry</title><h1>Something went wrong, please try again</h1>", 500


def force_the_login(app: Flask) -> None:
    """Call login_user with force=True, which asks no questions."""

    def login() -> ResponseReturnValue:
        name, password = request.form.get("username", ""), request.form.get("password", "")
        user = current_app.extensions["accounts"].verified(name, password)
        if user is None:
            return render_template("login.html", failure="Wrong name or wrong password."), 422
        login_user(user, force=True)
        return redirect(wanted_page() or url_for("pages.home"))

    app.view_functions["authentication.login"] = login


def tick_remember_me(app: Flask) -> None:
    """Treat every login as if the box "remember me" were ticked."""

    @app.before_request
    def tick() -> None:
        if request.endpoint == "authentication.login":
            request.form = ImmutableMultiDict({**request.form.to_dict(), "remember": "on"})


def check_in_the_template(app: Flask) -> None:
    """Guard the page in its template: strangers see an empty page."""

    @app.after_request
    def hide(response: Response) -> Response:
        if request.endpoint == "pages.protected" and not current_user.is_authenticated:
            response.set_data("<!doctype html><title>Nothing</title><h1>Nothing to see</h1>")
        return response


def delete_session_cookie(app: Flask) -> None:
    """Delete the session cookie at logout."""

    @app.after_request
    def delete(response: Response) -> Response:
        if request.endpoint == "authentication.logout":
            response.delete_cookie(app.config["SESSION_COOKIE_NAME"])
        return response


def allow_cookies_from_everywhere(app: Flask) -> None:
    """Let other sites' pages send the session cookie along."""
    app.config["SESSION_COOKIE_SAMESITE"] = None


def show_cookies_to_scripts(app: Flask) -> None:
    """Let scripts read the session cookie."""
    app.config["SESSION_COOKIE_HTTPONLY"] = False


def cache_the_user(app: Flask) -> None:
    """Keep loaded users in memory, so that the database is asked only once for each."""
    load: Any = app.login_manager.user_callback
    known: dict[str, Any] = {}

    @app.login_manager.user_loader
    def load_from_memory(user_id: str) -> Any:
        if user_id not in known:
            known[user_id] = load(user_id)
        return known[user_id]


def open_the_home_page(app: Flask) -> None:
    """Send everybody to the home page after the login, wherever they wanted to go."""

    def login() -> ResponseReturnValue:
        name, password = request.form.get("username", ""), request.form.get("password", "")
        user = current_app.extensions["accounts"].verified(name, password)
        if user is None or not login_user(user):
            return render_template("login.html", failure="Wrong name or wrong password."), 422
        return redirect(url_for("pages.home"))

    app.view_functions["authentication.login"] = login


REMEDIES: Mapping[str, Callable[[Flask], None]] = {
    "protection-off": turn_protection_off,
    "protection-strong": protect_strongly,
    "permanent-sessions": make_sessions_permanent,
    "longer-sessions": lengthen_sessions,
    "remember-everybody": remember_everybody,
    "another-secret-key": change_secret_key,
    "flash-a-message": flash_a_message,
    "next-in-the-session": keep_next_in_session,
    "unauthorized-handler": handle_unauthorized,
    "error-page": show_an_error_page,
    "force-the-login": force_the_login,
    "always-remember-me": tick_remember_me,
    "check-in-the-template": check_in_the_template,
    "delete-the-session-cookie": delete_session_cookie,
    "cookies-from-everywhere": allow_cookies_from_everywhere,
    "cookies-for-scripts": show_cookies_to_scripts,
    "users-in-memory": cache_the_user,
    "always-the-home-page": open_the_home_page,
}
"""Each remedy by its name."""
