"""Setting up Flask-Login: who the users are, and what happens to those who are not logged in."""

from quart import Quart

from ..accounts import Accounts, Guest
from ..announcing_login_manager import AnnouncingLoginManager
from .identification import request_loader
from .pages import refuse


def make_login_manager(app: Quart, accounts: Accounts) -> AnnouncingLoginManager:
    """Return the login manager of the app, set up as the app's settings say."""
    config = app.config
    login_manager = AnnouncingLoginManager(app)
    login_manager.login_view = config["LOGIN_VIEW"]
    login_manager.login_message = config["LOGIN_MESSAGE"]

    login_manager.user_loader(accounts.by_id)
    if config["ALTERNATIVE_IDS"]:
        login_manager.id_attribute = "get_alternative_id"
        login_manager.user_loader(accounts.by_alternative_id)
    if config["REQUEST_LOADER"] is not None:
        login_manager.request_loader(request_loader(config["REQUEST_LOADER"], accounts))

    if config["GUESTS"]:
        login_manager.anonymous_user = Guest
    handler_wanted = config["UNAUTHORIZED_HANDLER"]
    if handler_wanted or (handler_wanted is None and config["LOGIN_VIEW"] is None):
        # Flask-Login calls its handlers as plain functions; ensure_sync makes one of the async function.
        login_manager.unauthorized_handler(app.ensure_sync(refuse))
    return login_manager
