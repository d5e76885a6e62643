"""A library: members see their loans, librarians see the desk."""

from flask import Flask

from .accounts import accounts
from .extensions import db, login_manager
from .loans import loans


def create_app(config=None):
    app = Flask(__name__)
    app.config.from_mapping(
        SECRET_KEY="change-me-before-you-go-live",
        SQLALCHEMY_DATABASE_URI="sqlite://",
        SESSION_COOKIE_SAMESITE="Lax",
    )
    app.config.from_mapping(config or {})
    db.init_app(app)
    login_manager.init_app(app)
    app.register_blueprint(accounts, url_prefix="/accounts")
    app.register_blueprint(loans)
    return app
