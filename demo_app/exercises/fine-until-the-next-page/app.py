"""The seed library: members borrow seeds in spring and bring back new ones in autumn."""

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


class Gardener(UserMixin, db.Model):
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    password_hash: Mapped[str]
    seeds: Mapped[str]


with app.app_context():
    db.create_all()
    for name, password, seeds in [
        ("rosa", "sweet-pea-in-march", "sweet peas, borage"),
        ("emil", "beans-on-a-string", "runner beans, dill"),
    ]:
        db.session.add(Gardener(name=name, password_hash=generate_password_hash(password), seeds=seeds))
    db.session.commit()


@login_manager.user_loader
def load_gardener(gardener_id):
    return db.session.execute(db.select(Gardener).where(Gardener.id == int(gardener_id))).first()


def page_of_this_site(target):
    if target and target.startswith("/") and not target.startswith("//") and "\\" not in target:
        return target if target.isprintable() else None
    return None


@app.route("/login", methods=["GET", "POST"])
def login():
    if request.method == "GET":
        return render_template("login.html")
    gardener = db.session.execute(db.select(Gardener).filter_by(name=request.form.get("username"))).scalar()
    if gardener is None or not check_password_hash(gardener.password_hash, request.form.get("password", "")):
        return render_template("login.html", message="No gardener of that name, or another password."), 422
    login_user(gardener)
    return redirect(page_of_this_site(request.args.get("next")) or url_for("drawer"))


@app.post("/logout")
def logout():
    logout_user()
    return redirect(url_for("home"))


@app.get("/")
def home():
    return render_template("home.html")


@app.get("/drawer")
@login_required
def drawer():
    return render_template("drawer.html")


@app.post("/leave")
@login_required
def leave():
    db.session.execute(db.delete(Gardener).where(Gardener.id == current_user.id))
    db.session.commit()
    logout_user()
    return redirect(url_for("home"))
