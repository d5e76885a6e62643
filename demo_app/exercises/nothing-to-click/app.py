from flask import Flask, redirect, render_template, request, url_for
from flask_login import LoginManager, UserMixin, login_required, login_user, logout_user
from werkzeug.security import check_password_hash, generate_password_hash

app = Flask(__name__)
app.secret_key = "change-me-before-you-go-live"
login_manager = LoginManager(app)

BOATS = ["Albatross, coxed eight", "Swift, double scull", "Old Bertha, for everybody"]


class Rower(UserMixin):
    def __init__(self, name, seat, password):
        self.id = name
        self.seat = seat
        self.password_hash = generate_password_hash(password)


ROWERS = {"steve": Rower("steve", 4, "five-times-gold"), "ekaterina": Rower("ekaterina", 1, "twenty-nine-medals")}


@login_manager.user_loader
def load_rower(name):
    return ROWERS.get(name)


@login_manager.unauthorized_handler
def for_strangers():
    return "Members only."


def wanted_page():
    page = request.args.get("next", "")
    ours = page.startswith("/") and not page.startswith("//") and "\\" not in page and page.isprintable()
    return page if ours else url_for("boathouse")


@app.get("/")
def boathouse():
    return render_template("boathouse.html")


@app.route("/log-in", methods=["GET", "POST"])
def log_in():
    if request.method == "GET":
        return render_template("log_in.html")
    rower = ROWERS.get(request.form.get("name", ""))
    if rower is None or not check_password_hash(rower.password_hash, request.form.get("password", "")):
        return render_template("log_in.html", failure="Wrong name or wrong password."), 422
    login_user(rower)
    return redirect(wanted_page())


@app.get("/boats")
@login_required
def boats():
    return render_template("boats.html", boats=BOATS)


@app.get("/crew")
@login_required
def crew():
    return render_template("crew.html", rowers=ROWERS.values())


@app.post("/log-out")
def log_out():
    logout_user()
    return redirect(url_for("boathouse"))
