from datetime import timedelta

from flask import Flask, redirect, render_template, request, url_for
from flask_login import LoginManager, UserMixin, login_required, login_user, logout_user
from werkzeug.security import check_password_hash, generate_password_hash

app = Flask(__name__)
app.config.update(
    SECRET_KEY="change-me-before-you-go-live",
    SESSION_COOKIE_SAMESITE="Lax",
    REMEMBER_COOKIE_DURATION=timedelta(days=30),
    REMEMBER_COOKIE_HTTPONLY=True,
    REMEMBER_COOKIE_SAMESITE="Lax",
    REMEMBER_COOKIE_REFRESH_EACH_REQUEST=True,
)
login_manager = LoginManager(app)
login_manager.login_view = "login"
login_manager.login_message = None


class Reader(UserMixin):
    def __init__(self, card, name, books, password):
        self.id = card
        self.name = name
        self.books = books
        self.password_hash = generate_password_hash(password)


READERS = {
    "R-1001": Reader("R-1001", "emmy", ["Symmetries", "Rings and ideals"], "idealtheorie-1921"),
    "R-1002": Reader("R-1002", "jorge", ["The library of Babel"], "hexagonal-galleries"),
}


@login_manager.user_loader
def load_reader(card):
    return READERS.get(card)


def wanted_page():
    page = request.args.get("next", "")
    ours = page.startswith("/") and not page.startswith("//") and "\\" not in page and page.isprintable()
    return page if ours else url_for("catalogue")


@app.get("/")
def catalogue():
    return render_template("catalogue.html")


@app.route("/login", methods=["GET", "POST"])
def login():
    if request.method == "GET":
        return render_template("login.html")
    reader = next((reader for reader in READERS.values() if reader.name == request.form.get("name")), None)
    if reader is None or not check_password_hash(reader.password_hash, request.form.get("password", "")):
        return render_template("login.html", failure="Wrong name or wrong password."), 422
    login_user(reader, remember="remember" in request.form)
    return redirect(wanted_page())


@app.get("/loans")
@login_required
def loans():
    return render_template("loans.html")


@app.post("/logout")
def logout():
    logout_user()
    return redirect(url_for("catalogue"))
