"""A token in the place of a name is not shown, and a name that a programmer chose is: 120 secrets in 40 places."""

from collections.abc import Callable, Iterator
from random import Random
from string import ascii_letters, digits
from typing import Any

import pytest
from flask import Blueprint, Flask, Response, flash, redirect, request, session
from flask_login import LoginManager, UserMixin, login_required, login_user

from tests.client_cookies import set_cookie
from tests.recording.test_secrets_everywhere import shown
from tracer.activities.record import record
from tracer.recording.plausible_names import looks_like_name
from tracer.recording.redaction import Redaction

SHAPES = {
    "hexadecimal": ("0123456789abcdef", 32),
    "for an address": (f"{ascii_letters}{digits}-_", 43),
    "letters and digits": (f"{ascii_letters}{digits}", 30),
}

BY_THE_APP = (
    *(
        "session key",
        "end of a session key",
        "session value",
        "flash category",
        "flash",
        "endpoint",
        "rule",
        "blueprint",
    ),
    *("cookie name", "cookie without a name", "cookie value", "cookie path", "cookie domain", "header", "vary"),
    *("cache directive", "media type", "challenge", "allow", "location path", "location argument", "location fragment"),
    *("location host", "location user", "user id", "exception"),
)
BY_THE_SENDER = (
    *(
        "argument",
        "bare query",
        "argument value",
        "field",
        "bare body",
        "field value",
        "presented cookie",
        "bare cookie",
    ),
    *("path", "host", "method", "next", "user agent", "forwarded for"),
)


class Tokens:
    """One token for each place, made by chance, the same every time."""

    def __init__(self, shape: str) -> None:
        self._alphabet, self._length = SHAPES[shape]
        self._random = Random(f"tokens {shape}")  # noqa: S311 # it has to be the same every time
        self._made: dict[str, str] = {}

    def __getitem__(self, place: str) -> str:
        if place not in self._made:
            self._made[place] = "".join(self._random.choices(self._alphabet, k=self._length))
        return self._made[place]

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self._made.items())


def make_app(tokens: Tokens) -> Flask:
    app = Flask("shop")
    app.secret_key = "a key of this app that nobody else knows"
    manager = LoginManager(app)
    manager.login_view = "login"
    user = UserMixin()
    user.id = tokens["user id"]
    manager.user_loader(lambda user_id: user if user_id == user.id else None)

    @app.route("/login", methods=["GET", "POST"])
    def login() -> str:
        request.form.get("name")
        if request.method == "POST":
            login_user(user)
        return "Log in"

    @app.route("/account/<name>")
    @login_required  # type: ignore[untyped-decorator] # Flask-Login ships no types
    def account(name: str) -> str:
        return name

    app.add_url_rule(f"/hooks/{tokens['rule']}", f"hook_{tokens['endpoint']}", lambda: "hooked")
    tenant = Blueprint(tokens["blueprint"], "shop", url_prefix="/tenant")
    tenant.add_url_rule("/", "home", lambda: "home")
    app.register_blueprint(tenant)
    add_answers(app, tokens)
    return app


def add_answers(app: Flask, tokens: Tokens) -> None:
    """Add pages that put a token where a name belongs."""

    @app.get("/keys")
    def keys() -> str:
        session[tokens["session key"]] = tokens["session value"]
        session[f"_state_idp_{tokens['end of a session key']}"] = {"data": 1}
        flash(tokens["flash"], tokens["flash category"])
        return "keys"

    @app.get("/headers")
    def headers() -> Response:
        answer = Response("headers")
        answer.headers.add("Set-Cookie", f"{tokens['cookie name']}=1; Domain={tokens['cookie domain']}.example")
        answer.headers.add("Set-Cookie", f"{tokens['cookie without a name']}; Path=/")
        answer.headers.add("Set-Cookie", f"theme={tokens['cookie value']}; Path=/{tokens['cookie path']}")
        answer.headers[tokens["header"].strip("_-")] = "1"
        answer.headers["Vary"] = tokens["vary"]
        answer.headers["Cache-Control"] = tokens["cache directive"]
        answer.headers["Content-Type"] = f"application/{tokens['media type']}"
        answer.headers["WWW-Authenticate"] = tokens["challenge"]
        answer.headers["Allow"] = tokens["allow"]
        return answer

    @app.get("/away")
    def away() -> Any:
        fragment = f"#{tokens['location fragment']}"
        return redirect(f"/account/{tokens['location path']}?{tokens['location argument']}=1{fragment}")

    @app.get("/elsewhere")
    def elsewhere() -> Any:
        return redirect(f"https://{tokens['location user']}@{tokens['location host']}.example/")

    @app.get("/broken")
    def broken() -> str:
        raise ValueError(tokens["exception"])


