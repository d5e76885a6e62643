"""The reading log of a village library."""

import os

from flask import Flask, redirect, render_template_string, url_for
from flask_login import LoginManager, UserMixin, current_user, login_required, login_user, logout_user
from flask_wtf import FlaskForm
from werkzeug.security import check_password_hash, generate_password_hash
from wtforms import BooleanField, PasswordField, StringField
from wtforms.validators import InputRequired

app = Flask(__name__)
app.secret_key = "change-me-before-you-go-live"
app.config["SESSION_COOKIE_SAMESITE"] = "Lax"
# Two weeks, as long as a book is lent. The library can choose another number of days.
app.config["REMEMBER_COOKIE_DURATION"] = os.environ.get("LIBRARY_REMEMBER_DAYS", "14")

login_manager = LoginManager(app)
login_manager.login_view = "login"
login_manager.login_message = None


class LoginForm(FlaskForm):
    name = StringField(validators=[InputRequired()])
    password = PasswordField(validators=[InputRequired()])
    remember = BooleanField("Stay logged in")


class Reader(UserMixin):
    def __init__(self, id, name, password):
        self.id = id
        self.name = name
        self.password_hash = generate_password_hash(password)


READERS = {"101": Reader("101", "ada", "analytical-engine"), "102": Reader("102", "ben", "kite-and-key-1752")}

LOGIN = """<h1>Log in</h1><p>{{ error }}</p>
<form method="post">{{ form.hidden_tag() }}{{ form.name() }}{{ form.password() }}
{{ form.remember() }} {{ form.remember.label }}<button>Log in</button></form>"""
BOOKS = """<h1>Books of {{ current_user.name }}</h1><p>Moby-Dick, page 312. You are past the worst.</p>
<form method="post" action="/logout"><button>Log out</button></form>"""


@login_manager.user_loader
def load_reader(reader_id):
    return READERS.get(reader_id)


@app.get("/")
def home():
    return '<h1>Library of Little Wells</h1><a href="/books">My books</a>'


@app.get("/books")
@login_required
def books():
    return render_template_string(BOOKS)


@app.route("/login", methods=["GET", "POST"])
def login():
    form = LoginForm()
    error = ""
    if form.validate_on_submit():
        reader = next((reader for reader in READERS.values() if reader.name == form.name.data), None)
        if reader and check_password_hash(reader.password_hash, form.password.data):
            login_user(reader, remember=form.remember.data)
            return redirect(url_for("books"))
        error = "Wrong name or wrong password."
    return render_template_string(LOGIN, form=form, error=error), 401 if error else 200


@app.post("/logout")
def logout():
    logout_user()
    return redirect(url_for("home"))
