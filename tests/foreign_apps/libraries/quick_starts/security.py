"""Flask-Security, as its quick start says."""

from flask import Flask, render_template_string
from flask_security import (
    Security,
    SQLAlchemyUserDatastore,
    auth_required,
    auth_token_required,
    current_user,
    hash_password,
    http_auth_required,
    roles_required,
)
from flask_security.models import fsqla_v3 as fsqla
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
app.config["SECRET_KEY"] = "a key of this app that nobody else knows"
app.config["SECURITY_PASSWORD_SALT"] = "146585145368132386173505678016728509634"
app.config["REMEMBER_COOKIE_SAMESITE"] = "strict"
app.config["SESSION_COOKIE_SAMESITE"] = "lax"
app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite://"
app.config["SECURITY_EMAIL_VALIDATOR_ARGS"] = {"check_deliverability": False}
app.config["SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS"] = {"argon2__rounds": 2, "argon2__memory_cost": 64}

db = SQLAlchemy(app)
fsqla.FsModels.set_db_info(db)


class Role(db.Model, fsqla.FsRoleMixin):
    pass


class User(db.Model, fsqla.FsUserMixin):
    pass


app.security = Security(app, SQLAlchemyUserDatastore(db, User, Role))


@app.route("/")
@auth_required()
def home():
    return render_template_string("""Hello {{ current_user.email }}
    <form method="post" action="{{ url_for_security('logout') }}"><button>Log out</button></form>""")


@app.route("/settings", methods=["GET", "POST"])
@auth_required("session")
def settings():
    return "Settings"


@app.route("/staff")
@auth_required()
@roles_required("staff")
def staff():
    return "Staff"


@app.route("/api/report")
@auth_token_required
def report():
    return {"report": "all is well"}


@app.route("/basic")
@http_auth_required
def basic():
    return f"Hello {current_user.email}"


@app.route("/about")
def about():
    return "About"


with app.app_context():
    db.create_all()
    app.security.datastore.create_user(email="grace@example.com", password=hash_password("flow-matic-1955"))
    db.session.commit()
