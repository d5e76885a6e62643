"""The boathouse: each boat has one account, which its crew shares to keep the boat's log."""

from enum import Enum

from flask import Flask, redirect, render_template, request, url_for
from flask_login import LoginManager, UserMixin, login_required, login_user, logout_user
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.orm import Mapped, mapped_column
from werkzeug.security import check_password_hash, generate_password_hash

app = Flask(__name__)
app.secret_key = "change-me-before-you-go-live"
app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite://"
db = SQLAlchemy(app)
login_manager = LoginManager(app)
login_manager.login_view = "login"


class Boat(Enum):
    GULL = "gull"
    HERON = "heron"


class Crew(UserMixin, db.Model):
    boat: Mapped[Boat] = mapped_column(primary_key=True)
    seats: Mapped[int]
    password_hash: Mapped[str]

    def get_id(self):
        return self.boat


with app.app_context():
    db.create_all()
    for boat, password in [(Boat.GULL, "four-oars-and-a-cox"), (Boat.HERON, "mist-on-the-river")]:
        db.session.add(Crew(boat=boat, seats=4, password_hash=generate_password_hash(password)))
    db.session.commit()


@login_manager.user_loader
def load_crew(boat):
    return db.session.get(Crew, boat)


def page_of_this_site(target):
    if target and target.startswith("/") and not target.startswith("//") and "\\" not in target:
        return target if target.isprintable() else None
    return None


@app.route("/login", methods=["GET", "POST"])
def login():
    if request.method == "GET":
        return render_template("login.html")
    names = {boat.value: boat for boat in Boat}
    crew = db.session.get(Crew, names[request.form["boat"]]) if request.form.get("boat") in names else None
    if crew is None or not check_password_hash(crew.password_hash, request.form.get("password", "")):
        return render_template("login.html", message="That is not the password of this boat."), 422
    login_user(crew)
    return redirect(page_of_this_site(request.args.get("next")) or url_for("log"))


@app.post("/logout")
def logout():
    logout_user()
    return redirect(url_for("home"))


@app.get("/")
def home():
    return render_template("home.html")


@app.get("/log")
@login_required
def log():
    return render_template("log.html")
