"""Whom a view lets in is read in its code; none of these views is ever run."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial, update_wrapper, wraps
from http import HTTPStatus
from typing import Any

import pytest
from flask import (
    Blueprint,
    Flask,
    abort,
    current_app,
    flash,
    g,
    jsonify,
    make_response,
    redirect,
    render_template_string,
    request,
    session,
    url_for,
)
from flask.views import MethodView, View
from flask_login import AnonymousUserMixin, LoginManager, UserMixin, current_user, login_required
from werkzeug.exceptions import Forbidden, Unauthorized

from tracer.recording.observe.app_description import describe
from tracer.trace.app_facts import AppView

PUBLIC = {"about", "static"}
PUBLIC_PAGES: Any = frozenset({"/about"})


class Guest(AnonymousUserMixin):  # type: ignore[misc] # Flask-Login ships no types
    def can(self, _permission: str) -> bool:
        return False

    @property
    def is_admin(self) -> bool:
        return False


def app_with(view: Any = None, *, anonymous: Any = AnonymousUserMixin, **settings: Any) -> Flask:
    app = Flask("shop")
    app.secret_key = "a key of this app that nobody else knows"
    app.config.update(settings)
    manager = LoginManager(app)
    manager.login_view = "login"
    manager.anonymous_user = anonymous
    manager.user_loader(lambda _: None)
    app.add_url_rule("/login", "login", lambda: "form", methods=["GET", "POST"])
    app.add_url_rule("/about", "about", lambda: "about")
    if view is not None:
        app.add_url_rule("/page", "page", view, methods=["GET"])
    return app


def described(app: Flask, endpoint: str = "page") -> AppView:
    return next(view for view in describe(app).views if view.endpoint == endpoint)


def logged_in() -> bool:
    return bool(current_user.is_authenticated)


def the_user() -> Any:
    return current_user._get_current_object()


def refuse_strangers() -> None:
    if not logged_in():
        abort(401)


def answer_for_strangers() -> Any:
    return None if logged_in() else redirect(url_for("login"))


class Checks:
    def __init__(self, name: str = "") -> None:
        self.name = name

    def ask(self) -> None:
        if current_user.is_anonymous:
            raise Forbidden

    @staticmethod
    def known() -> bool:
        return bool(current_user.is_authenticated)

    @property
    def is_open(self) -> bool:
        return not current_user.is_authenticated


CHECKS = Checks()

# Views in which strangers are turned away.


def by_redirect() -> Any:
    if not current_user.is_authenticated:
        flash("Please log in.")
        return redirect(url_for("login", next=request.path))
    return "page"


def by_early_return() -> Any:
    if current_user.is_authenticated:
        return render_template_string("page")
    return redirect(url_for("login"))


def by_otherwise() -> Any:  # noqa: RET503 # as people write it
    if current_user.is_authenticated and request.args.get("q"):
        return "found"
    elif current_user.is_authenticated:  # noqa: RET505 # as people write it
        return "page"
    else:
        abort(HTTPStatus.UNAUTHORIZED)


def by_status() -> Any:
    if current_user.is_anonymous:
        return {"error": "Who are you?"}, 401
    return {"orders": []}


def by_made_response() -> Any:
    if current_user.is_anonymous:
        return make_response(jsonify(error="no"), 403)
    return jsonify(orders=[])


def by_changed_response() -> Any:
    if not current_user.is_authenticated:
        response = jsonify(error="no")
        response.status_code = 401
        return response
    return jsonify(orders=[])


def by_exception() -> Any:
    if not current_user.is_authenticated:
        raise Unauthorized
    return "page"


def by_manager() -> Any:
    if not current_user.is_authenticated:
        return current_app.login_manager.unauthorized()  # type: ignore[attr-defined] # Flask-Login puts it there
    return "page"


def by_variable() -> Any:
    known = current_user.is_authenticated
    if not known:
        abort(401)
    return "page"


def by_helper() -> Any:
    if not logged_in():
        return redirect(url_for("login"))
    return "page"


def by_helper_that_aborts() -> Any:
    refuse_strangers()
    return "page"


def by_helper_that_answers() -> Any:
    if (answer := answer_for_strangers()) is not None:
        return answer
    return "page"


def by_user_of_helper() -> Any:
    user = the_user()
    if not user.is_authenticated:
        abort(403)
    return "page"


def by_method_of_object() -> Any:
    CHECKS.ask()
    return "page"


def by_method_of_new_object() -> Any:
    Checks("page").ask()
    return "page"


def by_static_method() -> Any:
    if not Checks.known():
        abort(401)
    return "page"


def by_property() -> Any:
    if CHECKS.is_open:
        return redirect("/login")
    return "page"


def by_expression() -> Any:
    return "page" if current_user.is_authenticated else redirect(url_for("login"))


def by_class() -> Any:
    if isinstance(current_user._get_current_object(), AnonymousUserMixin):
        abort(401)
    return "page"


def by_role() -> Any:
    if not (current_user.is_authenticated and current_user.is_admin):
        abort(403)
    return "page"


def by_attribute_of_users() -> Any:
    if current_user.role != "admin":
        abort(403)
    return "page"


def by_id() -> Any:
    if current_user.get_id() is None:
        abort(401)
    return "page"


def by_session() -> Any:
    if "_user_id" not in session:
        return redirect(url_for("login"))
    return "page"


def by_user_on_g() -> Any:
    if not g.user.is_authenticated:
        return redirect(url_for("login"))
    return "page"


def by_import() -> Any:
    from flask_login import current_user as visitor  # noqa: PLC0415 # as people write it

    if not visitor.is_authenticated:
        abort(401)
    return "page"


@contextmanager
def for_users() -> Iterator[None]:
    if not current_user.is_authenticated:
        abort(401)
    yield


def by_context() -> Any:
    with for_users():
        return "page"


class ForUsers:
    def __enter__(self) -> None:
        refuse_strangers()

    def __exit__(self, *_: object) -> None:
        pass


def by_context_of_a_class() -> Any:
    with ForUsers():
        return "page"


def by_function_inside() -> Any:
    def check() -> None:
        if not current_user.is_authenticated:
            abort(403)

    check()
    return "page"


def by_all() -> Any:
    if not all([current_user.is_authenticated, request.method == "GET"]):
        abort(401)
    return "page"


def by_any_role() -> Any:
    if not any(role in getattr(current_user, "roles", ()) for role in ("cook", "waiter")):
        abort(403)
    return "page"


def by_match() -> Any:  # noqa: RET503 # as people write it
    match current_user.is_authenticated:
        case True:
            return "page"
        case _:
            abort(401)


def by_own_exception() -> Any:
    try:
        demand_user()
    except PermissionError:
        return jsonify(error="Who are you?"), 401
    return "page"


def demand_user() -> None:
    if not current_user.is_authenticated:
        raise PermissionError


def by_guarded_function_inside() -> Any:
    @login_required  # type: ignore[untyped-decorator] # as above
    def inside() -> str:
        return "page"

    return inside()


async def by_async() -> Any:
    if not current_user.is_authenticated:
        abort(401)
    return "page"


def before_trying() -> Any:
    try:
        if not current_user.is_authenticated:
            return redirect(url_for("login"))
        return "page"  # noqa: TRY300 # as people write it
    except KeyError:
        return "no page", 404


def sends_strangers_and_saves() -> Any:
    if not current_user.is_authenticated:
        return redirect(url_for("login"))
    return redirect(url_for("about"))


GUARDED = [
    by_redirect, by_early_return, by_otherwise, by_status, by_made_response, by_changed_response, by_exception,
    by_manager, by_variable, by_helper, by_helper_that_aborts, by_helper_that_answers, by_user_of_helper,
    by_method_of_object, by_method_of_new_object, by_static_method, by_property, by_expression, by_class, by_role,
    by_attribute_of_users, by_id, by_session, by_user_on_g, by_import, by_context, by_context_of_a_class, by_async,
    by_guarded_function_inside,
    by_function_inside, by_all, by_any_role, by_match, by_own_exception,
    before_trying, sends_strangers_and_saves,
]  # fmt: skip


@pytest.mark.parametrize("view", GUARDED, ids=lambda view: view.__name__)
def test_a_check_inside_of_a_view_is_seen(view: Callable[[], Any]) -> None:
    seen = described(app_with(view))
    assert (seen.strangers_turned_away, seen.own_checks) == (True, (view.__name__,))


# Views that are open to everybody.


def plain() -> str:
    return "page"


def greets_users() -> str:
    return f"hello {current_user.name}" if current_user.is_authenticated else "hello"


def shows_another_page_to_strangers() -> str:
    if not current_user.is_authenticated:
        return render_template_string("welcome")
    return render_template_string("dashboard")


def sends_users_home() -> Any:
    if current_user.is_authenticated:
        return redirect(url_for("about"))
    return render_template_string("register")


def registers() -> Any:
    if current_user.is_authenticated:
        return redirect(url_for("about"))
    if request.form.get("name"):
        return redirect(url_for("login"))
    return render_template_string("register")


def registers_at_once() -> Any:
    if current_user.is_authenticated:
        return redirect(url_for("about"))
    name = request.args.get("name", "").strip()
    number = len(name) + len(request.args.get("mail", "").strip())
    flash(f"Welcome, {name}, number {number}. Please log in.")
    return redirect(url_for("login"))


def not_found() -> Any:
    if request.args.get("item") not in {"1", "2"}:
        abort(404)
    return "page"


def refuses_by_address() -> Any:
    if request.remote_addr != "127.0.0.1":
        abort(403)
    return "page"


def notes_who_was_there() -> str:
    if current_user.is_authenticated:
        current_user.seen = True
    return "page"


def asks_and_throws_away() -> str:
    logged_in()
    return "page"


def counts_in_session() -> str:
    session["visits"] = session.get("visits", 0) + 1
    return "page"


def refuses_users() -> Any:
    if current_user.is_authenticated:
        abort(403)
    return "for strangers alone"


def always_sends_on() -> Any:
    return redirect(url_for("about"))


def hides_what_the_setting_says() -> Any:
    if current_app.config.get("PRIVATE") and not current_user.is_authenticated:
        abort(401)
    return "page"


OPEN = [
    plain, greets_users, shows_another_page_to_strangers, sends_users_home, registers, not_found, refuses_by_address,
    notes_who_was_there, asks_and_throws_away, counts_in_session, refuses_users, always_sends_on,
    hides_what_the_setting_says,
]  # fmt: skip


@pytest.mark.parametrize("view", OPEN, ids=lambda view: view.__name__)
def test_no_guard_is_seen_where_strangers_get_in(view: Callable[[], Any]) -> None:
    seen = described(app_with(view))
    assert (seen.strangers_turned_away, seen.has_guard) == (False, False)


def test_a_setting_decides() -> None:
    assert described(app_with(hides_what_the_setting_says, PRIVATE=True)).strangers_turned_away is True


def private_documents() -> Any:
    if request.args.get("private") and not current_user.is_authenticated:
        abort(401)
    return "page"


def test_what_depends_on_more_is_not_said_with_certainty() -> None:
    seen = described(app_with(private_documents))
    assert (seen.strangers_turned_away, seen.own_checks) == (None, ("private_documents",))


def by_signature() -> Any:
    if request.headers.get("X-Signature") != "signed":
        abort(401)
    return "page"


def test_who_answers_401_may_turn_strangers_away() -> None:
    assert described(app_with(by_signature)).strangers_turned_away is None


def test_a_registration_is_no_guard() -> None:
    assert described(app_with(registers_at_once)).strangers_turned_away is False


def by_what_guests_may() -> Any:
    if not current_user.can("read"):
        abort(403)
    return "page"


def by_property_of_guests() -> Any:
    if not current_user.is_admin:
        abort(403)
    return "page"


@pytest.mark.parametrize("view", [by_what_guests_may, by_property_of_guests])
def test_the_class_of_anonymous_users_is_read(view: Callable[[], Any]) -> None:
    assert described(app_with(view, anonymous=Guest)).strangers_turned_away is True


# Decorators of the app's own.


def own_guard(view: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(view)
    def inner(*arguments: Any, **named: Any) -> Any:
        if not current_user.is_authenticated:
            return jsonify(error="no"), 401
        return view(*arguments, **named)

    return inner


def guard_that_shows_a_page(view: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(view)
    def inner(*arguments: Any, **named: Any) -> Any:
        if logged_in():
            return current_app.ensure_sync(view)(*arguments, **named)
        return render_template_string("log in, please")

    return inner


def role_required(role: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    def decorator(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def inner(*arguments: Any, **named: Any) -> Any:
            refuse_strangers()
            if current_user.role != role:
                abort(403)
            return view(*arguments, **named)

        return inner

    return decorator


def guard_without_wraps(view: Callable[..., Any]) -> Callable[..., Any]:
    def inner(*arguments: Any, **named: Any) -> Any:
        if not current_user.is_authenticated:
            return redirect(url_for("login"))
        return view(*arguments, **named)

    return inner


def for_strangers_alone(view: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(view)
    def inner(*arguments: Any, **named: Any) -> Any:
        if current_user.is_authenticated:
            return redirect(url_for("about"))
        return view(*arguments, **named)

    return inner


def measured(view: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(view)
    def inner(*arguments: Any, **named: Any) -> Any:
        answer = make_response(view(*arguments, **named))
        answer.headers["X-Time"] = "1"
        return answer

    return inner


class GuardObject:
    def __init__(self, view: Callable[..., Any]) -> None:
        self.view = view
        update_wrapper(self, view)

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        if not current_user.is_authenticated:
            return redirect(url_for("login"))
        return self.view(*arguments, **named)


class CountingObject(GuardObject):
    def __call__(self, *arguments: Any, **named: Any) -> Any:
        return self.view(*arguments, **named)


@pytest.mark.parametrize(
    "decorator", [own_guard, guard_that_shows_a_page, role_required("cook"), guard_without_wraps, GuardObject]
)
def test_a_decorator_of_the_apps_own_is_seen(decorator: Any) -> None:
    seen = described(app_with(measured(decorator(plain))))
    assert seen.strangers_turned_away is True
    assert seen.has_guard


@pytest.mark.parametrize("decorator", [measured, for_strangers_alone, CountingObject])
def test_a_decorator_that_lets_strangers_pass_is_no_guard(decorator: Any) -> None:
    assert described(app_with(decorator(plain))).strangers_turned_away is False


# Classes.


class Guarded(MethodView):
    def dispatch_request(self, **arguments: Any) -> Any:
        self.check()
        return super().dispatch_request(**arguments)

    def check(self) -> None:
        if not self.may_come_in():
            abort(403)

    def may_come_in(self) -> bool:
        return logged_in()


class Office(Guarded):
    def get(self) -> str:
        return "office"


class Lobby(Guarded):
    def may_come_in(self) -> bool:
        return True

    def get(self) -> str:
        return "lobby"


class WithPermission(MethodView):
    permission: Any = None

    def dispatch_request(self, **arguments: Any) -> Any:
        if self.permission is not None:
            self.permission.ask()
        return super().dispatch_request(**arguments)

    def get(self) -> str:
        return "page"


class Vault(WithPermission):
    permission = CHECKS


class Checked(View):
    def dispatch_request(self) -> Any:
        if current_user.is_anonymous:
            return redirect(url_for("login"))
        return "page"


class Decorated(MethodView):
    decorators = [own_guard]  # noqa: RUF012 # as people write it

    def get(self) -> str:
        return "page"


class ByMethod(MethodView):
    @own_guard
    def get(self) -> str:
        return "page"


@pytest.mark.parametrize(
    ("kind", "turned_away"),
    [
        (Office, True),
        (Lobby, False),
        (WithPermission, False),
        (Vault, True),
        (Checked, True),
        (Decorated, True),
        (ByMethod, True),
    ],
)
def test_a_class_is_read(kind: Any, turned_away: bool) -> None:  # noqa: FBT001 # a case
    assert described(app_with(kind.as_view("page"))).strangers_turned_away is turned_away


class SomeMethods(MethodView):
    def get(self) -> str:
        return "page"

    @login_required  # type: ignore[untyped-decorator] # as above
    def post(self) -> str:
        return "saved"


def test_methods_are_told_apart() -> None:
    app = app_with()
    app.add_url_rule("/page", view_func=SomeMethods.as_view("page"))
    assert described(app).strangers_turned_away is None


# Hooks.


def ask_everywhere() -> Any:
    if request.endpoint in PUBLIC or request.endpoint == "login":
        return None
    if not current_user.is_authenticated:
        return redirect(url_for("login"))
    return None


def ask_by_path() -> Any:
    if not request.path.startswith("/page") or request.path in PUBLIC_PAGES:
        return None
    return answer_for_strangers()


def ask_by_view() -> Any:
    view = current_app.view_functions.get(request.endpoint or "")
    if getattr(view, "is_public", False):
        return None
    if not current_user.is_authenticated:
        return current_app.login_manager.unauthorized()  # type: ignore[attr-defined] # Flask-Login puts it there
    return None


@pytest.mark.parametrize(
    ("hook", "page", "about"), [(ask_everywhere, True, False), (ask_by_path, True, False), (ask_by_view, None, None)]
)
def test_a_hook_is_read_for_each_page(hook: Any, page: bool | None, about: bool | None) -> None:  # noqa: FBT001 # a case
    app = app_with(plain)
    app.before_request(hook)
    assert described(app).strangers_turned_away is page
    assert described(app, "about").strangers_turned_away is about
    assert described(app).hooks == (hook.__name__,)


def test_a_hook_of_a_blueprint_guards_the_blueprint_alone() -> None:
    app, inner = app_with(plain), Blueprint("inner", "inner")
    inner.before_request(login_required(lambda: None))
    inner.add_url_rule("/inner", "page", lambda: "inner")
    app.register_blueprint(inner)
    assert described(app, "inner.page").strangers_turned_away is True
    assert described(app).strangers_turned_away is False


def ask_by_flask_login() -> Any:
    return None if request.endpoint == "about" else login_required(lambda: None)()


def test_a_hook_that_calls_a_guard_is_read() -> None:
    app = app_with(plain)
    app.before_request(ask_by_flask_login)
    assert described(app).strangers_turned_away is True
    assert described(app, "about").strangers_turned_away is False


@pytest.mark.parametrize(("view", "turned_away"), [(login_required(plain), True), (by_redirect, True), (plain, False)])
def test_a_partial_view_is_read(view: Any, turned_away: bool) -> None:  # noqa: FBT001 # a case
    seen = described(app_with(partial(view)))
    assert (seen.strangers_turned_away, seen.has_guard) == (turned_away, turned_away)


class Resource(MethodView):
    """As in Flask-RESTful: the decorators are kept for the methods."""

    def get(self) -> str:
        return "page"


@pytest.mark.parametrize(("held", "turned_away"), [([login_required], True), ({"post": [login_required]}, False)])
def test_decorators_for_methods_are_read(held: Any, turned_away: bool) -> None:  # noqa: FBT001 # a case
    kind: Any = type("Kept", (Resource,), {"method_decorators": held})
    assert described(app_with(kind.as_view("page"))).strangers_turned_away is turned_away


def test_a_user_is_never_asked() -> None:
    class Member(UserMixin):  # type: ignore[misc] # Flask-Login ships no types
        def __getattribute__(self, name: str) -> Any:
            raise AssertionError(name)

    member = Member()

    def view() -> Any:
        if not member.is_authenticated:
            abort(401)
        return "page"

    assert described(app_with(view)).strangers_turned_away is None


def test_login_disabled_switches_the_guard_off() -> None:
    assert described(app_with(login_required(plain), LOGIN_DISABLED=True)).strangers_turned_away is False
