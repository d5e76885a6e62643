"""The scenarios by which an app with a fault is told from the healthy one, the simplest first."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from tracer.lessons.library import Library
from tracer.trace.scenario import Scenario

_TITLES: Mapping[str, str] = {
    "login-flow": "Visit a protected page, log in, log out, and visit it again",
    "wrong-password": "Visit a protected page, type a wrong password, and visit it again",
    "not-remembered": "Log in without the box “Remember me”, close the browser, and come back",
    "remember-me": "Log in with “Remember me”, close the browser, come back, log out",
    "open-redirect-refused": "Follow a link to the login page whose next leads to another site, and log in",
    "logged-out-by-a-link": "Log in, read another site, and come back",
    "turned-away": "A stranger asks for three guarded pages",
    "own-answer": "A stranger asks for two guarded pages, and an unauthorized_handler answers",
    "stranger-at-settings": "A stranger asks for the settings",
    "fresh-login": "Come back with a remember cookie, and open the settings",
    "login-while-switched-off": "Type the right password of an account that is switched off",
    "switched-off": "The account is switched off and on again while Ada is logged in",
    "deleted-while-logged-in": "The account is deleted while Ada is logged in",
    "same-key": "Log in, and come back after the app was started again",
    "one-message": "Type a wrong password, a wrong name, and then both right",
    "new-password": "The laptop changes the password, the phone comes back",
    "api-token": "A program asks the API twice with its token, and once with a wrong one",
    "session-cookie": "Log in and ask for the protected page, in one browser and in another",
    "form-from-another-site": "Log in; another site sends the logout form",
    "anonymous-logout": "Somebody logs out who is not logged in",
    "what-logout-leaves": "A session cookie is copied, its owner logs out, the copy is used",
}
"""What happens in each of them, told by itself; a lesson tells it beside its others."""

ON_THE_DEMO_APP: tuple[str, ...] = (
    "login-flow",
    "wrong-password",
    "not-remembered",
    "remember-me",
    "open-redirect-refused",
    "logged-out-by-a-link",
    "turned-away",
    "own-answer",
    "stranger-at-settings",
    "fresh-login",
    "login-while-switched-off",
    "switched-off",
    "deleted-while-logged-in",
    "same-key",
    "one-message",
    "new-password",
    "api-token",
)
"""Those in which a fault of the demo app's login shows itself."""

SHOWN_FIRST: Mapping[str, tuple[str, ...]] = {
    "every-password-right": ("wrong-password",),
    "password-check-turned-round": ("wrong-password",),
    "everybody-remembered": ("not-remembered", "new-password"),
    "remember-left-out": ("remember-me",),
    "session-cleared-behind-logout": ("remember-me",),
    "logout-by-own-hand": ("remember-me",),
    "logout-by-link": ("logged-out-by-a-link",),
    "next-not-checked": ("open-redirect-refused",),
    "next-checked-too-little": ("open-redirect-refused",),
    "guard-removed": ("stranger-at-settings", "turned-away"),
    "guard-above-its-route": ("stranger-at-settings", "turned-away"),
    "fresh-guard-weakened": ("fresh-login",),
    "confirmation-left-out": ("fresh-login",),
    "login-result-ignored": ("login-while-switched-off",),
    "inactive-user-let-in": ("login-while-switched-off", "switched-off"),
    "loader-raises-for-unknown-id": ("deleted-while-logged-in",),
    "unauthorized-handler-swallowed": ("own-answer",),
    "refusal-without-status": ("own-answer",),
    "secret-key-new-at-each-start": ("same-key",),
    "session-protection-too-strong": ("remember-me",),
    "session-protection-off": ("fresh-login",),
}
"""For kinds of mutants the scenarios in which somebody would meet what is complained of; they are tried first. What is
not named here shows itself in the simplest ones."""


ON_ANY_APP: tuple[str, ...] = (
    "login-flow",
    "wrong-password",
    "not-remembered",
    "remember-me",
    "open-redirect-refused",
    "logged-out-by-a-link",
    "session-cookie",
    "form-from-another-site",
    "anonymous-logout",
    "what-logout-leaves",
    "same-key",
)
"""Those that an app of somebody's own can perform with one account, without a hand in its database or its settings. One
that an app cannot perform is left out for it."""


def scenarios_told_apart(names: Iterable[str], library: Library) -> dict[str, Scenario]:
    """Return scenarios of the lessons by their names, in this order.

    Raises:
        UsageError: No lesson has such a scenario.
    """
    return {name: replace(library.lesson_with_scenario(name).scenarios[name], title=_TITLES[name]) for name in names}
