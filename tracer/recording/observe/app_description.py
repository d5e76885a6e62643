"""The description of an app without a single request: its views and guards, its loaders, its cookies.

Nothing of the app is called, and no value of a secret is looked at longer than it takes to see whether it is there.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from flask import Flask
from flask_login import LoginManager, login_user, logout_user
from flask_login import config as login_defaults
from werkzeug.exceptions import Unauthorized
from werkzeug.routing import Rule

from tracer.recording.events import place_of
from tracer.recording.module_names import recorded_name
from tracer.recording.observe.admission import Admission, Admissions
from tracer.recording.observe.call_stack import place_of_function
from tracer.recording.observe.cookie_settings import wrong_remember_settings, wrong_session_settings
from tracer.recording.observe.guards import (
    asks_who,
    guards_in_chain,
    guards_of,
    is_guard_thrown_away,
    is_login_guard,
    is_misordered,
    throws_redirect_away,
    unguarded_methods,
)
from tracer.recording.observe.login_refusals import refusal_statuses
from tracer.recording.observe.name_resolution import References
from tracer.recording.observe.source_code import (
    any_of,
    asks_for_next,
    functions_of,
    ignores_result_of,
    innermost,
    passes_true,
)
from tracer.recording.url_rules import UrlRules
from tracer.trace.app_facts import AppFacts, AppHook, AppView, NamedView, RememberSettings, SessionSettings

SHORTEST_KEY = 16
"""A secret key of fewer characters can be guessed."""

_METHODS_OF_FLASK = frozenset({"HEAD", "OPTIONS"})


def describe(app: Flask) -> AppFacts:
    """Return what can be said of an app; docs/watching.md explains it."""
    references = References()
    admissions = Admissions(app, references)
    copy = copy_of_flask_login(getattr(app, "login_manager", None))
    facts = AppFacts(
        name=recorded_name(app.import_name),
        testing=bool(app.testing),
        debug=bool(app.debug),
        handles_401=_handles_unauthorized(app),
        login_disabled=bool(app.config.get("LOGIN_DISABLED")),
        next_in_session=bool(app.config.get("USE_SESSION_FOR_NEXT")),
        secret_key=_secret_key(app),
        sessions=_sessions(app),
        remembering=_remembering(app.config),
        views=tuple(_views(app, references, admissions, uses_copy=copy is not None)),
        logs_in_elsewhere=references.refer_elsewhere(login_user) if copy is None else None,
        own_user_id=references.use_together("session", "user_id"),
        hooks=tuple(_hooks(app, admissions)),
        login_library_copy=copy,
    )
    manager: Any = getattr(app, "login_manager", None)
    return facts if manager is None else _with_manager(facts, app, manager)


def _with_manager(facts: AppFacts, app: Flask, manager: Any) -> AppFacts:
    """Return the facts with what can be said of the login manager."""
    rules = UrlRules(app)
    mode = app.config.get("SESSION_PROTECTION", manager.session_protection)
    anonymous = manager.anonymous_user
    return replace(
        facts,
        login_manager=type(manager).__name__,
        user_loader=_callback(manager, "user_callback") is not None,
        request_loader=_callback(manager, "request_callback") is not None,
        login_view=_view(manager.login_view, rules),
        blueprint_login_views={
            str(blueprint): _view(view, rules) for blueprint, view in manager.blueprint_login_views.items()
        },
        refresh_view=_view(manager.refresh_view, rules),
        unauthorized_handler=manager.unauthorized_callback is not None,
        needs_refresh_handler=manager.needs_refresh_callback is not None,
        flashes_login_message=bool(manager.login_message),
        session_protection=mode if mode in {"basic", "strong", None} else "unknown",
        anonymous_user=anonymous.__name__ if isinstance(anonymous, type) else type(anonymous).__name__,
    )


def _callback(manager: Any, name: str) -> object:
    """Return a loader by the name that it bears since 0.6, or by that of a copy of an older Flask-Login."""
    private = f"_{name}"
    return getattr(manager, private if hasattr(manager, private) else name, None)


def _view(view: object, rules: UrlRules) -> NamedView | None:
    """Describe a view that somebody is sent to: its name, where it is, and whether it can be found at all."""
    if not isinstance(view, str) or not view:
        return None
    if view.startswith(("/", "http://", "https://")):
        path = view if view.startswith("/") else None
        return NamedView(view if path else "(another host)", path, found=True)
    found = rules.rules_of(view)
    return NamedView(view, found[0] if found else None, bool(found))


def _handles_unauthorized(app: Flask) -> bool:
    """Tell whether the app has an answer of its own to the error 401, for one blueprint or for all errors."""
    handlers = [classes for scope in app.error_handler_spec.values() for classes in scope.values()]
    return any(issubclass(Unauthorized, error) for classes in handlers for error in classes)


def _secret_key(app: Flask) -> str:
    key: object = app.secret_key
    if not key:
        return "missing"
    if not isinstance(key, str | bytes):
        return "wrong type"
    return "short" if len(key) < SHORTEST_KEY else "set"


def _sessions(app: Flask) -> SessionSettings:
    config, interface = app.config, app.session_interface
    return SessionSettings(
        interface=type(interface).__name__,
        server_side=not hasattr(interface, "get_signing_serializer"),
        lifetime=_seconds(config["PERMANENT_SESSION_LIFETIME"]) or 0,
        cookie=config["SESSION_COOKIE_NAME"],
        domain=_text(config["SESSION_COOKIE_DOMAIN"]),
        path=_text(config["SESSION_COOKIE_PATH"]),
        secure=bool(config["SESSION_COOKIE_SECURE"]),
        httponly=bool(config["SESSION_COOKIE_HTTPONLY"]),
        samesite=_text(config["SESSION_COOKIE_SAMESITE"]),
        wrong=wrong_session_settings(config),
    )


def _remembering(config: Mapping[str, Any]) -> RememberSettings:
    duration = config.get("REMEMBER_COOKIE_DURATION", login_defaults.COOKIE_DURATION)
    return RememberSettings(
        cookie=config.get("REMEMBER_COOKIE_NAME", login_defaults.COOKIE_NAME),
        domain=_text(config.get("REMEMBER_COOKIE_DOMAIN")),
        path=_text(config.get("REMEMBER_COOKIE_PATH", "/")),
        secure=bool(config.get("REMEMBER_COOKIE_SECURE", login_defaults.COOKIE_SECURE)),
        httponly=bool(config.get("REMEMBER_COOKIE_HTTPONLY", login_defaults.COOKIE_HTTPONLY)),
        samesite=_text(config.get("REMEMBER_COOKIE_SAMESITE", login_defaults.COOKIE_SAMESITE)),
        lifetime=_seconds(duration),
        refreshed_each_request=bool(config.get("REMEMBER_COOKIE_REFRESH_EACH_REQUEST")),
        wrong=wrong_remember_settings(config),
    )


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _seconds(value: object) -> float | None:
    if isinstance(value, timedelta):
        return value.total_seconds()
    return float(value) if isinstance(value, int | float) else None


def _views(app: Flask, references: References, admissions: Admissions, *, uses_copy: bool) -> Iterator[AppView]:
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: (str(rule.rule), rule.endpoint)):
        view = app.view_functions.get(rule.endpoint)
        functions = references.with_helpers(*(each for each in functions_of(view) if each.__module__ != "flask.app"))
        logging_in = {function: references.refer_to(function, login_user) for function in functions}
        logs_in = None if uses_copy else any_of(logging_in.values())
        place = place_of(place_of_function(view))
        admission = admissions.of_view(view, rule)
        hooks = _hooks_before(app, rule, admissions)
        # A view that logs in sends strangers to where they wanted to go: that is no check.
        own_checks = admission.own_checks if admission.strangers_turned_away or not logs_in else ()
        yield AppView(
            endpoint=rule.endpoint,
            rule=str(rule.rule),
            methods=tuple(sorted((rule.methods or set()) - _METHODS_OF_FLASK)),
            guards=tuple(guards_of(view)),
            own_guards=admission.own_guards,
            hooks=tuple(hooks),
            unguarded_methods=tuple(unguarded_methods(view)),
            misordered=is_misordered(view),
            static=rule.endpoint.rpartition(".")[2] == "static",
            guard_thrown_away=is_guard_thrown_away(view),
            logs_in=logs_in,
            logs_out=None
            if uses_copy
            else any_of(references.refer_to(function, logout_user) for function in functions),
            remembers_always=any(
                passes_true(function, "login_user", 1, "remember")
                for function, logs_in in logging_in.items()
                if logs_in
            ),
            ignores_login_result=any(
                ignores_result_of(function, "login_user") for function, logs_in in logging_in.items() if logs_in
            ),
            redirect_not_returned=any(
                throws_redirect_away(function) for function in functions if logging_in[function] or asks_who(function)
            ),
            refusal_statuses=refusal_statuses(functions) if any(logging_in.values()) else (),
            reads_next=any_of(asks_for_next(function.__code__) for function in functions),
            place=str(place) if place else None,
            strangers_turned_away=_together(admission, own_checks, hooks.values()),
            library_guards=admission.library_guards,
            own_checks=own_checks,
            unknown_wrappers=admission.unknown_wrappers,
        )


def _together(admission: Admission, own_checks: tuple[str, ...], hooks: Iterable[bool | None]) -> bool | None:
    """Return what the guards of a view and the hooks before it do with strangers."""
    answers = {admission.strangers_turned_away if own_checks == admission.own_checks else False, *hooks}
    if admission.library_guards or admission.own_guards or admission.unknown_wrappers:
        answers.add(admission.strangers_turned_away or None)
    return True if True in answers else None if None in answers else False


def _hooks(app: Flask, admissions: Admissions) -> Iterator[AppHook]:
    for blueprint, hooks in app.before_request_funcs.items():
        for hook in hooks:
            place = place_of(place_of_function(hook))
            yield AppHook(
                name=_name(hook),
                blueprint=blueprint,
                guards=tuple(guards_in_chain(hook)),
                asks_for_login=is_login_guard(hook) or admissions.turns_away(hook),
                place=str(place) if place else None,
            )


def _hooks_before(app: Flask, rule: Rule, admissions: Admissions) -> dict[str, bool | None]:
    """Return the hooks that ask for a login before a view, by name, and whether they turn every stranger away."""
    blueprints = rule.endpoint.split(".")[:-1]
    scopes = [None, *(".".join(blueprints[:depth]) for depth in range(1, len(blueprints) + 1))]
    found: dict[str, bool | None] = {}
    for hook in (hook for scope in scopes for hook in app.before_request_funcs.get(scope, ())):
        answer = admissions.of_hook(hook, rule)
        if answer is not False:
            found[_name(hook)] = answer or found.get(_name(hook))
        elif is_login_guard(hook) and not admissions.excepts(hook, rule):
            found[_name(hook)] = None
    return found


def copy_of_flask_login(manager: object) -> str | None:
    """Return the module of a copy of Flask-Login that an app carries, by the class of its login manager."""
    if manager is None or isinstance(manager, LoginManager):
        return None
    for base in type(manager).__mro__:
        if base.__name__ == LoginManager.__name__ and {"init_app", "unauthorized"} <= vars(base).keys():
            module = base.__module__
            return recorded_name(module.removesuffix(".login_manager"))
    return None


def _name(function: Any) -> str:
    inner = innermost(function)
    return getattr(inner, "__name__", type(inner).__name__)
