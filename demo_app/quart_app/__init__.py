"""The same small site as an async app: Flask-Login on Quart.

Run it with ``quart --app demo_app.quart_app run`` and click through it. The login form is the front page, as in
Quart's tutorial on Flask extensions, and a stranger is refused with 401 instead of being redirected. The lines
that begin with ``stages.`` announce the stages of the login flow and could be left out.

Importing this package changes the whole process: quart-flask-patch puts Quart's objects in the place of Flask's
and pure-Python tasks in the place of asyncio's. A Flask app in the same process would break.
"""

# The first import of all: whoever imports flask after it, as Flask-Login does, is given Quart instead.
import quart_flask_patch  # noqa: F401 # imported for what it does

# isort: split
import secrets
from collections.abc import Mapping
from pathlib import Path

from quart import Quart

from ..accounts import Accounts, data_folder
from ..announcing_login_manager import announce_signals_of_flask_login
from ..caching import forbid_caching
from ..same_origin import refuse_foreign_posts
from . import flask_login_on_quart
from .authentication import authentication
from .login_management import make_login_manager
from .pages import pages
from .settings import DEFAULTS

PAGES: Mapping[str, str] = {
    "login": "/",
    "home": "/",
    "logout": "/logout",
    "protected": "/protected",
    "stylesheet": "/static/style.css",
}
"""The paths of the pages by what they are; scenarios name pages by these words. The login form is the home page."""


def create_app(settings: Mapping[str, object] | None = None) -> Quart:
    """Return the demo app.

    Args:
        settings: What differs from DEFAULTS and from Quart's own defaults.

    Raises:
        ValueError: A setting that neither the demo app nor Quart knows, or a value that it does not have.
    """
    app = Quart(__name__, static_folder="../static")
    app.config.update(DEFAULTS)
    if unknown := sorted(set(settings or {}) - set(app.config)):
        raise ValueError(f"the demo app has no setting {', '.join(unknown)}")
    app.config.update(settings or {})
    app.secret_key = app.secret_key or secrets.token_hex()

    database = Path(app.config["DATABASE"] or data_folder() / "demo.sqlite3")
    accounts = Accounts(database, app.config["PASSWORD_HASH_METHOD"])
    accounts.make_on_first_start(app.config["ACCOUNTS"])
    app.extensions["accounts"] = accounts

    flask_login_on_quart.cure(app, app.config["CURES"])
    make_login_manager(app, accounts)
    announce_signals_of_flask_login(app)

    app.before_request(refuse_foreign_posts)
    if app.config["FORBID_CACHING"]:
        app.after_request(forbid_caching)
    app.register_blueprint(authentication)
    app.register_blueprint(pages)
    return app
