"""Logging in and out, registering."""

from flask import Blueprint, flash, redirect, render_template_string, request, url_for
from flask_login import LoginManager, current_user, login_user, logout_user
from flask_wtf import FlaskForm
from wtforms import BooleanField, PasswordField, StringField, SubmitField
from wtforms.validators import DataRequired

from .models import User, db

accounts = Blueprint("accounts", __name__)
login_manager = LoginManager()
login_manager.login_view = "accounts.login"
login_manager.login_message_category = "info"

FORM = """<h1>{{ title }}</h1>
{% for message in get_flashed_messages() %}<p>{{ message }}</p>{% endfor %}
<form method="post" action="{{ request.full_path }}">{{ form.hidden_tag() }}{{ form.email() }}{{ form.password() }}
{% if form.remember %}{{ form.remember() }}{% endif %}{{ form.submit() }}</form>"""


class LoginForm(FlaskForm):
    email = StringField("Email", validators=[DataRequired()])
    password = PasswordField("Password", validators=[DataRequired()])
    remember = BooleanField("Remember me")
    submit = SubmitField("Sign in")


class LogoutForm(FlaskForm):
    submit = SubmitField("Sign out")


class RegistrationForm(FlaskForm):
    email = StringField("Email", validators=[DataRequired()])
    password = PasswordField("Password", validators=[DataRequired()])
    submit = SubmitField("Register")


@login_manager.user_loader
def load_user(user_id):
    return db.session.get(User, int(user_id))


@accounts.route("/login", methods=["GET", "POST"])
def login():
    if current_user.is_authenticated:
        return redirect(url_for("pages.index"))
    form = LoginForm()
    if form.validate_on_submit():
        user = User.query.filter_by(email=form.email.data).first()
        if user is None or not user.check_password(form.password.data):
            flash("Invalid email or password")
            return redirect(url_for("accounts.login"))
        login_user(user, remember=form.remember.data)
        target = request.args.get("next", "")
        if not target.startswith("/") or target.startswith(("//", "/\\")):
            target = url_for("pages.index")
        return redirect(target)
    return render_template_string(FORM, title="Sign in", form=form)


@accounts.route("/register", methods=["GET", "POST"])
def register():
    if current_user.is_authenticated:
        return redirect(url_for("pages.index"))
    form = RegistrationForm()
    if form.validate_on_submit():
        user = User(email=form.email.data)
        user.set_password(form.password.data)
        db.session.add(user)
        db.session.commit()
        return redirect(url_for("accounts.login"))
    return render_template_string(FORM, title="Register", form=form)


@accounts.post("/logout")
def logout():
    if LogoutForm().validate_on_submit():
        logout_user()
    return redirect(url_for("pages.index"))
