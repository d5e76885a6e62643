"""The tool shed of a village: who has borrowed what."""

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
# Two weeks, as long as a tool is lent. The shed can choose another number of days.
app.config["REMEMBER_COOKIE_DURATION"] = os.environ.get("SHED_REMEMBER_DAYS", "14")

login_manager = LoginManager(app)
login_manager.login_view = "login"
login_manager.login_message = None


class LoginForm(FlaskForm):
    name = StringField(validators=[InputRequired()])
    password = PasswordField(validators=[InputRequired()])
    remember = BooleanField("Stay logged in")


class Borrower(UserMixin):
    def __init__(self, id, name, password):
        self.id = id
        self.name = name
        self.password_hash = generate_password_hash(password)


BORROWERS = {"101": Borrower("101", "ada", "analytical-engine"), "102": Borrower("102", "ben", "kite-and-key-1752")}

LOGIN = """<h1>Log in</h1><p>{{ error }}</p>
<form method="post">{{ form.hidden_tag() }}{{ form.name() }}{{ form.password() }}
{{ form.remember() }} {{ form.remember.label }}<button>Log in</button></form>"""
TOOLS = """<h1>Tools of {{ current_user.name }}</h1><p>The long ladder, until Saturday.</p>
<form method="post" action="/logout"><button>Log out</button></form>"""


@login_manager.user_loader
def load_borrower(borrower_id):
    return BORROWERS.get(borrower_id)


@app.get("/")
def home():
    return '<h1>Tool shed of Little Wells</h1><a href="/tools">My tools</a>'


@app.get("/tools")
@login_required
def tools():
    return render_template_string(TOOLS)


@app.route("/login", methods=["GET", "POST"])
def login():
    form = LoginForm()
    error = ""
    if form.validate_on_submit():
        borrower = next((borrower for borrower in BORROWERS.values() if borrower.name == form.name.data), None)
        if borrower and check_password_hash(borrower.password_hash, form.password.data):
            login_user(borrower, remember=form.remember.data)
            return redirect(url_for("tools"))
        error = "Wrong name or wrong password."
    return render_template_string(LOGIN, form=form, error=error), 401 if error else 200


@app.post("/logout")
def logout():
    logout_user()
    return redirect(url_for("home"))
