"""The reading room: visitors borrow books at the public computer by the window, or from home."""

from datetime import timedelta

from flask import Flask, flash, redirect, render_template, request, url_for
from flask_login import LoginManager, UserMixin, login_required, login_user, logout_user
from flask_wtf import CSRFProtect, FlaskForm
from werkzeug.security import check_password_hash, generate_password_hash
from wtforms import BooleanField, PasswordField, StringField
from wtforms.validators import InputRequired

app = Flask(__name__)
app.secret_key = "change-me-before-you-go-live"
app.config["REMEMBER_COOKIE_DURATION"] = timedelta(days=30)
csrf = CSRFProtect(app)
login_manager = LoginManager(app)
login_manager.login_view = "login"


class Reader(UserMixin):
    def __init__(self, name, books, password):
        self.id = name
        self.books = books
        self.password_hash = generate_password_hash(password)


READERS = {
    "jonas": Reader("jonas", ["A Field Guide to Clouds"], "dog-ears-are-a-sin"),
    "ada": Reader("ada", ["Notes on an Engine", "Poems"], "page-one-hundred-and-four"),
}


class LoginForm(FlaskForm):
    username = StringField("Name", validators=[InputRequired()])
    password = PasswordField("Password", validators=[InputRequired()])
    remember = BooleanField("Stay logged in on this computer")


@login_manager.user_loader
def load_reader(name):
    return READERS.get(name)


def page_of_this_site(target):
    if target and target.startswith("/") and not target.startswith("//") and "\\" not in target:
        return target if target.isprintable() else None
    return None


@app.route("/login", methods=["GET", "POST"])
def login():
    form = LoginForm()
    if form.validate_on_submit():
        reader = READERS.get(form.username.data)
        if reader is not None and check_password_hash(reader.password_hash, form.password.data):
            login_user(reader, remember=form.remember)
            return redirect(page_of_this_site(request.args.get("next")) or url_for("books"))
        flash("Wrong name or wrong password.")
    return render_template("login.html", form=form)


@app.post("/logout")
def logout():
    logout_user()
    return redirect(url_for("home"))


@app.get("/")
def home():
    return render_template("home.html")


@app.get("/books")
@login_required
def books():
    return render_template("books.html")
