"""The film club: members vote for the next film; guests choose a language and look around."""

from flask import Flask, redirect, render_template, request, session, url_for
from flask_login import LoginManager, UserMixin, login_required, login_user, logout_user
from werkzeug.security import check_password_hash, generate_password_hash

app = Flask(__name__)
app.secret_key = "change-me-before-you-go-live"
login_manager = LoginManager(app)
login_manager.login_view = "login"
GREETINGS = {"en": "Good evening", "fr": "Bonsoir", "sv": "God kväll"}


class Member(UserMixin):
    def __init__(self, name, language, password):
        self.id = name
        self.language = language
        self.password_hash = generate_password_hash(password)


MEMBERS = {
    "claire": Member("claire", "fr", "four-hundred-blows"),
    "sven": Member("sven", "sv", "wild-strawberries-57"),
}


@login_manager.user_loader
def load_member(name):
    return MEMBERS.get(name)


def page_of_this_site(target):
    inside = target and target.startswith("/") and not target.startswith("//") and "\\" not in target
    return target if inside and target.isprintable() else None


@app.get("/")
def home():
    return render_template("home.html", greeting=GREETINGS[session.get("language", "en")], languages=GREETINGS)


@app.post("/language")
def language():
    if request.form.get("language") in GREETINGS:
        session["language"] = request.form["language"]
    return redirect(url_for("home"))


@app.route("/login", methods=["GET", "POST"])
def login():
    if request.method == "GET":
        return render_template("login.html")
    member = MEMBERS.get(request.form.get("name"))
    if member is None or not check_password_hash(member.password_hash, request.form.get("password", "")):
        return render_template("login.html", message="Wrong name or wrong password."), 422
    login_user(member)
    session.clear()
    session["language"] = member.language
    return redirect(page_of_this_site(request.args.get("next")) or url_for("vote"))


@app.post("/logout")
def logout():
    logout_user()
    return redirect(url_for("home"))


@app.get("/vote")
@login_required
def vote():
    return render_template("vote.html", greeting=GREETINGS[session.get("language", "en")])
