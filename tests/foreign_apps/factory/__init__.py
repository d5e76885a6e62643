"""An app made by a factory, of blueprints, with Flask-WTF forms and users in a database of Flask-SQLAlchemy."""

from flask import Flask

from .accounts import accounts, login_manager
from .models import User, db
from .pages import pages


def create_app(database="sqlite://"):
    app = Flask(__name__)
    app.config.update(
        SECRET_KEY="a key of this app that nobody else knows",
        SQLALCHEMY_DATABASE_URI=database,
        SESSION_COOKIE_SAMESITE="Lax",
    )
    db.init_app(app)
    login_manager.init_app(app)
    app.register_blueprint(accounts, url_prefix="/accounts")
    app.register_blueprint(pages)
    with app.app_context():
        db.create_all()
        if User.query.filter_by(email="grace@example.com").first() is None:
            user = User(email="grace@example.com")
            user.set_password("flow-matic-1955")
            db.session.add(user)
            db.session.commit()
    return app
