"""Guarded pages, and pages that only look guarded."""

from typing import ClassVar, NoReturn

from flask import Blueprint, current_app, request
from flask.typing import ResponseReturnValue
from flask.views import MethodView
from flask_login import fresh_login_required, login_required, set_login_view

from ..flask_app.staff import staff
from .page import page

guards = Blueprint("guards", __name__)
outer = Blueprint("outer", __name__, url_prefix="/outer")
inner = Blueprint("inner", __name__, url_prefix="/inner")


@guards.get("/by-hand")
def by_hand() -> ResponseReturnValue:
    """Turn everybody away by hand, as login_required would."""
    answer: ResponseReturnValue = current_app.login_manager.unauthorized()
    return answer


@guards.get("/forgotten-return")
def forgotten_return() -> str:
    """Turn everybody away, and forget to return what says so."""
    current_app.login_manager.unauthorized()
    return page("Shown to everybody")


@guards.post("/order")
@login_required
def order() -> str:
    """Take an order, which is sent as a form."""
    return page("Ordered")


@login_required
@guards.get("/open-door")
def open_door() -> str:
    """Show a page whose guard stands above the route, where it guards nothing."""
    return page("Come in")


class Room(MethodView):
    """A page that is a class; its guard stands in ``decorators``."""

    decorators: ClassVar = [login_required]

    def get(self) -> str:
        """Show the room."""
        return page("Room")


guards.add_url_rule("/class", view_func=Room.as_view("room"))


@guards.route("/preflight", methods=["GET", "OPTIONS"], provide_automatic_options=False)
@login_required
def preflight() -> str:
    """Answer the question of a browser for what a page allows, by the view itself."""
    return page(f"The view answers {request.method}")


@guards.get("/failing")
@login_required
def failing() -> NoReturn:
    """Count how often this view runs, and raise AttributeError."""
    current_app.extensions["runs"] = current_app.extensions.get("runs", 0) + 1
    raise AttributeError("a mistake in the view")


@guards.get("/failing-when-fresh")
@fresh_login_required
def failing_when_fresh() -> NoReturn:
    """Do the same behind the other guard."""
    current_app.extensions["runs"] = current_app.extensions.get("runs", 0) + 1
    raise AttributeError("a mistake in the view")


@guards.get("/runs")
def runs() -> str:
    """Tell how often a failing view ran since this was asked last."""
    return page(f"The failing view ran: {current_app.extensions.pop('runs', 0)}")


@outer.get("/hall")
@login_required
def hall() -> str:
    """Show a hall in the outer blueprint."""
    return page("Hall")


@inner.get("/room")
@login_required
def room() -> str:
    """Show a room in a blueprint that lies in a blueprint."""
    return page("Inner room")


outer.register_blueprint(inner)


@guards.get("/move-the-login")
def move_the_login() -> str:
    """Change the login view while the app is running."""
    current_app.login_manager.login_view = "staff.entrance"
    return page("Moved")


@guards.get("/set-login-view")
def set_it() -> str:
    """Set the login view by the function for it."""
    set_login_view("staff.entrance")
    return page("Set")


@guards.get("/set-login-view-of-staff")
def set_it_for_staff() -> str:
    """Set the login view of one blueprint by the function for it."""
    set_login_view("staff.entrance", staff)
    return page("Set for the staff")
