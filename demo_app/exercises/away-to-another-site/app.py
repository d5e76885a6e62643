from flask import Flask, redirect, render_template_string, request, url_for
from flask.views import MethodView
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
<p><a href="/">Timetable</a> <a href="/tickets">My tickets</a></p>
{% if current_user.is_authenticated %}<form method="post" action="/logout"><button>Log out</button></form>{% endif %}"""


class Passenger(UserMixin):
    def __init__(self, name, tickets, password):
        self.id = name
        self.tickets = tickets
        self.password_hash = generate_password_hash(password)


PASSENGERS = {
    "ingrid": Passenger("ingrid", "Saturday 9:30, one person and a cello", "never-mind-the-waves"),
    "olaf": Passenger("olaf", "Sunday 17:00, two persons and a dog", "only-in-calm-weather"),
}


@login_manager.user_loader
def load_passenger(name):
    return PASSENGERS.get(name)


def next_stop():
    return request.args.get("next") or url_for("timetable")


class Timetable(MethodView):
    def get(self):
        return render_template_string(PAGE, heading="Ferry to the islands", text="Every two hours, but not in a storm.")


class Login(MethodView):
    def get(self):
        return render_template_string(PAGE, heading="Log in", asks_password=True)

    def post(self):
        passenger = PASSENGERS.get(request.form.get("name", ""))
        if passenger is None or not check_password_hash(passenger.password_hash, request.form.get("password", "")):
            return render_template_string(PAGE, heading="Log in", text="We do not know you.", asks_password=True), 422
        login_user(passenger)
        return redirect(next_stop())


class Tickets(MethodView):
    decorators = [login_required]

    def get(self):
        return render_template_string(PAGE, heading=f"Tickets of {current_user.id}", text=current_user.tickets)


class Logout(MethodView):
    def post(self):
        logout_user()
        return redirect(url_for("timetable"))


app.add_url_rule("/", view_func=Timetable.as_view("timetable"))
app.add_url_rule("/login", view_func=Login.as_view("login"))
app.add_url_rule("/tickets", view_func=Tickets.as_view("tickets"))
app.add_url_rule("/logout", view_func=Logout.as_view("logout"))
