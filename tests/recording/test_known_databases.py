"""The databases that a configuration names are told without accounts and passwords."""

from typing import Any

import pytest

from tracer.recording.known_databases import databases_of

SECRET = "correct-horse/battery-staple"


@pytest.mark.parametrize(
    ("setting", "value", "told"),
    [
        ("SQLALCHEMY_DATABASE_URI", "sqlite:///shop.db", ["SQLALCHEMY_DATABASE_URI: sqlite:///shop.db"]),
        ("SQLALCHEMY_DATABASE_URI", "sqlite://", ["SQLALCHEMY_DATABASE_URI: sqlite://"]),
        (
            "SQLALCHEMY_DATABASE_URI",
            f"postgresql+psycopg://ada:{SECRET}@db.example:5432/shop?password={SECRET}",
            ["SQLALCHEMY_DATABASE_URI: postgresql+psycopg://…@db.example:5432/shop"],
        ),
        ("DATABASE_URL", "mysql://ada:battery@staple@db.example/shop", ["DATABASE_URL: mysql://(set, and not shown)"]),
        ("DATABASE_URL", "mysql://db.example/shop?password=a@b", ["DATABASE_URL: mysql://(set, and not shown)"]),
        ("DATABASE_URL", "mysql://db.example/shop", ["DATABASE_URL: mysql://db.example/shop"]),
        ("DATABASE", "/srv/shop/instance/shop.sqlite", ["DATABASE: /srv/shop/instance/shop.sqlite"]),
        ("DATABASE", f"host=db.example password={SECRET}", ["DATABASE: (set, and not shown)"]),
        (
            "SQLALCHEMY_BINDS",
            {"users": f"postgresql://ada:{SECRET}@db.example/users", "log": {"url": "sqlite:///log.db"}},
            ["SQLALCHEMY_BINDS[users]: postgresql://…@db.example/users", "SQLALCHEMY_BINDS[log]: url=sqlite:///log.db"],
        ),
        (
            "MONGODB_SETTINGS",
            {"host": "db.example", "db": "shop", "port": 27017, "username": "ada", "password": SECRET},
            ["MONGODB_SETTINGS: db=shop, host=db.example, port=27017"],
        ),
        ("REDIS_URL", f"redis://:{SECRET}@cache.example/0", ["REDIS_URL: redis://…@cache.example/0"]),
        ("DATABASE", object(), ["DATABASE: (set, and not shown)"]),
        ("DATABASE", "", []),
        ("SOMETHING_ELSE", "sqlite://", []),
    ],
)
def test_a_database_is_told_without_its_secrets(setting: str, value: Any, told: list[str]) -> None:
    assert [*databases_of({setting: value})] == told
    assert not any(part in line for line in databases_of({setting: value}) for part in SECRET.split("/"))
