"""The smallest Quart app with Flask-Login, to see what works without a cure. It runs in a process of its own.

``python -m tests.demo_app.bare_quart_app [CURE ...]`` prints what was found as JSON.
"""

import quart_flask_patch  # noqa: F401 # imported for what it does

# isort: split
import asyncio
import json
import logging
import sys

from flask_login import LoginManager, UserMixin, current_user, login_required
from quart import Quart, got_request_exception

from demo_app.quart_app import flask_login_on_quart


class _User(UserMixin):  # type: ignore[misc] # Flask-Login ships no types
    id = "1"


def main(cures: list[str]) -> None:
    app = Quart(__name__)
    flask_login_on_quart.cure(app, cures)
    app.secret_key = "only for this test"
    logging.getLogger(app.name).disabled = True
    login_manager = LoginManager(app)
    login_manager.login_view = "/login"
    login_manager.user_loader(lambda _user_id: _User())
    errors: list[str] = []

    @got_request_exception.connect_via(app)
    def remember(_sender: object, exception: Exception) -> None:
        errors.append(f"{type(exception).__name__}: {exception}".splitlines()[0])

    @app.get("/who")
    async def who() -> str:
        return type(current_user._get_current_object()).__name__

    @app.get("/guarded")
    @login_required  # type: ignore[untyped-decorator] # as above
    async def guarded() -> str:
        return "guarded"

    async def visit() -> dict[str, object]:
        client = app.test_client()
        who = await client.get("/who")
        refusal = await client.get("/guarded")
        return {
            "current_user": await who.get_data(as_text=True),
            "vary": who.headers.get("Vary"),
            "guarded": refusal.status_code,
            "errors": errors,
        }

    sys.stdout.write(json.dumps(asyncio.run(visit())))


if __name__ == "__main__":
    main(sys.argv[1:])
