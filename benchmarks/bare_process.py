"""What the main job is compared with: the same imports, the same demo users, the same requests, and no tracer.

It is run as a process of its own by the benchmarks of the command, and prints nothing.
"""

import re
from pathlib import Path
from tempfile import TemporaryDirectory

import click
import flask
import flask_login
import rich.console
import rich.table
from werkzeug.test import Client

from demo_app.flask_app import create_app
from demo_app.flask_app.settings import DEFAULTS

IMPORTED = (click, flask, flask_login, rich.console, rich.table)
"""What the command needs too."""


def perform_login_flow() -> None:
    """Perform the requests of the scenario login-flow as a test client does."""
    with TemporaryDirectory() as folder:
        app = create_app({"DATABASE": str(Path(folder) / "users.sqlite3")})
        client = Client(app)
        accounts = DEFAULTS["ACCOUNTS"]
        password = accounts["ada"] if isinstance(accounts, dict) else ""
        page = client.get("/protected", follow_redirects=True).get_data(as_text=True)
        action = re.search(r'<form class="card" method="post" action="([^"]+)"', page)
        target = action.group(1) if action else "/login"
        client.post(target, data={"username": "ada", "password": password}, follow_redirects=True)
        client.post("/logout", follow_redirects=True)
        last = client.get("/protected", follow_redirects=True)
        if "Log in" not in last.get_data(as_text=True):
            raise RuntimeError("the login flow did not end at the login form")


if __name__ == "__main__":
    perform_login_flow()
