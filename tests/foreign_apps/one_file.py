"""An app in one file, as a tutorial ends."""

from urllib.parse import urlsplit

from flask import Flask, flash, redirect, render_template_string, request, session, url_for
from flask_login import (
    LoginManager,
    UserMixin,
    current_user,
    fresh_login_required,
    login_required,
    login_user,
    logout_user,
)
from werkzeug.security import check_password_hash, generate_password_hash

app = Flask(__name__)
app.secret_key = "a key of this app that nobody else knows"
login_manager = LoginManager(app)
login_manager.login_view = "login"


class User(UserMixin):
    def __init__(self, number, name, password):
        self.id = number
        self.name = name
        self.password_hash = generate_password_hash(password, "pbkdf2:sha256:1000")
        self.enabled = True

    @property
    def is_active(self):
        return self.enabled


USERS = {1: User(1, "grace", "flow-matic-1955")}
LAYOUT = """
<link rel="stylesheet" href="{{ url_for('static', filename='style.css') }}">
<h1>{{ heading }}</h1>
{% for message in get_flashed_messages() %}<p>{{ message }}</p>{% endfor %}
{% if form %}
<form method="post" action="{{ url_for('login', next=request.args.get('next')) }}">
<input name="name"><input name="secret" type="password"><input type="checkbox" name="stay"><button>Log in</button>
</form>
{% endif %}
{% if current_user.is_authenticated %}
<form method="post" action="{{ url_for('logout') }}"><button>Log out</button></form>
{% endif %}
"""


def page(heading, form=False):
    return render_template_string(LAYOUT, heading=heading, form=form)


@login_manager.user_loader
def load_user(user_id):
    return USERS.get(int(user_id))


@app.route("/")
def index():
    return page("Home")


@app.route("/login", methods=["GET", "POST"])
def login():
    if request.method == "POST":
        user = next((user for user in USERS.values() if user.name == request.form["name"]), None)
        if user is None or not check_password_hash(user.password_hash, request.form["secret"]):
            flash("That is not right.")
            return redirect(url_for("login"))
        if not login_user(user, remember="stay" in request.form):
            return page("Your account is switched off")
        target = request.args.get("next", "")
        return redirect(target if is_safe(target) else url_for("index"))
    return page("Log in", form=True)


def is_safe(target):
    return target.startswith("/") and not target.startswith("//") and not urlsplit(target).netloc


@app.route("/logout", methods=["POST"])
def logout():
    logout_user()
    return redirect(url_for("index"))


@app.route("/account")
@login_required
def account():
    return page(f"Account of {current_user.name}")


@app.route("/hello")
def hello():
    name = current_user.name if current_user.is_authenticated else "stranger"
    return page(f"Hello {name}")


@app.route("/cart/<item>")
def cart(item):
    session["cart"] = [*session.get("cart", []), item]
    return page("Cart")
