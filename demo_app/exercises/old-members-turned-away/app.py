"""The climbing hall: members look up their grades, and can log out on all their devices at once."""

import secrets

from flask import Flask, redirect, render_template, request, url_for
from flask_login import LoginManager, UserMixin, current_user, login_required, login_user, logout_user
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.orm import Mapped, mapped_column
from werkzeug.security import check_password_hash, generate_password_hash

app = Flask(__name__)
app.secret_key = "change-me-before-you-go-live"
app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite://"
db = SQLAlchemy(app)
login_manager = LoginManager(app)
login_manager.login_view = "login"


class Climber(UserMixin, db.Model):
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    password_hash: Mapped[str]
    session_key: Mapped[str | None]

    def get_id(self):
        return str(self.session_key)


with app.app_context():
    db.create_all()
    for name, password, key in [
        ("otto", "the-blue-route-in-1998", None),
        ("tove", "chalk-and-patience", None),
        ("mina", "first-time-on-a-rope", secrets.token_urlsafe()),
    ]:
        db.session.add(Climber(name=name, password_hash=generate_password_hash(password), session_key=key))
    db.session.commit()


@login_manager.user_loader
def load_climber(key):
    return db.session.scalars(db.select(Climber).filter_by(session_key=key)).first()


@app.route("/login", methods=["GET", "POST"])
def login():
    if request.method == "GET":
        return render_template("login.html")
    climber = db.session.scalars(db.select(Climber).filter_by(name=request.form.get("name"))).first()
    if climber is None or not check_password_hash(climber.password_hash, request.form.get("password", "")):
        return render_template("login.html", message="Nobody with this name and this password climbs here."), 422
    login_user(climber)
    return redirect(url_for("grades"))


@app.post("/logout")
def logout():
    logout_user()
    return redirect(url_for("home"))


@app.get("/")
def home():
    return render_template("home.html")


@app.get("/grades")
@login_required
def grades():
    return render_template("grades.html")


@app.post("/logout-everywhere")
@login_required
def logout_everywhere():
    current_user.session_key = secrets.token_urlsafe()
    db.session.commit()
    logout_user()
    return redirect(url_for("home"))
