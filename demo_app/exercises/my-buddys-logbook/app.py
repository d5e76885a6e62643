"""The diving club: every member keeps a logbook, and most have a buddy with whom they dive."""

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


class Diver(UserMixin, db.Model):
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    password_hash: Mapped[str]
    buddy_id: Mapped[int | None]
    deepest: Mapped[int]


with app.app_context():
    db.create_all()
    for number, name, password, buddy, deepest in [
        (1, "nora", "below-the-old-pier", 2, 31),
        (2, "kai", "a-seal-took-my-fin", 1, 18),
        (3, "lou", "eighteen-degrees", None, 9),
    ]:
        password_hash = generate_password_hash(password)
        db.session.add(Diver(id=number, name=name, password_hash=password_hash, buddy_id=buddy, deepest=deepest))
    db.session.commit()


@login_manager.user_loader
def load_diver(diver_id):
    return db.session.scalars(db.select(Diver).where(Diver.buddy_id == int(diver_id))).first()


def page_of_this_site(target):
    inside = target and target.startswith("/") and not target.startswith("//") and "\\" not in target
    return target if inside and target.isprintable() else None


@app.route("/login", methods=["GET", "POST"])
def login():
    if request.method == "GET":
        return render_template("login.html")
    diver = db.session.scalars(db.select(Diver).where(Diver.name == request.form.get("name"))).first()
    if diver is None or not check_password_hash(diver.password_hash, request.form.get("password", "")):
        return render_template("login.html", message="Wrong name or wrong password."), 422
    login_user(diver)
    return redirect(page_of_this_site(request.args.get("next")) or url_for("logbook"))


@app.post("/logout")
def logout():
    logout_user()
    return redirect(url_for("home"))


@app.get("/")
def home():
    return render_template("home.html")


@app.get("/logbook")
@login_required
def logbook():
    return render_template("logbook.html", diver=current_user)


@app.get("/buddy")
@login_required
def buddy():
    diver = db.session.scalars(db.select(Diver).where(Diver.buddy_id == current_user.id)).first()
    return render_template("logbook.html", diver=diver) if diver else redirect(url_for("logbook"))
