"""Which versions took part in a run."""

from tracer.libraries import FLASK_SIDE, QUART_SIDE, installed_version


def library_versions(app: str) -> dict[str, str]:
    """Return the versions of Python and of the libraries that an app of the given kind runs on."""
    names = QUART_SIDE if app == "quart" else FLASK_SIDE
    return {name: installed_version(name) or "not installed" for name in ("python", *names)}
