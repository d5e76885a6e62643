from flask import Flask, redirect, render_template, request, url_for
from flask_login import LoginManager, UserMixin, login_required, login_user, logout_user
from werkzeug.security import check_password_hash, generate_password_hash

app = Flask(__name__)
app.secret_key = "change-me-before-you-go-live"
login_manager = LoginManager(app)
login_manager.login_view = "login"
login_manager.login_message = None

COLUMNS = {"number": 4, "name": 20, "voice": 10, "password_hash": 64}


def card(**values):
    return {column: values[column][:width] for column, width in COLUMNS.items()}


CARD_INDEX = [
    card(number="1", name="clara", voice="alto", password_hash=generate_password_hash("three romances op. 22")),
    card(number="2", name="felix", voice="tenor", password_hash=generate_password_hash("songs without words")),
]


class Singer(UserMixin):
    def __init__(self, entry):
        self.id = entry["number"]
        self.name = entry["name"]
        self.voice = entry["voice"]
        self.password_hash = entry["password_hash"]


SINGERS = {entry["number"]: Singer(entry) for entry in CARD_INDEX}


@login_manager.user_loader
def load_singer(number):
    return SINGERS.get(number)


def wanted_page():
    page = request.args.get("next", "")
    ours = page.startswith("/") and not page.startswith("//") and "\\" not in page and page.isprintable()
    return page if ours else url_for("home")


@app.get("/")
def home():
    return render_template("home.html")


@app.route("/login", methods=["GET", "POST"])
def login():
    if request.method == "GET":
        return render_template("login.html")
    name = request.form.get("name", "")
    singer = next((singer for singer in SINGERS.values() if singer.name == name), None)
    if singer is None or not check_password_hash(singer.password_hash, request.form.get("password", "")):
        return render_template("login.html", failure="Wrong name or wrong password."), 422
    login_user(singer)
    return redirect(wanted_page())


@app.get("/rehearsals")
@login_required
def rehearsals():
    return render_template("rehearsals.html")


@app.post("/logout")
@login_required
def logout():
    logout_user()
    return redirect(url_for("home"))
