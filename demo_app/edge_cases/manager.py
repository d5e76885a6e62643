"""Changes to the login manager and to what stands around it."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any, NoReturn

from flask import Flask, Response
from flask_login import AnonymousUserMixin, LoginManager, current_user, user_accessed
from flask_login.utils import _user_context_processor

DEFAULTS: Mapping[str, object] = {
    # "missing" registers no loader, "raises" one that raises KeyError, "of nobody" a second one that knows nobody.
    "USER_LOADER": "usual",
    # "missing" registers no request_loader, "curious" one that notes what kind of object it is given.
    "REQUEST_LOADER": "usual",
    # True makes a second LoginManager for the same app, with a login view of its own.
    "SECOND_LOGIN_MANAGER": False,
    # True gives everybody an anonymous user who claims to be logged in.
    "EVERYBODY_IS_AUTHENTICATED": False,
    # True translates the messages of the login manager, and flashes them in the category "info".
    "LOCALIZE": False,
    # True answers those who need a fresh login with a page of our own.
    "NEEDS_REFRESH_HANDLER": False,
    # True gives every client the same identifier.
    "SAME_IDENTIFIER_FOR_ALL": False,
    # Sets the attribute session_protection of the login manager, and takes the setting out of the app.
    "PROTECTION_BY_ATTRIBUTE": None,
    # False leaves current_user out of the templates.
    "CONTEXT_PROCESSOR": True,
    # True looks at current_user when the view is over.
    "LOOK_AFTER_REQUEST": False,
    # True looks at current_user while it is being loaded.
    "LOOK_WHILE_LOADING": False,
    # True looks at current_user on the page that says that something went wrong.
    "LOOK_ON_ERROR_PAGE": False,
    # False takes the login views of the blueprints away.
    "BLUEPRINT_LOGIN_VIEWS": True,
    # The login view of the blueprint inside of another one; None leaves it to the login manager.
    "INNER_LOGIN_VIEW": None,
    # True takes the secret key away.
    "NO_SECRET_KEY": False,
}


def change(app: Flask) -> None:
    """Change the login manager of an app as its settings say."""
    config, login_manager = app.config, app.login_manager
    _change_loaders(app, login_manager)
    _change_answers(app, login_manager)
    if config["SECOND_LOGIN_MANAGER"]:
        second = LoginManager(app)
        second.login_view = "staff.entrance"
        second.user_loader(login_manager.user_callback)
    if config["EVERYBODY_IS_AUTHENTICATED"]:
        login_manager.anonymous_user = Everybody
    if config["SAME_IDENTIFIER_FOR_ALL"]:
        login_manager._session_identifier_generator = lambda: "the same for everybody"
    if config["PROTECTION_BY_ATTRIBUTE"] is not None:
        login_manager.session_protection = config["PROTECTION_BY_ATTRIBUTE"]
        del config["SESSION_PROTECTION"]
    if not config["CONTEXT_PROCESSOR"]:
        app.template_context_processors[None].remove(_user_context_processor)
    if config["NO_SECRET_KEY"]:
        app.secret_key = None
    _look_at_odd_moments(app)


def _change_answers(app: Flask, login_manager: Any) -> None:
    """Change what those are told who are turned away."""
    config = app.config
    if config["LOCALIZE"]:
        login_manager.localize_callback = _in_german
        login_manager.login_message_category = "info"
        login_manager.needs_refresh_message_category = "info"
    if config["NEEDS_REFRESH_HANDLER"]:
        login_manager.needs_refresh_handler(lambda: ("<h1>Please type your password again, somewhere</h1>", 403))
    login_manager.blueprint_login_views["outer"] = "staff.entrance"
    if config["INNER_LOGIN_VIEW"] is not None:
        login_manager.blueprint_login_views["outer.inner"] = config["INNER_LOGIN_VIEW"]
    if not config["BLUEPRINT_LOGIN_VIEWS"]:
        login_manager.blueprint_login_views = {}


def _change_loaders(app: Flask, login_manager: Any) -> None:
    usual = login_manager.user_callback
    loaders = {"usual": usual, "missing": None, "raises": _raise_key_error, "of nobody": lambda _: None}
    login_manager._user_callback = None
    if (loader := loaders[app.config["USER_LOADER"]]) is not None:
        login_manager.user_loader(usual)
        login_manager.user_loader(loader)
    if app.config["REQUEST_LOADER"] == "missing":
        login_manager._request_callback = None
    elif app.config["REQUEST_LOADER"] == "curious":
        login_manager.request_loader(lambda given: app.extensions.update(given=type(given).__name__))


def _look_at_odd_moments(app: Flask) -> None:
    if app.config["LOOK_AFTER_REQUEST"]:

        @app.after_request
        def look(response: Response) -> Response:
            response.headers["Content-Language"] = "en" if current_user.is_authenticated else "de"
            return response

    if app.config["LOOK_WHILE_LOADING"]:
        user_accessed.connect(lambda _: current_user.is_authenticated, sender=app, weak=False)

    if app.config["LOOK_ON_ERROR_PAGE"]:

        @app.errorhandler(500)
        def sorry(_error: Exception) -> tuple[str, int]:
            name = "whoever you are"
            with suppress(KeyError):
                name = current_user.name
            return f"<h1>Sorry, {name}</h1>", 500


class Everybody(AnonymousUserMixin):
    """Nobody, who says that they are logged in: a trick of developers who are tired of logging in."""

    is_authenticated = True
    name = "everybody"


def _raise_key_error(user_id: str) -> NoReturn:
    raise KeyError(user_id)


def _in_german(message: str) -> str:
    return {"Please log in to access this page.": "Bitte melden Sie sich an."}.get(message, f"[{message}]")
