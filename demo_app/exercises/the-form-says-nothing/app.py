"""The choir: singers find the scores for the next concert here."""

from flask import Flask, flash, redirect, render_template, request, url_for
from flask_login import LoginManager, UserMixin, login_required, login_user, logout_user
from flask_wtf import FlaskForm
from werkzeug.security import check_password_hash, generate_password_hash
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired

app = Flask(__name__)
app.secret_key = "change-me-before-you-go-live"
login_manager = LoginManager(app)
login_manager.login_view = "login"


class Singer(UserMixin):
    def __init__(self, name, voice, password):
        self.id = name
        self.voice = voice
        self.password_hash = generate_password_hash(password)


SINGERS = {
    "greta": Singer("greta", "alto", "lacrimosa-in-d-minor"),
    "paul": Singer("paul", "bass", "breathe-before-bar-nine"),
}


class LoginForm(FlaskForm):
    username = StringField("Name", validators=[InputRequired()])
    password = PasswordField("Password", validators=[InputRequired()])


class LogoutForm(FlaskForm):
    pass


@login_manager.user_loader
def load_singer(name):
    return SINGERS.get(name)


def page_of_this_site(target):
    if target and target.startswith("/") and not target.startswith("//") and "\\" not in target:
        return target if target.isprintable() else None
    return None


@app.route("/login", methods=["GET", "POST"])
def login():
    form = LoginForm()
    if form.validate_on_submit():
        singer = SINGERS.get(form.username.data)
        if singer is not None and check_password_hash(singer.password_hash, form.password.data):
            login_user(singer)
            return redirect(page_of_this_site(request.args.get("next")) or url_for("scores"))
        flash("Wrong name or wrong password.")
    return render_template("login.html", form=form)


@app.post("/logout")
def logout():
    if LogoutForm().validate_on_submit():
        logout_user()
    return redirect(url_for("home"))


@app.get("/")
def home():
    return render_template("home.html")


@app.get("/scores")
@login_required
def scores():
    return render_template("scores.html", form=LogoutForm())
