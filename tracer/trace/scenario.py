"""Scenarios: what a person does at a browser, as data.

A scenario names pages by what they are (``protected``, ``login``, ``logout``) and accounts by their names; it
never holds a password. ``password = "right"`` means the one that belongs to the account, so no secret can reach
a saved trace by way of its scenario.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal, TypeAlias

from tracer.trace.hash_method import why_too_costly
from tracer.trace.wrong_values import Expected, WrongValue, WrongValueError, wrong

Value: TypeAlias = Annotated[
    bool | int | float | str | list[str] | dict[str, str] | None,
    Expected("a text, a number, true or false, a list of texts or a table of texts"),
]
"""What may stand as a value in a lesson file."""

Verb: TypeAlias = Literal[
    "visit",
    "submit",
    "click",
    "load",
    "back",
    "send",
    "receive",
    "close_browser",
    "wait",
    "change_user_agent",
    "change_address",
    "copy_cookie",
    "paste_cookie",
    "tamper_with_cookie",
    "delete_cookie",
    "delete_account",
    "deactivate_account",
    "reactivate_account",
    "change_password",
    "restart_app",
]

NO_VALUE = "none"
"""TOML has no null. A setting written as "none" means Python's None."""


@dataclass(frozen=True)
class VerbForm:
    """Which fields an action of one verb must have and which it may have."""

    required: frozenset[str] = frozenset()
    optional: frozenset[str] = frozenset()


def _form(*required: str, optional: str = "") -> VerbForm:
    return VerbForm(frozenset(required), frozenset(optional.split()))


VERBS: Mapping[str, VerbForm] = {
    # What a person does at a browser.
    "visit": _form("page", optional="query headers from_site origin late"),
    "submit": _form("page", optional="account password fields remember headers from_site origin"),
    "click": _form("page"),
    "load": _form("page"),
    "back": _form(),
    "receive": _form(),
    "close_browser": _form(),
    "wait": _form("seconds"),
    "change_user_agent": _form("user_agent"),
    "change_address": _form("address"),
    # What a program sends, or a script on a page: one request, and no redirect is followed.
    "send": _form("page", optional="method query fields headers account token"),
    # What somebody does to the cookies of a browser.
    "copy_cookie": _form("cookie"),
    "paste_cookie": _form("cookie", optional="copied_from"),
    "tamper_with_cookie": _form("cookie", "how", optional="fields"),
    "delete_cookie": _form("cookie"),
    # What happens behind the app's back.
    "delete_account": _form("account"),
    "deactivate_account": _form("account"),
    "reactivate_account": _form("account"),
    "change_password": _form("account"),
    "restart_app": _form(optional="secret_key settings"),
}
"""The verbs of an action and their fields. ``browser`` goes with every verb."""

BEHIND_THE_BACK: frozenset[str] = frozenset(
    {"delete_account", "deactivate_account", "reactivate_account", "change_password", "restart_app"}
)
"""The verbs that need no browser: what they tell happens to the app itself, or to its database."""

NO_ACCOUNT = "eve"
"""The name that somebody types who has no account. Any other name that no account has is a typing error."""

Password: TypeAlias = Literal["right", "wrong", "empty", "former", "new"]
"""What is typed where a password belongs: the account's own, another one, none, the one before the last change,
or one that nobody has used yet and that is the account's own from then on."""

Tampering: TypeAlias = Literal["signature", "payload", "non-ascii", "garbage", "own key", "leaked key"]
"""What is done to a cookie: its signature is changed; its content is changed and the signature kept; a character
stands in it that is no ASCII; it is replaced by nonsense; its content is changed and signed with a key of one's own,
or with the app's, which got into the wrong hands."""

Method: TypeAlias = Literal["GET", "HEAD", "OPTIONS", "POST"]
"""The methods with which a program may send a request."""

Token: TypeAlias = Literal["right", "wrong"]
"""Which API token is sent: the account's own, or one that nobody has."""

