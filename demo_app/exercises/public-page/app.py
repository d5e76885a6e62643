from flask import Flask, abort, redirect, render_template_string, request, url_for
from flask_login import LoginManager, UserMixin, login_required, login_user, logout_user
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
{% if current_user.is_authenticated %}<a href="/recipes">Recipes</a>
<form method="post" action="/logout"><button>Log out</button></form>
{% else %}<a href="/login">For our bakers</a>{% endif %}"""

RECIPES = {"rye": "Two parts of rye, one of wheat, and the sourdough of 1893.", "stollen": "Let it rest three weeks."}


class Baker(UserMixin):
    def __init__(self, name, password):
        self.id = name
        self.password_hash = generate_password_hash(password)


BAKERS = {"poldi": Baker("poldi", "up-at-two-in-the-morning"), "agnes": Baker("agnes", "flour-water-salt")}


@login_manager.user_loader
def load_baker(name):
    return BAKERS.get(name)


def wanted_page():
    page = request.args.get("next", "")
    ours = page.startswith("/") and not page.startswith("//") and "\\" not in page and page.isprintable()
    return page if ours else url_for("recipes")


@app.get("/")
def shop():
    return render_template_string(PAGE, heading="Bakery at the old mill", text="Open from six. The rye is famous.")


@app.route("/login", methods=["GET", "POST"])
def login():
    if request.method == "GET":
        return render_template_string(PAGE, heading="Log in", asks_password=True)
    baker = BAKERS.get(request.form.get("name", ""))
    if baker is None or not check_password_hash(baker.password_hash, request.form.get("password", "")):
        return render_template_string(PAGE, heading="Log in", text="Wrong, sorry.", asks_password=True), 422
    login_user(baker)
    return redirect(wanted_page())


@login_required
@app.get("/recipes")
def recipes():
    return render_template_string(PAGE, heading="Recipes", text=", ".join(RECIPES))


@login_required
@app.get("/recipes/<name>")
def recipe(name):
    return render_template_string(PAGE, heading=name, text=RECIPES.get(name) or abort(404))


@app.post("/logout")
def logout():
    logout_user()
    return redirect(url_for("shop"))
