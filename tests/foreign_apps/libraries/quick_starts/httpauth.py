"""Flask-HTTPAuth for an API, beside Flask-Login for the pages."""

from flask import Flask, redirect, render_template_string, request, url_for
from flask_httpauth import HTTPBasicAuth, HTTPTokenAuth
from flask_login import LoginManager, UserMixin, login_required, login_user, logout_user
from werkzeug.security import check_password_hash, generate_password_hash

app = Flask(__name__)
app.secret_key = "a key of this app that nobody else knows"
auth = HTTPBasicAuth()
token_auth = HTTPTokenAuth(scheme="Bearer")
login_manager = LoginManager(app)
login_manager.login_view = "login"

users = {"grace": generate_password_hash("flow-matic-1955", "pbkdf2:sha256:1000")}
tokens = {"a-token-of-grace": "grace"}


class User(UserMixin):
    def __init__(self, name):
        self.id = name


@login_manager.user_loader
def load_user(name):
    return User(name) if name in users else None


@auth.verify_password
def verify_password(username, password):
    if username in users and check_password_hash(users.get(username), password):
        return username


@token_auth.verify_token
def verify_token(token):
    return tokens.get(token)


@app.route("/login", methods=["GET", "POST"])
def login():
    if request.method == "POST":
        name = request.form["username"]
        if verify_password(name, request.form["password"]):
            login_user(User(name))
            return redirect(url_for("account"))
    return render_template_string(
        '<form method="post"><input name="username"><input name="password" type="password"><button>Log in</button></form>'
    )


@app.route("/account")
@login_required
def account():
    return render_template_string('<form method="post" action="/logout"><button>Log out</button></form>')


@app.route("/logout", methods=["POST"])
def logout():
    logout_user()
    return redirect(url_for("login"))


@app.route("/api/report")
@auth.login_required
def report():
    return f"Hello, {auth.current_user()}!"


@app.route("/api/token-report")
@token_auth.login_required
def token_report():
    return f"Hello, {token_auth.current_user()}!"


@app.route("/api/greeting")
@auth.login_required(optional=True)
def greeting():
    return "Hello, whoever you are"