SecretKey: TypeAlias = Literal["same", "new", "new with fallback"]
"""With which secret key an app is started again: as before; with another; with another, the old one still accepted
for session cookies (Flask's SECRET_KEY_FALLBACKS)."""

SECRET_HEADERS: frozenset[str] = frozenset({"authorization", "cookie", "proxy-authorization"})
"""Headers that carry secrets, and so cannot stand in a scenario. ``token`` and the verbs on cookies send them."""

SECRET_FIELDS: frozenset[str] = frozenset({"password", "new_password", "token", "api_key", "secret"})
"""Form fields that carry secrets, and so cannot stand in a scenario. ``password`` and ``token`` fill them in."""


SECRET_SETTINGS: frozenset[str] = frozenset({"ACCOUNTS", "API_TOKENS", "SECRET_KEY", "SECRET_KEY_FALLBACKS"})
"""Settings that hold secrets. A scenario may leave one out by "none", and no more."""

FILE_SETTINGS: frozenset[str] = frozenset({"DATABASE"})
"""Settings that name a file. A scenario, which may be a stranger's, has none: each run has a database of its own."""


@dataclass(frozen=True, kw_only=True)
class Action:
    """One thing that a person does, or that happens behind the app's back.

    Attributes:
        do: The verb.
        page: The page that is visited, whose form is submitted, or to which the clicked button leads; for ``load``
            a file that the page on the screen needs.
        account: The demo account: whose name is typed into the form, or to whom something happens.
        password: Which password is typed.
        remember: Whether the "remember me" box is ticked.
        fields: Further form fields that are typed in, by their names; for ``tamper_with_cookie`` what is written
            into the cookie. Never a secret.
        query: Query arguments that are typed into the address bar.
        headers: Headers that this request carries besides the usual ones. Never a secret.
        method: The method of a request that is sent by a program; GET when left out.
        token: Whether a program sends the account's own API token or a wrong one.
        from_site: The other site whose link was followed or whose page sends the form.
        origin: Under which address the app is asked, when it is not the usual one: ``https://demo.example``.
        late: Whether the answer stays under way until a later ``receive``.
        seconds: How long the person waits.
        user_agent: How the browser calls itself from now on.
        address: From which network address the browser's requests come from now on.
        cookie: The name of the cookie with which something is done.
        copied_from: Whose copy of the cookie is pasted; the browser's own when left out.
        how: What is done to the cookie.
        secret_key: With which secret key the app is started again; with the same when left out.
        settings: Settings with which the app is started again, besides those that it had.
        browser: Whose browser it is; a scenario may have several.

    Raises:
        WrongValueError: A field that the verb needs is missing, one that it does not know is there, or one holds a
            secret. Each of them is named.
    """

    do: Verb
    page: str | None = None
    account: str | None = None
    password: Password | None = None
    remember: bool | None = None
    fields: Mapping[str, str] | None = None
    query: Mapping[str, str] | None = None
    headers: Mapping[str, str] | None = None
    method: Method | None = None
    token: Token | None = None
    from_site: str | None = None
    origin: str | None = None
    late: bool | None = None
    seconds: int | None = None
    user_agent: str | None = None
    address: str | None = None
    cookie: str | None = None
    copied_from: str | None = None
    how: Tampering | None = None
    secret_key: SecretKey | None = None
    settings: Mapping[str, Value] | None = None
    browser: str = "A"

    def __post_init__(self) -> None:
        if problems := [*self._not_of_the_verb(), *self._secrets(), *self._too_long()]:
            raise WrongValueError(*problems)

    def _not_of_the_verb(self) -> Iterator[WrongValue]:
        form = VERBS[self.do]
        given = {name for name in ACTION_FIELDS if getattr(self, name) is not None}
        if missing := sorted(form.required - given):
            yield WrongValue((), f'the action do = "{self.do}" needs {", ".join(missing)}')
        for name in sorted(given - form.required - form.optional):
            yield WrongValue((name,), f'the action do = "{self.do}" takes no {name}')

    def _too_long(self) -> Iterator[WrongValue]:
        if self.seconds is not None and abs(self.seconds) > LONGEST_WAIT:
            yield WrongValue(("seconds",), f"nobody waits longer than {LONGEST_WAIT} seconds, a hundred years")

    def _secrets(self) -> Iterator[WrongValue]:
        for header in self.headers or {}:
            if header.lower() in SECRET_HEADERS:
                message = f"a scenario never holds the header {header}; use token, or a verb on cookies"
                yield WrongValue(("headers", header), message)
        for name in self.fields or {}:
            if name.lower() in SECRET_FIELDS:
                message = f'a scenario never holds the field {name}; use password = "right" or token = "right"'
                yield WrongValue(("fields", name), message)
        yield from secret_settings(self.settings or {})


