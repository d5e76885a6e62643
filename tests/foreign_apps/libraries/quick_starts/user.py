"""Flask-User 1.0, as its quick start says."""

from flask import Flask, render_template_string
from flask_sqlalchemy import SQLAlchemy
from flask_user import UserManager, UserMixin, login_required, roles_required


class ConfigClass:
    SECRET_KEY = "a key of this app that nobody else knows"
    SQLALCHEMY_DATABASE_URI = "sqlite://"
    SQLALCHEMY_TRACK_MODIFICATIONS = False
    USER_APP_NAME = "Quick start"
    USER_ENABLE_EMAIL = False
    USER_ENABLE_USERNAME = True
    USER_REQUIRE_RETYPE_PASSWORD = False
    USER_PASSLIB_CRYPTCONTEXT_KEYWORDS = {"bcrypt__rounds": 4}


app = Flask(__name__)
app.config.from_object(ConfigClass)
db = SQLAlchemy(app)


class User(db.Model, UserMixin):
    __tablename__ = "users"
    id = db.Column(db.Integer, primary_key=True)
    active = db.Column("is_active", db.Boolean(), nullable=False, server_default="1")
    username = db.Column(db.String(100), nullable=False, unique=True)
    password = db.Column(db.String(255), nullable=False, server_default="")
    roles = db.relationship("Role", secondary="user_roles")


class Role(db.Model):
    __tablename__ = "roles"
    id = db.Column(db.Integer, primary_key=True)
    name = db.Column(db.String(50), unique=True)


class UserRoles(db.Model):
    __tablename__ = "user_roles"
    id = db.Column(db.Integer, primary_key=True)
    user_id = db.Column(db.Integer, db.ForeignKey("users.id"))
    role_id = db.Column(db.Integer, db.ForeignKey("roles.id"))


user_manager = UserManager(app, db, User)

with app.app_context():
    db.create_all()
    db.session.add(User(username="grace", password=user_manager.hash_password("flow-matic-1955")))
    db.session.commit()


@app.route("/")
def home():
    return render_template_string("""<h2>Home</h2><a href="{{ url_for('user.login') }}">Sign in</a>""")


@app.route("/members")
@login_required
def members():
    return render_template_string("""<h2>Members</h2><a href="{{ url_for('user.logout') }}">Sign out</a>""")


@app.route("/staff")
@roles_required("staff")
def staff():
    return "Staff"
