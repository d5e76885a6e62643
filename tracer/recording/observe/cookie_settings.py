"""Which settings of the two cookies hold values that cannot work. Only the types of the values are told."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

_Fits = Callable[[Any], bool]

_SAMESITE = frozenset({"strict", "lax", "none"})


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value)


def _is_text_or_nothing(value: object) -> bool:
    return not value or isinstance(value, str)


def _is_samesite(value: object) -> bool:
    """Tell whether Werkzeug takes a value for SameSite (``dump_cookie``)."""
    return value is None or (isinstance(value, str) and value.lower() in _SAMESITE)


def _is_lifetime(value: object) -> bool:
    """Tell whether Flask can make a timedelta of a value (``Config`` of ``PERMANENT_SESSION_LIFETIME``)."""
    return isinstance(value, timedelta | int | float)


def _is_duration(value: object) -> bool:
    """Tell whether Flask-Login takes a value for the duration: a timedelta, or whole seconds (B86)."""
    return isinstance(value, timedelta | int)


_OF_SESSION: Mapping[str, _Fits] = {
    "PERMANENT_SESSION_LIFETIME": _is_lifetime,
    "SESSION_COOKIE_DOMAIN": _is_text_or_nothing,
    "SESSION_COOKIE_NAME": _is_text,
    "SESSION_COOKIE_PATH": _is_text_or_nothing,
    "SESSION_COOKIE_SAMESITE": _is_samesite,
}
_OF_REMEMBERING: Mapping[str, _Fits] = {
    "REMEMBER_COOKIE_DOMAIN": _is_text_or_nothing,
    "REMEMBER_COOKIE_DURATION": _is_duration,
    "REMEMBER_COOKIE_NAME": _is_text,
    "REMEMBER_COOKIE_PATH": _is_text_or_nothing,
    "REMEMBER_COOKIE_SAMESITE": _is_samesite,
}


def wrong_session_settings(config: Mapping[str, Any]) -> dict[str, str]:
    """Return the settings of the session cookie that cannot work, each with the class of its value."""
    return _wrong(config, _OF_SESSION)


def wrong_remember_settings(config: Mapping[str, Any]) -> dict[str, str]:
    """Return the settings of the remember cookie that cannot work, each with the class of its value."""
    return _wrong(config, _OF_REMEMBERING)


def _wrong(config: Mapping[str, Any], settings: Mapping[str, _Fits]) -> dict[str, str]:
    return {
        name: type(config[name]).__name__
        for name, fits in settings.items()
        if name in config and not fits(config[name])
    }