LONGEST_WAIT = 100 * 366 * 24 * 3600
"""In seconds. No cookie lasts as long, and a clock that is put further on reaches times that no date can name."""

MOST_ACTIONS = 500
"""A scenario with more actions is no story that anybody can follow, and its run could go on for minutes."""

ACTION_FIELDS: tuple[str, ...] = tuple(name for name in Action.__dataclass_fields__ if name not in {"do", "browser"})
"""The fields that depend on the verb."""


def app_settings(settings: Mapping[str, Value]) -> dict[str, object]:
    """Return settings as an app takes them, with None for what is written as "none"."""
    return {name: None if value == NO_VALUE else value for name, value in settings.items()}


def secret_settings(settings: Mapping[str, Value]) -> Iterator[WrongValue]:
    """Yield what is wrong with settings that hold a secret, name a file or take too long, each with its place."""
    for name, value in settings.items():
        if name in FILE_SETTINGS:
            yield WrongValue(("settings", name), f"a scenario never holds the setting {name}: it names no file")
        elif name in SECRET_SETTINGS and value != NO_VALUE:
            message = f"a scenario never holds the setting {name}; the app makes it up by itself"
            yield WrongValue(("settings", name), message)
        elif name == "PASSWORD_HASH_METHOD" and (why := why_too_costly(value)):
            yield WrongValue(("settings", name), why)


def refuse_secret_settings(settings: Mapping[str, Value]) -> None:
    """Refuse settings that hold a secret, name a file or take too long.

    Raises:
        WrongValueError: Some do. Each of them is named.
    """
    if problems := [*secret_settings(settings)]:
        raise WrongValueError(*problems)


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """A named list of actions on a demo app with given settings.

    Attributes:
        name: The name, as the command line takes it. In a lesson file it is the key of the table.
        title: What happens, in a few words.
        actions: What the person does, in order.
        settings: Settings of the demo app that differ from its defaults, by their names in the app's config.
        app: The demo app that it is performed on, when it is not the lesson's.
        observed: Whether the observer watches as well, who sees what no signal tells: what the loaders are asked and
            answer, which cookie is rejected and why. It then tells of the stages, too.

    Raises:
        WrongValueError: A setting holds a secret, names a file or takes too long, or there are too many actions.
    """

    name: str = ""
    title: str
    actions: tuple[Action, ...]
    settings: Mapping[str, Value] = field(default_factory=dict)
    app: str | None = None
    observed: bool = False

    def __post_init__(self) -> None:
        if len(self.actions) > MOST_ACTIONS:
            raise wrong(f"a scenario has at most {MOST_ACTIONS} actions, and this one {len(self.actions)}", "actions")
        if sum(abs(action.seconds or 0) for action in self.actions) > LONGEST_WAIT:
            raise wrong(f"nobody waits longer than {LONGEST_WAIT} seconds in all, a hundred years", "actions")
        refuse_secret_settings(self.settings)

    def app_settings(self) -> dict[str, object]:
        """Return the settings as the app takes them, with None for what is written as "none"."""
        return app_settings(self.settings)
