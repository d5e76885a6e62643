"""Which versions took part in a run."""

import platform
from functools import cache
from importlib.metadata import PackageNotFoundError, version

_FLASK = ("flask", "flask-login", "werkzeug", "blinker")
_QUART = (*_FLASK, "quart", "quart-flask-patch")


def library_versions(app: str) -> dict[str, str]:
    """Return the versions of Python and of the libraries that an app of the given kind runs on."""
    names = _QUART if app == "quart" else _FLASK
    return {"python": platform.python_version(), **{name: _version(name) for name in names}}


@cache
def _version(name: str) -> str:
    """Return the version of a library. It is looked up once: what is imported stays what it is."""
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"
