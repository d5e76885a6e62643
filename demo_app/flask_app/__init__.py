"""The demo app: a small site with pages that only logged-in people may see.

Run it with ``flask --app demo_app.flask_app run`` and click through it. Every page is ordinary Flask-Login code;
the lines that begin with ``stages.`` announce the stages of the login flow and could be left out.
"""

import secrets
from collections.abc import Mapping
from pathlib import Path

from flask import Flask

from ..accounts import Accounts, data_folder
from ..announcing_login_manager import announce_signals_of_flask_login
from ..caching import forbid_caching
from ..same_origin import refuse_foreign_posts
from .account import account
from .api import api
from .authentication import authentication
from .login_management import make_login_manager
from .pages import pages
from .settings import DEFAULTS
from .staff import staff

PAGES: Mapping[str, str] = {
    "home": "/",
    "login": "/login",
    "logout": "/logout",
    "protected": "/protected",
    "settings": "/settings",
    "password": "/settings/password",
    "confirm": "/confirm",
    "api": "/api/me",
    "staff": "/staff",
    "staff entrance": "/staff/entrance",
    "stylesheet": "/static/style.css",
}
"""The paths of the pages by what they are; scenarios name pages by these words."""


def create_app(settings: Mapping[str, object] | None = None) -> Flask:
    """Return the demo app.

    Args:
        settings: What differs from DEFAULTS and from Flask's own defaults.

    Raises:
        ValueError: A setting that neither the demo app nor Flask knows.
    """
    app = Flask(__name__, static_folder="../static")
    app.config.update(DEFAULTS)
    if unknown := sorted(set(settings or {}) - set(app.config)):
        raise ValueError(f"the demo app has no setting {', '.join(unknown)}")
    app.config.update(settings or {})
    app.secret_key = app.secret_key or secrets.token_hex()

    database = Path(app.config["DATABASE"] or data_folder() / "demo.sqlite3")
    accounts = Accounts(database, app.config["PASSWORD_HASH_METHOD"])
    accounts.make_on_first_start(app.config["ACCOUNTS"], app.config["API_TOKENS"])
    app.extensions["accounts"] = accounts
    if not app.config["DATABASE"]:
        app.jinja_env.globals["kept_accounts"] = str(database)

    make_login_manager(app, accounts)
    announce_signals_of_flask_login(app)

    app.before_request(refuse_foreign_posts)
    if app.config["FORBID_CACHING"]:
        app.after_request(forbid_caching)
    for blueprint in (pages, authentication, account, api, staff):
        app.register_blueprint(blueprint)
    return app
