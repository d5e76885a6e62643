"""Addresses are read as browsers read them."""

import re
from typing import Any

import pytest

from tracer.findings.catalogue import page
from tracer.urls import host_of, is_another_site, joined_address, lies_below, split_address

ELSEWHERE = [
    "https://evil.example/",
    "//evil.example",
    "////evil.example",
    "\\\\evil.example",
    "/\\evil.example",
    "https:///evil.example",
    "https:evil.example",
    " \thttps://evil.example",
    "/\t/evil.example",
    "ht\ntps://evil.example",
    "HTTPS://me@EVIL.example?x",
    "http:////evil.example#x",
    "https://%65vil%2eexample/",
]


@pytest.mark.parametrize("address", ["http://[", "//[x/login", "http://a\u2100b/login"])
def test_what_is_no_address_is_a_path_where_no_page_lies(address: str) -> None:
    parts = split_address(address)
    assert (parts.netloc, parts.path) == ("", address)
    assert joined_address("http://shop.example/login", address) == address


def test_an_address_is_taken_apart_and_joined_as_python_does_it() -> None:
    assert split_address("http://shop.example/login?next=x").path == "/login"
    assert joined_address("http://shop.example/a/b", "../login") == "http://shop.example/login"


@pytest.mark.parametrize("address", ELSEWHERE)
def test_another_host_is_found(address: str) -> None:
    assert host_of(address) == "evil.example"


@pytest.mark.parametrize(
    "address",
    ["/", "", "account", "/account?next=//evil.example", "http:evil.example", "javascript:alert(1)"],
)
def test_what_leads_to_no_other_host_has_none(address: str) -> None:
    assert host_of(address) == ""


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("quoted", ["%5C%5Cevil.example", "evil%2Fexample", "evil.example%00", "evil%25.example"])
def test_a_host_that_holds_what_no_host_holds_leads_nowhere(quoted: str, scheme: str) -> None:
    """Both ways in which Python writes an address without a host: up to 3.12 with slashes, from 3.13 on without."""
    assert {host_of(f"https:///{quoted}", scheme), host_of(f"https:{quoted}", scheme)} == {""}


@pytest.mark.parametrize(
    ("host", "own"),
    [
        ("evil.example", "demo.example"),
        ("evil.example", "127.0.0.1:5000"),
        ("evil.example:5000", "localhost:5000"),
        ("notexample.com", "www.example.com"),
        ("10.0.0.2", "10.0.0.1"),
    ],
)
def test_somebody_else_s_host_is_another_site(host: str, own: str) -> None:
    assert is_another_site(host, own)


@pytest.mark.parametrize(
    ("host", "own"),
    [
        ("", "demo.example"),
        ("demo.example:8000", "demo.example"),
        ("localhost:3000", "127.0.0.1:5000"),
        ("[::1]:3000", "localhost:5000"),
        ("app.example.com", "accounts.example.com"),
        ("example.com", "accounts.example.com"),
        ("app.demo.example", "demo.example"),
    ],
)
def test_a_part_of_the_same_app_is_not(host: str, own: str) -> None:
    assert not is_another_site(host, own)


def test_the_remedy_for_an_open_redirect_refuses_all_that_browsers_take_elsewhere() -> None:
    (code,) = re.findall(r"```python\n(.*?)```", page("open-redirect").remedy, re.DOTALL)
    names: dict[str, Any] = {}
    exec(code, names)  # noqa: S102 # what the page tells people to write
    assert not any(map(names["is_safe"], [*ELSEWHERE, "///evil.example", "http:///evil.example", ""]))
    assert all(map(names["is_safe"], ["/", "/account?next=//x", "/a/b"]))


@pytest.mark.parametrize(
    ("path", "folder", "below"),
    [
        ("/staff", "/staff", True),
        ("/staff/door", "/staff", True),
        ("/staff/door", "/staff/", True),
        ("/staff", "/", True),
        ("/staffroom", "/staff", False),
        ("/", "/staff", False),
    ],
)
def test_a_path_lies_below_the_path_of_a_cookie_folder_by_folder(path: str, folder: str, *, below: bool) -> None:
    assert lies_below(path, folder) is below
