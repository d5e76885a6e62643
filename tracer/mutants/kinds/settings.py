"""Settings: the key, the cookies, what Flask-Login is told to do."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from tracer.mutants.mutant import Mutant, MutantKind
from tracer.mutants.source_file import Edit, SourceFile

_RANDOM = re.compile(r"urandom|secrets\.|token_|uuid|random")
_SETTINGS = frozenset({"update", "from_mapping", "dict"})


@dataclass(frozen=True)
class _Setting:
    """A place where a setting is given its value.

    Attributes:
        value: The value.
        form: How more could be written behind it: ``config`` for an assignment to ``app.config[...]``, ``class`` in a
            class of settings, ``call`` for an argument, ``dict`` in a dict.
        name: What is given the value, as it is written: ``app.secret_key``, ``SECRET_KEY``.
    """

    value: ast.expr
    form: str
    name: str


def _settings(source: SourceFile, name: str) -> Iterator[_Setting]:
    for node in source.nodes:
        match node:
            case ast.Assign(targets=[target], value=value) | ast.AnnAssign(target=target, value=ast.expr() as value):
                if isinstance(target, ast.Subscript) and _is_text(target.slice, name):
                    yield _Setting(value, "config", source.text_of(target))
                elif isinstance(target, ast.Attribute) and target.attr == name.lower():
                    yield _Setting(value, "attribute", source.text_of(target))
                elif isinstance(target, ast.Name) and target.id == name:
                    yield _Setting(value, "class", name)
            case ast.Call(func=ast.Attribute(attr=called)) if called in _SETTINGS:
                yield from (_Setting(each.value, "call", name) for each in node.keywords if each.arg == name)
            case ast.Dict():
                for key, value in zip(node.keys, node.values, strict=True):
                    if key is not None and _is_text(key, name):
                        yield _Setting(value, "dict", name)


def _is_text(node: ast.expr, text: str) -> bool:
    return isinstance(node, ast.Constant) and node.value == text


def _key_made_at_start(source: SourceFile) -> Iterator[Mutant]:
    # The key itself is never the subject: that is printed in reports, which are kept and handed on.
    kind = "secret-key-new-at-each-start"
    for setting in _settings(source, "SECRET_KEY"):
        value = setting.value
        if isinstance(value, ast.BoolOp) and isinstance(value.op, ast.Or):
            drawn = source.text_of(value.values[-1])
            if _RANDOM.search(drawn):
                yield Mutant.at(kind, source, value, setting.name, source.replaced(value, drawn))
            continue
        statement = source.statement_of(value)
        text = source.text_of(value)
        if _RANDOM.search(text) or (isinstance(value, ast.Constant) and not value.value) or statement is None:
            continue
        if isinstance(statement, ast.Assign | ast.AnnAssign | ast.Expr):
            edits = _drawn(source, statement)
            yield Mutant.at(kind, source, value, setting.name, source.replaced(value, edits[0]), *edits[1])


def _drawn(source: SourceFile, statement: ast.stmt) -> tuple[str, tuple[Edit, ...]]:
    """Return how a file can draw a key, and what must be added before a statement for that."""
    for known, meaning in source.imported.items():
        if meaning in {"os", "secrets"}:
            return (f"{known}.urandom(24)" if meaning == "os" else f"{known}.token_hex()"), ()
    return "os.urandom(24)", (source.added_before(statement, "import os; "),)


SECRET_KEY_NEW_AT_EACH_START = MutantKind(
    "secret-key-new-at-each-start",
    3,
    "The secret key is drawn anew at each start: {subject}.",
    "Every restart logs everybody out, and several processes do not accept one another's sessions.",
    "I am logged out several times a day, always in the middle of something.",
    "Take a key that stays the same, from the environment or from a file, for {subject}.",
    _key_made_at_start,
)


def _key_missing(source: SourceFile) -> Iterator[Mutant]:
    for setting in _settings(source, "SECRET_KEY"):
        statement = source.statement_of(setting.value)
        is_set = not (isinstance(setting.value, ast.Constant) and not setting.value.value)
        if setting.form in {"config", "attribute"} and statement is not None and is_set:
            edit = source.without_statement(statement)
            yield Mutant.at("secret-key-not-set", source, statement, setting.name, edit)


SECRET_KEY_NOT_SET = MutantKind(
    "secret-key-not-set",
    1,
    "The app has no secret key: {subject} is not set.",
    "Nothing can be kept in a session. The login ends with an error 500.",
    "The pages work until I log in. Then it says Internal Server Error.",
    "Set {subject}.",
    _key_missing,
)


def _switched_off(source: SourceFile) -> Iterator[Mutant]:
    kind = "guards-switched-off"
    for setting in _settings(source, "LOGIN_DISABLED"):
        if isinstance(setting.value, ast.Constant) and setting.value.value is False:
            edit = source.replaced(setting.value, "True")
            yield Mutant.at(kind, source, setting.value, "LOGIN_DISABLED", edit)
            return
    for setting in _settings(source, "SECRET_KEY"):
        also = _also(source, setting, "LOGIN_DISABLED", "True")
        if also is not None:
            yield Mutant.at(kind, source, setting.value, "LOGIN_DISABLED", also)


def _also(source: SourceFile, setting: _Setting, name: str, value: str) -> Edit | None:
    """Return the edit that gives one setting more a value, behind another one; None where there is no room."""
    statement = source.statement_of(setting.value)
    match setting.form, statement:
        case (("config" | "attribute"), ast.Assign(targets=[ast.Subscript(value=owner)])):
            return source.added_after(statement, f'; {source.text_of(owner)}["{name}"] = {value}')
        case "attribute", ast.Assign(targets=[ast.Attribute(value=owner)]):
            return source.added_after(statement, f'; {source.text_of(owner)}.config["{name}"] = {value}')
        case "class", ast.Assign():
            return source.added_after(statement, f"; {name} = {value}")
        case "call", _:
            return source.added_after(setting.value, f", {name}={value}")
    return None


GUARDS_SWITCHED_OFF = MutantKind(
    "guards-switched-off",
    2,
    "{subject} is True, as it is in some tests. Then login_required lets everybody pass.",
    "Everybody sees every page, without logging in.",
    "Since the new version nobody has to log in any more. Is that on purpose?",
    "Leave {subject} to the tests.",
    _switched_off,
    only_with=("login_required",),
)


def _too_strong(source: SourceFile) -> Iterator[Mutant]:
    kind = "session-protection-too-strong"
    settings = list(_settings(source, "SESSION_PROTECTION"))
    for setting in settings:
        if _is_text(setting.value, "basic"):
            edit = source.replaced(setting.value, '"strong"')
            yield Mutant.at(kind, source, setting.value, "session_protection", edit)
    if settings:
        return
    for node in source.nodes:
        match node:
            case ast.Assign(targets=[ast.Attribute(attr="login_view", value=manager)]):
                text = f'; {source.text_of(manager)}.session_protection = "strong"'
                yield Mutant.at(kind, source, node, "session_protection", source.added_after(node, text))


SESSION_PROTECTION_TOO_STRONG = MutantKind(
    "session-protection-too-strong",
    3,
    '{subject} is "strong", in an app that remembers people.',
    "A remembered user is let in once, and thrown out on the second page, the remember cookie too.",
    "I open the browser and am still logged in, good. One click, and I am not.",
    'Set {subject} to "basic".',
    _too_strong,
    only_with=("remember",),
)


def _protection_off(source: SourceFile) -> Iterator[Mutant]:
    for setting in _settings(source, "SESSION_PROTECTION"):
        if _is_text(setting.value, "basic") or _is_text(setting.value, "strong"):
            edit = source.replaced(setting.value, "None")
            yield Mutant.at("session-protection-off", source, setting.value, source.text_of(setting.value), edit)


SESSION_PROTECTION_OFF = MutantKind(
    "session-protection-off",
    3,
    "The session protection is switched off. It was {subject}.",
    "A session cookie that was stolen works in every browser, and counts as a fresh login there.",
    "Somebody in another country has changed my address, and was never asked for a password.",
    "Set the session protection to {subject}.",
    _protection_off,
)


def _for_every_site(source: SourceFile) -> Iterator[Mutant]:
    for name in ("SESSION_COOKIE_SAMESITE", "REMEMBER_COOKIE_SAMESITE"):
        for setting in _settings(source, name):
            if _is_text(setting.value, "Lax") or _is_text(setting.value, "Strict"):
                edit = source.replaced(setting.value, '"None"')
                yield Mutant.at("cookie-for-every-site", source, setting.value, name, edit)


COOKIE_FOR_EVERY_SITE = MutantKind(
    "cookie-for-every-site",
    3,
    '{subject} is "None": the cookie is meant to come along with requests from every site.',
    "Without Secure browsers refuse such a cookie; with Secure a form of another site can act in the user's name.",
    "Since the update I log in and am not logged in. It is the same in every browser.",
    'Set {subject} to "Lax".',
    _for_every_site,
)


def _open_to_scripts(source: SourceFile) -> Iterator[Mutant]:
    for name in ("SESSION_COOKIE_HTTPONLY", "REMEMBER_COOKIE_HTTPONLY"):
        for setting in _settings(source, name):
            if isinstance(setting.value, ast.Constant) and setting.value.value is True:
                edit = source.replaced(setting.value, "False")
                yield Mutant.at("cookie-open-to-scripts", source, setting.value, name, edit)


COOKIE_OPEN_TO_SCRIPTS = MutantKind(
    "cookie-open-to-scripts",
    3,
    "{subject} is False: scripts in the page can read the cookie.",
    "A script that somebody smuggles into a page can carry the login away.",
    "I only read a comment on your page. Now somebody posts in my name.",
    "Set {subject} to True.",
    _open_to_scripts,
)

KINDS = (
    SECRET_KEY_NEW_AT_EACH_START,
    SECRET_KEY_NOT_SET,
    GUARDS_SWITCHED_OFF,
    SESSION_PROTECTION_TOO_STRONG,
    SESSION_PROTECTION_OFF,
    COOKIE_FOR_EVERY_SITE,
    COOKIE_OPEN_TO_SCRIPTS,
)
