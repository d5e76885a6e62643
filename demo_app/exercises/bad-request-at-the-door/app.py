"""The pottery: members reserve a place in the kiln."""

from flask import Flask, redirect, render_template, request, url_for
from flask_login import LoginManager, UserMixin, login_required, login_user, logout_user
from flask_wtf import CSRFProtect, FlaskForm
from werkzeug.security import check_password_hash, generate_password_hash
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired

app = Flask(__name__)
app.config.update(
    SECRET_KEY="change-me-before-you-go-live",
    SESSION_COOKIE_HTTPONLY=True,
    SESSION_COOKIE_SAMESITE="Lax",
    SESSION_COOKIE_PATH="/members",
)
csrf = CSRFProtect(app)
login_manager = LoginManager(app)
login_manager.login_view = "login"


class Potter(UserMixin):
    def __init__(self, name, shelf, password):
        self.id = name
        self.shelf = shelf
        self.password_hash = generate_password_hash(password)


POTTERS = {
    "hanne": Potter("hanne", "top shelf", "celadon-over-iron"),
    "yusuf": Potter("yusuf", "bottom shelf", "wedge-it-a-hundred-times"),
}


class LoginForm(FlaskForm):
    username = StringField("Name", validators=[InputRequired()])
    password = PasswordField("Password", validators=[InputRequired()])


@login_manager.user_loader
def load_potter(name):
    return POTTERS.get(name)


def page_of_this_site(target):
    if target and target.startswith("/") and not target.startswith("//") and "\\" not in target:
        return target if target.isprintable() else None
    return None


@app.route("/login", methods=["GET", "POST"])
def login():
    form = LoginForm()
    if form.validate_on_submit():
        potter = POTTERS.get(form.username.data)
        if potter is not None and check_password_hash(potter.password_hash, form.password.data):
            login_user(potter)
            return redirect(page_of_this_site(request.args.get("next")) or url_for("kiln"))
        form.password.errors = ["Wrong name or wrong password."]
    return render_template("login.html", form=form)


@app.post("/logout")
def logout():
    logout_user()
    return redirect(url_for("home"))


@app.get("/")
def home():
    return render_template("home.html")


@app.get("/members/kiln")
@login_required
def kiln():
    return render_template("kiln.html")
