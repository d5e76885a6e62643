"""The bakery: regular customers order their bread for the next morning."""

from flask import Flask, redirect, render_template, request, url_for
from flask_login import LoginManager, UserMixin, current_user, login_required, login_user, logout_user
from werkzeug.security import check_password_hash, generate_password_hash

app = Flask(__name__)
app.secret_key = "change-me-before-you-go-live"
login_manager = LoginManager(app)
login_manager.login_view = "login_form"


class Customer(UserMixin):
    def __init__(self, name, password):
        self.id = name
        self.password_hash = generate_password_hash(password)
        self.order = []


CUSTOMERS = {
    "mrs-oak": Customer("mrs-oak", "two-rye-and-a-plait"),
    "pavel": Customer("pavel", "poppy-seed-every-time"),
}


@login_manager.user_loader
def load_customer(name):
    return CUSTOMERS.get(name)


def page_of_this_site(target):
    inside = target and target.startswith("/") and not target.startswith("//") and "\\" not in target
    return target if inside and target.isprintable() else None


@app.get("/login")
def login_form():
    return render_template("login.html")


@app.post("/login")
def login():
    typed = request.get_json()
    customer = CUSTOMERS.get(typed.get("name"))
    if customer is None or not check_password_hash(customer.password_hash, typed.get("password", "")):
        return render_template("login.html", message="Wrong name or wrong password."), 422
    login_user(customer)
    return redirect(page_of_this_site(request.args.get("next")) or url_for("order"))


@app.post("/logout")
def logout():
    logout_user()
    return redirect(url_for("home"))


@app.get("/")
def home():
    return render_template("home.html")


@app.get("/order")
@login_required
def order():
    return render_template("order.html")


@app.post("/order")
@login_required
def add():
    current_user.order.append(request.form.get("bread", "")[:40])
    return redirect(url_for("order"))
