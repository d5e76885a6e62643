from flask import Flask, redirect, render_template_string, request, url_for
from flask_login import LoginManager, UserMixin, current_user, login_required, login_user, logout_user
from werkzeug.security import check_password_hash, generate_password_hash

app = Flask(__name__)
app.secret_key = "change-me-before-you-go-live"
login_manager = LoginManager(app)
login_manager.login_view = "login"
login_manager.login_message = None

PAGE = """<!doctype html><title>{{ heading }}</title><h1>{{ heading }}</h1>
{% if text %}<p>{{ text }}</p>{% endif %}
{% if asks_password %}
<form method="post"><input name="name"><input name="password" type="password"><button>Log in</button></form>
{% endif %}
<p><a href="/">Workshop</a> <a href="/repairs">My repairs</a></p>
{% if current_user.is_authenticated %}<form method="post" action="/logout"><button>Log out</button></form>{% endif %}"""


class Customer(UserMixin):
    def __init__(self, number, name, password, bicycle):
        self.id = number
        self.name = name
        self.password_hash = generate_password_hash(password)
        self.bicycle = bicycle


CUSTOMERS = {
    1: Customer(1, "berta", "chain-and-sprocket", "the green tourer: new brake pads, ready on Friday"),
    2: Customer(2, "kirk", "penny-farthing-1870", "the penny-farthing: no tyre of that size can be had"),
}


@login_manager.user_loader
def load_customer(customer_id):
    return CUSTOMERS.get(customer_id)


def customer_named(name):
    return next((customer for customer in CUSTOMERS.values() if customer.name == name), None)


def wanted_page():
    page = request.args.get("next", "")
    ours = page.startswith("/") and not page.startswith("//") and "\\" not in page and page.isprintable()
    return page if ours else url_for("repairs")


@app.get("/")
def workshop():
    return render_template_string(PAGE, heading="Bicycle workshop", text="We mend everything with two wheels.")


@app.route("/login", methods=["GET", "POST"])
def login():
    text, status = None, 200
    if request.method == "POST":
        customer = customer_named(request.form.get("name", ""))
        if customer and check_password_hash(customer.password_hash, request.form.get("password", "")):
            login_user(customer)
            return redirect(wanted_page())
        text, status = "Wrong name or wrong password.", 422
    return render_template_string(PAGE, heading="Log in", text=text, asks_password=True), status


@app.get("/repairs")
@login_required
def repairs():
    return render_template_string(PAGE, heading=f"Repairs for {current_user.name}", text=current_user.bicycle)


@app.post("/logout")
def logout():
    logout_user()
    return redirect(url_for("workshop"))
