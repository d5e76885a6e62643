"""Setting up Flask-Login: who the users are, and what happens to those who are not logged in."""

from flask import Flask, Request, render_template
from flask.typing import ResponseReturnValue

from ..accounts import Accounts, Guest, User
from ..announcing_login_manager import AnnouncingLoginManager


def make_login_manager(app: Flask, accounts: Accounts) -> AnnouncingLoginManager:
    """Return the login manager of the app, set up as the app's settings say."""
    config = app.config
    login_manager = AnnouncingLoginManager(app)
    login_manager.login_view = config["LOGIN_VIEW"]
    login_manager.login_message = config["LOGIN_MESSAGE"]
    login_manager.refresh_view = config["REFRESH_VIEW"]
    login_manager.needs_refresh_message = config["NEEDS_REFRESH_MESSAGE"]
    # The staff has an entrance of its own; a program gets a plain 401, for it cannot fill in a form.
    login_manager.blueprint_login_views = {"staff": "staff.entrance", "api": None}

    login_manager.user_loader(accounts.by_id)
    if config["ALTERNATIVE_IDS"]:
        login_manager.id_attribute = "get_alternative_id"
        login_manager.user_loader(accounts.by_alternative_id)

    @login_manager.request_loader
    def user_of_token(request: Request) -> User | None:
        """Return the user whose API token the request carries, or None."""
        kind, _, token = request.headers.get("Authorization", "").partition(" ")
        return accounts.by_token(token) if kind == "Bearer" else None

    if config["GUESTS"]:
        login_manager.anonymous_user = Guest
    if config["UNAUTHORIZED_HANDLER"]:
        login_manager.unauthorized_handler(members_only)
    return login_manager


def members_only() -> ResponseReturnValue:
    """Answer a stranger with a page that says why there is nothing to see."""
    return render_template("members_only.html"), 401
