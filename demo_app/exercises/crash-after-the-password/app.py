"""A village dairy: the cheese of the week for everybody, orders for the cafés that buy there."""

from flask import Flask, redirect, render_template, request, url_for
from flask_login import LoginManager, UserMixin, login_required, login_user, logout_user
from werkzeug.security import check_password_hash, generate_password_hash

login_manager = LoginManager()
login_manager.login_view = "log_in"
login_manager.login_message = None


class Cafe(UserMixin):
    def __init__(self, id, name, password, wheels):
        self.id = id
        self.name = name
        self.password_hash = generate_password_hash(password)
        self.wheels = wheels


CAFES = {
    "17": Cafe("17", "ada", "analytical-engine", wheels=12),
    "23": Cafe("23", "ben", "kite-and-key-1752", wheels=5),
}


def cafe_named(name):
    return next((cafe for cafe in CAFES.values() if cafe.name == name), None)


@login_manager.user_loader
def load_cafe(cafe_id):
    return CAFES.get(cafe_id)


def create_app():
    app = Flask(__name__)
    app.config.from_mapping(
        secret_key="change-me-before-you-go-live",
        cheese_of_the_week="goat with walnuts",
    )
    login_manager.init_app(app)

    @app.get("/")
    def shop():
        return render_template("shop.html")

    @app.get("/order")
    @login_required
    def order():
        return render_template("order.html")

    @app.route("/log-in", methods=["GET", "POST"])
    def log_in():
        failed = False
        if request.method == "POST":
            cafe = cafe_named(request.form["name"])
            if cafe and check_password_hash(cafe.password_hash, request.form["password"]):
                login_user(cafe)
                return redirect(url_for("order"))
            failed = True
        return render_template("log_in.html", failed=failed), 401 if failed else 200

    @app.post("/log-out")
    def log_out():
        logout_user()
        return redirect(url_for("shop"))

    return app
