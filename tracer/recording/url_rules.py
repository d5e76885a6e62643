"""From a path to the app's URL rule, without running anything of the app.

Werkzeug's own matching calls the converters, and an app's converter may query a database. Here the text of the
rules is enough: a trace of a foreign app shows ``/user/<name>`` and never ``/user/ada``.
"""

import re
from collections.abc import Iterator
from typing import Any

NO_RULE = "(no rule)"
"""Stands for a path that no rule of the app matches."""

_PLACEHOLDER = re.compile(r"<(?:(?P<converter>[a-zA-Z_]\w*)(?:\([^>]*\))?:)?(?P<name>[a-zA-Z_]\w*)>")
_ONE_SEGMENT: dict[str | None, str] = {
    None: "[^/]+",
    "default": "[^/]+",
    "string": "[^/]+",
    "int": r"-?\d+",
    "float": r"-?\d+\.\d+",
    "uuid": "[0-9a-fA-F-]{36}",
}


class UrlRules:
    """The URL rules of an app, the most exact first.

    Args:
        app: The app. Its rules are read when they are first asked for.
    """

    def __init__(self, app: Any) -> None:
        self._app = app
        self._patterns: list[tuple[re.Pattern[str], str]] | None = None
        self._folders: list[tuple[re.Pattern[str], str]] | None = None

    def rule_of(self, path: str) -> str:
        """Return the rule that a path matches; the path itself is never part of the answer."""
        if self._patterns is None:
            rules = {str(rule.rule) for rule in self._app.url_map.iter_rules()}
            self._patterns = [(_pattern(rule), rule) for rule in sorted(rules, key=_exactness)]
        return next((rule for pattern, rule in self._patterns if pattern.fullmatch(path)), NO_RULE)

    def folder_of(self, path: str) -> str | None:
        """Return a path at which, or below which, rules lie, written as the rules write it; None for any other.

        Cookies are valid for such paths. The slash at the end decides what lies below, so it is kept as it is.
        """
        if path == "/":
            return path
        if self._folders is None:
            rules = [str(rule.rule) for rule in self._app.url_map.iter_rules()]
            folders = {folder for rule in rules for folder in _folders(rule)}
            self._folders = [(_pattern(folder), folder) for folder in sorted(folders, key=_exactness)]
        bare = path.removesuffix("/")
        found = next((folder for pattern, folder in self._folders if pattern.fullmatch(bare)), None)
        return None if found is None else found + path[len(bare) :]

    def methods_of(self, path: str) -> frozenset[str]:
        """Return the methods with which a path may be asked for."""
        rule = self.rule_of(path)
        methods = [each.methods or set() for each in self._app.url_map.iter_rules() if str(each.rule) == rule]
        return frozenset().union(*methods)

    def rules_of(self, endpoint: str) -> list[str]:
        """Return every rule that leads to an endpoint."""
        return [str(rule.rule) for rule in self._app.url_map.iter_rules() if rule.endpoint == endpoint]


def _folders(rule: str) -> Iterator[str]:
    """Yield a rule and every part of it that ends before a slash, none of them with a slash at its end."""
    inside = {at for match in _PLACEHOLDER.finditer(rule) for at in range(match.start(), match.end())}
    ends = [at for at, character in enumerate(rule) if character == "/" and at not in inside]
    for end in (*ends, len(rule)):
        if folder := rule[:end].removesuffix("/"):
            yield folder


def _exactness(rule: str) -> tuple[int, int, str]:
    """Return a key that sorts rules with fewer and narrower placeholders first."""
    placeholders = [match["converter"] for match in _PLACEHOLDER.finditer(rule)]
    wide = sum(converter not in _ONE_SEGMENT for converter in placeholders)
    return wide, len(placeholders), rule


def _pattern(rule: str) -> re.Pattern[str]:
    """Return the pattern of a rule. A slash at its end may be missing: werkzeug then redirects to the rule."""
    parts: list[str] = []
    end = 0
    for match in _PLACEHOLDER.finditer(rule):
        parts.extend((re.escape(rule[end : match.start()]), _ONE_SEGMENT.get(match["converter"], ".+?")))
        end = match.end()
    parts.append(re.escape(rule[end:]))
    text = "".join(parts)
    return re.compile(text + "?" if text.endswith("/") and text != "/" else text)
