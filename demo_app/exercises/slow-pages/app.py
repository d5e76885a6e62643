"""The recipes that a cooking club keeps to itself."""

import sqlite3

from flask import Flask, g, redirect, render_template, request, url_for
from flask_login import LoginManager, UserMixin, current_user, login_required, login_user, logout_user
from werkzeug.security import check_password_hash, generate_password_hash

app = Flask(__name__)
app.secret_key = "change-me-before-you-go-live"
login_manager = LoginManager(app)
login_manager.login_view = "login"
login_manager.login_message = None

database = sqlite3.connect(":memory:", check_same_thread=False)
database.execute("CREATE TABLE cooks (id INTEGER PRIMARY KEY, name TEXT UNIQUE, password_hash TEXT)")
for name, password in ("ada", "analytical-engine"), ("ben", "kite-and-key-1752"):
    database.execute("INSERT INTO cooks VALUES (NULL, ?, ?)", (name, generate_password_hash(password)))


class Cook(UserMixin):
    def __init__(self, id, name, password_hash):
        self.id = id
        self.name = name
        self.password_hash = password_hash


@login_manager.user_loader
def load_cook(cook_id):
    row = database.execute("SELECT * FROM cooks WHERE id = ?", (cook_id,)).fetchone()
    return Cook(*row) if row else None


@app.before_request
def note_who_cooks():
    g.cook = current_user.name if current_user.is_authenticated else "somebody"


@app.after_request
def write_the_log(response):
    if request.endpoint != "static":
        app.logger.info("%s: %s %s, %s", g.cook, request.method, request.path, response.status)
    return response


@app.get("/")
def home():
    return render_template("home.html")


@app.get("/recipes")
@login_required
def recipes():
    return render_template("recipes.html")


@app.route("/login", methods=["GET", "POST"])
def login():
    if request.method == "GET":
        return render_template("login.html")
    row = database.execute("SELECT * FROM cooks WHERE name = ?", (request.form["name"],)).fetchone()
    cook = Cook(*row) if row else None
    if cook is None or not check_password_hash(cook.password_hash, request.form["password"]):
        return render_template("login.html", error="Wrong name or wrong password."), 401
    login_user(cook)
    return redirect(url_for("recipes"))


@app.post("/logout")
def logout():
    logout_user()
    return redirect(url_for("home"))
