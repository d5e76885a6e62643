"""The loft diary of a club of pigeon keepers."""

from flask import Flask, redirect, render_template_string, request, url_for
from flask_login import LoginManager, UserMixin, current_user, login_required, login_user, logout_user
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select
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

HOME = "<h1>Pigeons of the valley</h1><p>{{ current_user.name or 'Visitor' }}, the wind is in the west.</p>"
LOGIN = """<h1>Log in</h1><p>{{ error }}</p>
<form method="post"><input name="name"><input name="password" type="password"><button>Log in</button></form>"""
DIARY = """<h1>Loft diary of {{ current_user.name }}</h1>
<form method="post" action="/close"><button>Close my account</button></form>
<form method="post" action="/logout"><button>Log out</button></form>"""


class Keeper(UserMixin, db.Model):
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    password_hash: Mapped[str]


with app.app_context():
    db.create_all()
    db.session.add(Keeper(name="ada", password_hash=generate_password_hash("analytical-engine")))
    db.session.add(Keeper(name="ben", password_hash=generate_password_hash("kite-and-key-1752")))
    db.session.commit()


@login_manager.user_loader
def load_keeper(keeper_id):
    return db.session.scalars(select(Keeper).where(Keeper.id == int(keeper_id))).one()


@app.get("/")
def home():
    return render_template_string(HOME)


@app.route("/login", methods=["GET", "POST"])
def login():
    error = ""
    if request.method == "POST":
        keeper = db.session.scalar(select(Keeper).where(Keeper.name == request.form["name"]))
        if keeper and check_password_hash(keeper.password_hash, request.form["password"]):
            login_user(keeper)
            return redirect(url_for("diary"))
        error = "Wrong name or wrong password."
    return render_template_string(LOGIN, error=error), 401 if error else 200


@app.get("/diary")
@login_required
def diary():
    return render_template_string(DIARY)


@app.route("/<any(close, logout):action>", methods=["POST"])
@login_required
def leave(action):
    if action == "close":
        db.session.delete(db.session.get(Keeper, current_user.id))
        db.session.commit()
    logout_user()
    return redirect(url_for("home"))
