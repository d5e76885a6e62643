from flask import Flask, redirect, render_template, request, url_for
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from werkzeug.security import check_password_hash, generate_password_hash

app = Flask(__name__)
app.secret_key = "change-me-before-you-go-live"
login_manager = LoginManager(app)
login_manager.login_view = "login"
login_manager.login_message = None

BEDS = [("12 July", "Heidi and Peter", 2), ("13 July", "mountain rescue, exercise", 9)]


class Warden(UserMixin):
    def __init__(self, name, password):
        self.id = name
        self.password_hash = generate_password_hash(password)


WARDENS = {"alma": Warden("alma", "soup-at-eighteen-hours"), "toni": Warden("toni", "lights-out-at-ten")}


@login_manager.user_loader
def load_warden(name):
    return WARDENS.get(name)


@app.before_request
def wardens_only():
    if request.endpoint == "login" or current_user.is_authenticated:
        return None
    return login_manager.unauthorized()


def wanted_page():
    page = request.args.get("next", "")
    ours = page.startswith("/") and not page.startswith("//") and "\\" not in page and page.isprintable()
    return page if ours else url_for("bookings")


@app.route("/login", methods=["GET", "POST"])
def login():
    if request.method == "GET":
        return render_template("login.html")
    warden = WARDENS.get(request.form.get("name", ""))
    if warden is None or not check_password_hash(warden.password_hash, request.form.get("password", "")):
        return render_template("login.html", failure="Wrong name or wrong password."), 422
    login_user(warden)
    return redirect(wanted_page())


@app.get("/")
def bookings():
    return render_template("bookings.html", beds=BEDS)


@app.get("/bookings.csv")
def bookings_as_table():
    lines = [f"{day};{guest};{beds}" for day, guest, beds in BEDS]
    return "\n".join(lines), {"Content-Type": "text/csv"}


@app.post("/logout")
def logout():
    logout_user()
    return redirect(url_for("login"))
