from flask import Flask, redirect, render_template, request, url_for
from flask_login import LoginManager, UserMixin, login_required, login_user, logout_user
from flask_wtf import CSRFProtect, FlaskForm
from werkzeug.security import check_password_hash, generate_password_hash
from wtforms import BooleanField, PasswordField, StringField, SubmitField
from wtforms.validators import DataRequired

app = Flask(__name__)
app.secret_key = "change-me-before-you-go-live"
CSRFProtect(app)
login_manager = LoginManager(app)
login_manager.login_view = "login"
login_manager.login_message = None


class Climber(UserMixin):
    def __init__(self, name, partner, password):
        self.id = name
        self.partner = partner
        self.password_hash = generate_password_hash(password)


CLIMBERS = {"lynn": Climber("lynn", "Steph", "it-goes-boys"), "tenzing": Climber("tenzing", "Edmund", "29-may-1953")}


class LoginForm(FlaskForm):
    name = StringField("Name", validators=[DataRequired()])
    password = PasswordField("Password", validators=[DataRequired()])
    remember = BooleanField("Remember me")
    submit = SubmitField("Log in")


@login_manager.user_loader
def load_climber(name):
    return CLIMBERS.get(name)


def wanted_page():
    page = request.args.get("next", "")
    ours = page.startswith("/") and not page.startswith("//") and "\\" not in page and page.isprintable()
    return page if ours else url_for("hall")


@app.get("/")
def hall():
    return render_template("hall.html")


@app.route("/login", methods=["GET", "POST"])
def login():
    form = LoginForm()
    if form.validate_on_submit():
        climber = CLIMBERS.get(form.name.data)
        if climber and check_password_hash(climber.password_hash, form.password.data):
            login_user(climber, remember=form.remember.data)
            redirect(wanted_page())
        else:
            form.password.errors.append("Wrong name or wrong password.")
    return render_template("login.html", form=form)


@app.get("/partners")
@login_required
def partners():
    return render_template("partners.html")


@app.post("/logout")
def logout():
    logout_user()
    return redirect(url_for("hall"))
