from flask import Flask, redirect, render_template, request, url_for
from flask_login import LoginManager, UserMixin, current_user, login_required, login_user, logout_user
from werkzeug.security import check_password_hash, generate_password_hash

app = Flask(__name__)
app.secret_key = "change-me-before-you-go-live"
login_manager = LoginManager(app)
login_manager.login_view = "login"
login_manager.login_message = None


class Friend(UserMixin):
    def __init__(self, friend_id, name, seat, password):
        self.id = friend_id
        self.name = name
        self.seat = seat
        self.password_hash = generate_password_hash(password)


FRIENDS = {
    "lotte": Friend("lotte", "Lotte", "row 3, on the aisle", "scissors-and-silhouettes"),
    "buster": Friend("buster", "Buster", "last row, near the exit", "never-smile"),
}


@login_manager.user_loader
def load_friend(friend_id):
    return FRIENDS.get(friend_id)


def wanted_page():
    page = request.args.get("next", "")
    ours = page.startswith("/") and not page.startswith("//") and "\\" not in page and page.isprintable()
    return page if ours else url_for("my_seat")


@app.get("/")
def programme():
    return render_template("programme.html")


@app.route("/login", methods=["GET", "POST"])
def login():
    if current_user.is_authenticated():
        return redirect(url_for("my_seat"))
    if request.method == "GET":
        return render_template("login.html")
    friend = FRIENDS.get(request.form.get("name", ""))
    if friend is None or not check_password_hash(friend.password_hash, request.form.get("password", "")):
        return render_template("login.html", failure="Wrong name or wrong password."), 422
    login_user(friend)
    return redirect(wanted_page())


@app.get("/my-seat")
@login_required
def my_seat():
    return render_template("my_seat.html")


@app.post("/logout")
def logout():
    logout_user()
    return redirect(url_for("programme"))
