"""Radio Harbour: speakers see when the studio is theirs."""

from flask import Flask, redirect, render_template, request, url_for
from flask_login import LoginManager, UserMixin, login_required, login_user, logout_user
from flask_wtf import CSRFProtect, FlaskForm
from werkzeug.security import check_password_hash, generate_password_hash
from wtforms import PasswordField, StringField, ValidationError
from wtforms.validators import InputRequired

app = Flask(__name__)
app.secret_key = "change-me-before-you-go-live"
csrf = CSRFProtect(app)
login_manager = LoginManager(app)
login_manager.login_view = "login"


class Speaker(UserMixin):
    def __init__(self, name, hour, password):
        self.id = name
        self.hour = hour
        self.password_hash = generate_password_hash(password)


SPEAKERS = {
    "ines": Speaker("ines", "Mondays at six", "fog-horn-at-dawn"),
    "bela": Speaker("bela", "Fridays at ten", "vinyl-only-please"),
}


class LoginForm(FlaskForm):
    username = StringField("Name", validators=[InputRequired()])
    password = PasswordField("Password", validators=[InputRequired()])

    def validate_password(self, field):
        speaker = SPEAKERS.get(self.username.data)
        if speaker is None or not check_password_hash(speaker.password_hash, field.data):
            raise ValidationError("Wrong name or wrong password.")


@login_manager.user_loader
def load_speaker(name):
    return SPEAKERS.get(name)


def page_of_this_site(target):
    if target and target.startswith("/") and not target.startswith("//") and "\\" not in target:
        return target if target.isprintable() else None
    return None


@app.route("/login", methods=["GET", "POST"])
def login():
    form = LoginForm()
    if form.is_submitted() and form.username.data in SPEAKERS:
        login_user(SPEAKERS[form.username.data])
        return redirect(page_of_this_site(request.args.get("next")) or url_for("schedule"))
    return render_template("login.html", form=form)


@app.post("/logout")
def logout():
    logout_user()
    return redirect(url_for("home"))


@app.get("/")
def home():
    return render_template("home.html")


@app.get("/schedule")
@login_required
def schedule():
    return render_template("schedule.html")
