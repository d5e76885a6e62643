"""What people add to an app, as text that is put into the app in one file; and a browser for it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from flask.testing import FlaskClient

from tests.foreign_apps.driver import ONE_FILE, PASSWORD
from tracer.activities.record import record
from tracer.trace.events import Trace

FORM = {"name": "grace", "secret": PASSWORD}
SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}

VIEW = '@app.route("/login", methods=["GET", "POST"])\n'
LOGIN_VIEW = 'login_manager.login_view = "login"\n'
LOAD_USER = "    return USERS.get(int(user_id))\n"
LOADER = f"@login_manager.user_loader\ndef load_user(user_id):\n{LOAD_USER}"
LOG_IN = (
    'if not login_user(user, remember="stay" in request.form):\n            return page("Your account is switched off")'
)
TARGET = (
    'target = request.args.get("next", "")\n        return redirect(target if is_safe(target) else url_for("index"))'
)

Change: TypeAlias = tuple[str, str]
Drive: TypeAlias = Callable[[FlaskClient], None]


def also(text: str) -> Change:
    """Put more into the app, above its login page."""
    return VIEW, f"{text}\n\n{VIEW}"


def instead_of_login(text: str) -> Change:
    """Put something in the place of the call of login_user."""
    return LOG_IN, text


@dataclass(frozen=True)
class Pattern:
    """An app that is written in some way, and what somebody does with it.

    Attributes:
        name: The pattern, in a few words.
        changes: Texts of the app in one file, each with what stands in its place.
        drive: What somebody does.
        steps: What the table must tell, where it matters.
    """

    name: str
    changes: Sequence[Change]
    drive: Drive
    steps: Sequence[str] = field(default=())

    def trace(self, folder: Path) -> Trace:
        """Return the trace of the app with the pattern in it."""
        app = ONE_FILE.load(folder, *self.changes)
        with record(app) as recording:
            self.drive(app.test_client())
        return recording.trace


def log_in(client: FlaskClient, path: str = "/login") -> None:
    client.post(path, data=FORM, follow_redirects=True)


def then(*paths: str) -> Drive:
    """Log in and ask for pages."""

    def drive(client: FlaskClient) -> None:
        log_in(client)
        for path in paths:
            client.get(path, follow_redirects=True)

    return drive


def first(*paths: str) -> Drive:
    """Ask for pages without a login, then log in and ask for the account."""

    def drive(client: FlaskClient) -> None:
        for path in paths:
            client.get(path, follow_redirects=True)
        log_in(client)
        client.get("/account")

    return drive
