"""The members' pages of a tango school."""

from flask import Flask, redirect, render_template_string, request, url_for
from flask_login import LoginManager, UserMixin, current_user, login_required, login_user, logout_user
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from werkzeug.security import check_password_hash, generate_password_hash


class Base(DeclarativeBase):
    pass


app = Flask(__name__)
app.config.update(SECRET_KEY="change-me-before-you-go-live", SQLALCHEMY_DATABASE_URI="sqlite://")
db = SQLAlchemy(app, model_class=Base)
login_manager = LoginManager(app)
login_manager.login_view = "login"
login_manager.login_message = None


class Dancer(UserMixin, db.Model):
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    password_hash: Mapped[str]
    is_active: Mapped[bool] = mapped_column(default=False)  # the counter sets it when the fee is paid


with app.app_context():
    db.create_all()
    db.session.add(Dancer(name="ada", password_hash=generate_password_hash("analytical-engine"), is_active=True))
    db.session.add(Dancer(name="ben", password_hash=generate_password_hash("kite-and-key-1752")))
    db.session.add(Dancer(name="cleo", password_hash=generate_password_hash("eight-steps-back"), is_active=True))
    db.session.commit()

LOGIN = """<h1>Log in</h1><p>{{ error }}</p>
<form method="post"><input name="name"><input name="password" type="password"><button>Log in</button></form>"""
FIGURES = """<h1>New figures</h1><p>{{ current_user.name }}, try the ocho cortado, slowly.</p>
<form method="post" action="/logout"><button>Log out</button></form>"""


@login_manager.user_loader
def load_dancer(dancer_id):
    return db.session.get(Dancer, int(dancer_id))


@app.get("/")
def home():
    return '<h1>Tango in the old mill</h1><a href="/figures">New figures</a>'


@app.route("/login", methods=["GET", "POST"])
def login():
    if request.method == "GET":
        return render_template_string(LOGIN)
    dancer = db.session.scalar(db.select(Dancer).filter_by(name=request.form["name"]))
    if dancer is None or not check_password_hash(dancer.password_hash, request.form["password"]):
        return render_template_string(LOGIN, error="Wrong name or wrong password."), 401
    login_user(dancer)
    return redirect(url_for("figures"))


@app.get("/figures")
@login_required
def figures():
    return render_template_string(FIGURES)


@app.post("/logout")
def logout():
    logout_user()
    return redirect(url_for("home"))
