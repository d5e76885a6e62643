"""The demo app is what learners will copy: it must be exemplary."""

import sqlite3
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.security import generate_password_hash

import demo_app.accounts
from demo_app.flask_app import create_app
from demo_app.flask_app.settings import DEFAULTS
from demo_app.next_page import page_on_this_site
from tests.conftest import PASSWORD, MakeApp
from tests.course import CHEAP


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def log_in(client: FlaskClient, name: str = "ada", password: str = PASSWORD, url: str = "/login") -> tuple[int, str]:
    response = client.post(url, data={"username": name, "password": password})
    return response.status_code, response.get_data(as_text=True)


def test_the_protected_page_sends_strangers_to_the_login_form(client: FlaskClient) -> None:
    response = client.get("/protected")
    assert response.status_code == 302
    assert response.location == "/login?next=%2Fprotected"


def test_who_logs_in_sees_the_protected_page(client: FlaskClient) -> None:
    assert log_in(client)[0] == 302
    assert "You are here as <strong>ada</strong>" in client.get("/protected").get_data(as_text=True)


def test_no_plain_password_is_in_the_database(app: Flask) -> None:
    content = Path(app.config["DATABASE"]).read_bytes()
    for password in app.config["ACCOUNTS"].values():
        assert password.encode() not in content


def test_passwords_are_hashed_as_werkzeug_chooses_by_default(tmp_path: Path) -> None:
    database = tmp_path / "users.sqlite3"
    create_app({"DATABASE": str(database), "ACCOUNTS": {"ada": PASSWORD}})
    with sqlite3.connect(database) as connection:
        (password_hash,) = connection.execute("SELECT password_hash FROM account").fetchone()
    connection.close()
    assert password_hash.partition(":")[0] == generate_password_hash("any").partition(":")[0]


def test_a_second_start_keeps_the_accounts(make_app: MakeApp) -> None:
    make_app()
    client = make_app(ACCOUNTS={"ada": "another password than the first"}).test_client()
    assert log_in(client)[0] == 302


def test_wrong_name_and_wrong_password_look_the_same(client: FlaskClient) -> None:
    wrong_password = log_in(client, password="wrong")
    wrong_name = log_in(client, name="nobody")
    assert wrong_password == wrong_name
    assert wrong_password[0] == 422


@pytest.mark.parametrize("name", ["ada", "nobody"])
def test_wrong_name_and_wrong_password_cost_the_same_work(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    checked: list[str] = []

    def check(password_hash: str, _password: str) -> bool:
        checked.append(password_hash)
        return False

    monkeypatch.setattr(demo_app.accounts, "check_password_hash", check)
    log_in(client, name=name, password="wrong")
    assert len(checked) == 1
    assert checked[0].startswith("pbkdf2:sha256:1000")


def test_somebody_elses_password_does_not_open_the_door_for_an_unknown_name(client: FlaskClient) -> None:
    assert log_in(client, name="nobody", password=PASSWORD)[0] == 422


def test_after_login_the_visitor_goes_where_they_wanted_to_go(client: FlaskClient) -> None:
    response = client.post("/login?next=/protected", data={"username": "ada", "password": PASSWORD})
    assert response.location == "/protected"


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "////evil.example/",
        "/\\evil.example/",
        "\\\\evil.example/",
        "https:evil.example",
        "javascript:alert(1)",
        "/\t/evil.example",
        "/pro\ntected",
        "protected",
        "",
        None,
    ],
)
def test_next_is_followed_only_to_the_same_site(target: str | None) -> None:
    assert page_on_this_site(target) is None


def test_logout_is_by_post_only(client: FlaskClient) -> None:
    assert client.get("/logout").status_code == 405
    log_in(client)
    assert client.post("/logout").status_code == 302
    assert client.get("/protected").status_code == 302


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://["}, 403),
        ({"Sec-Fetch-Site": "same-origin"}, 302),
        ({"Sec-Fetch-Site": "none"}, 302),
        ({"Origin": "http://localhost"}, 302),
        ({}, 302),
    ],
)
def test_a_form_sent_by_another_site_is_refused(client: FlaskClient, headers: dict[str, str], status: int) -> None:
    response = client.post("/login", data={"username": "ada", "password": PASSWORD}, headers=headers)
    assert response.status_code == status


def test_the_cookies_are_out_of_reach_for_scripts_and_other_sites(client: FlaskClient) -> None:
    response = client.post("/login", data={"username": "ada", "password": PASSWORD, "remember": "on"})
    cookies = response.headers.getlist("Set-Cookie")
    assert {cookie.partition("=")[0] for cookie in cookies} == {"session", "remember_token"}
    for cookie in cookies:
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie


def test_an_anonymous_visit_sets_no_cookie(client: FlaskClient) -> None:
    for path in ("/", "/protected", "/login"):
        assert "Set-Cookie" not in client.get(path).headers


def test_the_secret_key_is_made_at_start_and_differs(make_app: MakeApp) -> None:
    first, second = make_app(SECRET_KEY=None), make_app(SECRET_KEY=None)
    assert first.secret_key != second.secret_key
    assert len(str(first.secret_key)) >= 32


def test_the_login_page_shows_the_demo_accounts(client: FlaskClient) -> None:
    page = client.get("/login").get_data(as_text=True)
    for name, password in dict(DEFAULTS["ACCOUNTS"]).items():  # type: ignore[call-overload] # a mapping by definition
        assert f"<code>{name}</code>" in page
        assert f"<code>{password}</code>" in page


def test_without_a_database_setting_the_accounts_lie_in_the_user_data_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRACER_HOME", str(tmp_path / "home"))
    create_app({"PASSWORD_HASH_METHOD": CHEAP})
    assert (tmp_path / "home" / "demo.sqlite3").exists()


def test_a_misspelt_setting_is_refused() -> None:
    with pytest.raises(ValueError, match="no setting CALL_LOGIN_USR"):
        create_app({"CALL_LOGIN_USR": False})


def test_the_login_page_says_how_to_get_the_first_passwords_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRACER_HOME", str(tmp_path))
    kept = create_app({"PASSWORD_HASH_METHOD": CHEAP}).test_client().get("/login").get_data(as_text=True)
    assert str(tmp_path / "demo.sqlite3") in kept


def test_a_run_with_accounts_of_its_own_names_no_path(client: FlaskClient) -> None:
    assert "sqlite3" not in client.get("/login").get_data(as_text=True)
