"""Which databases the configuration of an app names, without the accounts and passwords that stand in the addresses."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

_SETTINGS = (
    "SQLALCHEMY_DATABASE_URI", "SQLALCHEMY_BINDS", "SQLALCHEMY_ENGINES", "DATABASE_URL", "DATABASE_URI", "DATABASE",
    "MONGO_URI", "MONGODB_SETTINGS", "MONGODB_HOST", "MONGODB_DB", "PONY", "REDIS_URL",
)  # fmt: skip
"""The settings in which Flask's extensions and tutorials keep the address of a database."""

_ADDRESS = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://(?P<rest>.*)", re.DOTALL)
_NOT_SECRET = frozenset({"url", "host", "db", "database", "dbname", "name", "filename", "provider", "port"})
_HIDDEN = "(set, and not shown)"


def databases_of(config: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the databases that a configuration names, each as ``SETTING: address``; nothing where it names none."""
    found = []
    for setting in _SETTINGS:
        value = config.get(setting)
        if value:
            found += [f"{setting}{of}: {address}" for of, address in _addresses(value)]
    return tuple(found)


def _addresses(value: Any) -> Iterator[tuple[str, str]]:
    """Yield the addresses in a setting, each with the key below which it stands."""
    if type(value) is dict:
        if _NOT_SECRET & {*value}:
            yield "", ", ".join(f"{key}={_shown(value[key])}" for key in sorted(_NOT_SECRET & {*value}))
            return
        for key, inner in value.items():
            for _, address in _addresses(inner):
                yield f"[{key}]" if type(key) is str else "[None]", address
    elif type(value) in {list, tuple} and type(value).__name__ in {"list", "tuple"}:
        for inner in value:
            yield from _addresses(inner)
    else:
        yield "", _shown(value)


def _shown(value: Any) -> str:
    """Return an address without what may be secret in it."""
    if type(value) is int:
        return str(value)
    if type(value).__name__ == "URL" and type(value).__module__.startswith("sqlalchemy."):
        parts = {name: tuple.__getitem__(value, at) for at, name in enumerate(type(value)._fields)}
        return f"{parts.get('drivername')}://{parts.get('host') or ''}/{parts.get('database') or ''}"
    if not isinstance(value, str):
        return _HIDDEN
    text = str.__str__(value)
    address = _ADDRESS.fullmatch(text)
    if address is None:
        # A path; but "host=... password=..." is how PostgreSQL is addressed as well.
        return text if re.fullmatch(r"[^=;]*", text) else _HIDDEN
    scheme, rest = address["scheme"], address["rest"]
    if not scheme.startswith("sqlite") and "@" in rest:
        account, _, place = rest.partition("@")
        if "@" in place or "?" in account:
            # Where a password ends that holds such signs itself, only the library of the database knows.
            return f"{scheme}://{_HIDDEN}"
        rest = f"…@{place}"
    return f"{scheme}://{re.split(r'[?#;]', rest, maxsplit=1)[0]}"
