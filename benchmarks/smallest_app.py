"""The smallest app with Flask-Login: one page behind a login, no template, no database, no hash.

It is the hardest case for whoever observes: nothing that the app does itself hides what observing costs.
"""

from flask import Flask, request
from flask_login import LoginManager, UserMixin, login_required, login_user

USERS = {"1": "ada"}
PASSWORD = "a password for measuring"  # noqa: S105 # protects nothing

app = Flask(__name__)
app.config["SECRET_KEY"] = "a key for measuring, which protects nothing"  # noqa: S105 # as above
login_manager = LoginManager(app)


class User(UserMixin):
    """An account."""

    def __init__(self, number: str) -> None:
        self.id = number


@login_manager.user_loader
def load_user(number: str) -> User | None:
    """Return the user with a number."""
    return User(number) if number in USERS else None


@app.post("/login")
def login() -> tuple[str, int]:
    """Log in whoever types the right password."""
    if request.form["password"] != PASSWORD:
        return "no", 403
    login_user(User("1"))
    return "in", 200


@app.get("/protected")
@login_required
def protected() -> str:
    """Answer whoever is logged in."""
    return "private"
