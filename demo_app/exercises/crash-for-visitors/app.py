from flask import Flask, redirect, render_template, request, url_for
from flask_login import LoginManager, UserMixin, current_user, login_required, login_user, logout_user
from werkzeug.security import check_password_hash, generate_password_hash

app = Flask(__name__)
app.secret_key = "change-me-before-you-go-live"
login_manager = LoginManager(app)
login_manager.login_view = "login"
login_manager.login_message = None


class Guide(UserMixin):
    def __init__(self, guide_id, first_name, language, password):
        self.id = guide_id
        self.first_name = first_name
        self.language = language
        self.password_hash = generate_password_hash(password)


GUIDES = {
    "mary": Guide("mary", "Mary", "English", "ichthyosaur-on-the-beach"),
    "georges": Guide("georges", "Georges", "French", "one-tooth-is-enough"),
}


@login_manager.user_loader
def load_guide(guide_id):
    return GUIDES.get(guide_id)


def wanted_page():
    page = request.args.get("next", "")
    ours = page.startswith("/") and not page.startswith("//") and "\\" not in page and page.isprintable()
    return page if ours else url_for("home")


@app.get("/")
def home():
    greeting = f"Good morning, {current_user.first_name}!"
    return render_template("home.html", greeting=greeting)


@app.get("/opening-hours")
def opening_hours():
    return render_template("opening_hours.html")


@app.route("/login", methods=["GET", "POST"])
def login():
    if request.method == "GET":
        return render_template("login.html")
    guide = GUIDES.get(request.form.get("name", ""))
    if guide is None or not check_password_hash(guide.password_hash, request.form.get("password", "")):
        return render_template("login.html", failure="Wrong name or wrong password."), 422
    login_user(guide)
    return redirect(wanted_page())


@app.get("/tours")
@login_required
def tours():
    return render_template("tours.html")


@app.post("/logout")
@login_required
def logout():
    logout_user()
    return redirect(url_for("home"))