def use(client: Any, tokens: Tokens) -> None:
    """Ask for every page, with a token where the sender chooses a name."""
    for path in ("/keys", "/headers", "/away", "/elsewhere", "/broken", "/tenant/", f"/hooks/{tokens['rule']}"):
        client.get(path)
    client.get(f"/login?{tokens['argument']}={tokens['argument value']}")
    client.get(f"/login?{tokens['bare query']}")
    client.get(f"/login?next=/account/{tokens['next']}")
    client.post("/login", data={tokens["field"]: tokens["field value"], "name": "ada"})
    client.post("/login", data=tokens["bare body"], content_type="application/x-www-form-urlencoded")
    set_cookie(client, tokens["presented cookie"], "1")
    client.get(f"/account/{tokens['path']}")
    client.get("/login", headers={"Cookie": tokens["bare cookie"]})
    client.get("/login", base_url=f"http://{tokens['host']}.shop.example/")
    client.open("/login", method=tokens["method"].upper())
    client.get("/login", headers={"User-Agent": tokens["user agent"], "X-Forwarded-For": tokens["forwarded for"]})


@pytest.mark.parametrize("show_values", [False, True], ids=["hidden", "show values"])
@pytest.mark.parametrize("shape", SHAPES)
def test_no_token_in_the_place_of_a_name_comes_out(shape: str, show_values: bool) -> None:  # noqa: FBT001 # parametrized
    tokens = Tokens(shape)
    app = make_app(tokens)
    with record(app, show_values=show_values) as recording:
        use(app.test_client(), tokens)
    assert {place for place, _ in tokens} == {*BY_THE_APP, *BY_THE_SENDER}
    assert len([*tokens]) == 40
    trace = recording.trace
    assert len(list(trace.of_kind("request"))) == 17
    for text in shown(trace, app):
        leaked = {place for place, token in tokens if token.lower() in text.lower()}
        assert leaked <= (SHOWN_ON_REQUEST if show_values else set())


SHOWN_ON_REQUEST = {
    *("session value", "flash", "user id", "exception", "location path", "path", "next", "rule", "method", "host"),
    *("location host", "cookie path", "cookie domain", "vary", "cache directive", "media type", "challenge", "allow"),
    *("endpoint", "blueprint", "flash category"),
}
"""What --show-values shows: the values of sessions and messages, addresses, and headers as they are."""


@pytest.mark.parametrize(
    "name",
    [
        *("session", "remember_token", "csrf_token", "_flashes", "google_oauth_token", "oauth2_state", "utf8", "i18n"),
        *("authentication_method", "passwordConfirmation", "XSRF-TOKEN", "items-0-price", "form[address][street]"),
        *(
            "remember_me",
            "X-Requested-With",
            "wtf_csrf_field",
            "sha256",
            "xmlhttprequest",
            "__Host-session",
            "q",
            "next",
        ),
        *(
            "flask_dance_github_state",
            "id_token_hint",
            "base64url",
            "_permanent",
            "redirect_uri",
            "code_challenge_method",
        ),
    ],
)
def test_a_name_that_a_programmer_chose_is_shown(name: str) -> None:
    assert looks_like_name(name)
    assert Redaction(show_values=False).name(name) == name


def test_hidden_names_stay_distinguishable_and_what_was_chosen_stays() -> None:
    redaction = Redaction(show_values=False)
    one, other = "_state_idp_R8hzpRai9EwRFF5ejP1AsJwosEmJU8", "_state_idp_pt45l5NSoYR924uWQ1Vy19w12fHvsN"
    assert redaction.session([(one, 1), (other, 2), ("cart", 3)]) == {
        "_state_idp_…1": "<int>",
        "_state_idp_…2": "<int>",
        "cart": "<int>",
    }
    assert redaction.name(one) == "_state_idp_…1"
    assert redaction.name("my own key") == "…3"


LOCATIONS: dict[str, Callable[[str], str]] = {
    "argument": lambda password: f"/login?username=ada&password={password}",
    "user": lambda password: f"https://ada:{password}@shop.example/login",
    "fragment": lambda password: f"/login#access_token={password}",
}


@pytest.mark.parametrize("place", LOCATIONS)
def test_a_password_in_an_address_is_not_shown_even_with_values(place: str) -> None:
    location = LOCATIONS[place]("correct horse 7")
    assert "horse" not in Redaction(show_values=True).location(location)
