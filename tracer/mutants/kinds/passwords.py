"""The check of the password: every one right, every one wrong, turned round; and how passwords are kept."""

import ast
import re
from collections.abc import Iterator

from tracer.mutants.conditions import without_part
from tracer.mutants.login_code import called_in, mentions
from tracer.mutants.mutant import Mutant, MutantKind
from tracer.mutants.source_file import Edit, FunctionNode, SourceFile

_CHECKS = frozenset(
    {"check_password_hash", "check_password", "verify_password", "checkpw", "check_hash", "verify_hash"}
    | {"password_matches", "is_correct_password", "is_password_correct", "valid_password", "authenticate_password"}
)
_HASHERS = re.compile(r"(pass|pwd|crypt|argon|hash|scrypt|pbkdf|^ph$|_ph$|context)", re.IGNORECASE)
_PASSWORD = re.compile(r"(pass(word|wd|phrase)?|pwd)(_?hash)?$|^pw$|^hashed", re.IGNORECASE)
_SECOND_TIME = re.compile(r"confirm|repeat|again|new|retype|old|password_?2|verify", re.IGNORECASE)


def _checks(source: SourceFile) -> Iterator[ast.Call | ast.Compare]:
    """Yield what checks a password."""
    for node in source.nodes:
        match node:
            case ast.Call() if _is_check(source, node):
                yield node
            case ast.Compare() if _compares_passwords(source, node):
                yield node


def _is_check(source: SourceFile, call: ast.Call) -> bool:
    name = source.meaning(call.func).rpartition(".")[2]
    if isinstance(call.func, ast.Attribute) and source.is_a(call.func.value, "current_user"):
        return False  # That is no login: somebody who is logged in is asked once more.
    if any(mentions(argument, _SECOND_TIME) for argument in call.args):
        return False
    if name in _CHECKS:
        return bool(call.args or call.keywords)
    if name == "verify" and isinstance(call.func, ast.Attribute):
        return _HASHERS.search(source.meaning(call.func.value).rpartition(".")[2]) is not None
    return name == "compare_digest" and any(mentions(argument, _PASSWORD) for argument in call.args)


def _compares_passwords(source: SourceFile, node: ast.Compare) -> bool:
    if len(node.ops) != 1 or not isinstance(node.ops[0], ast.Eq | ast.NotEq):
        return False
    sides = (node.left, node.comparators[0])
    if any(mentions(side, _SECOND_TIME) for side in sides):
        return False
    function = source.function_around(node)
    given = [side for side in sides if mentions(side, _PASSWORD)]
    kept = [side for side in sides if _is_kept(source, side)]
    if len(given) == 2 and kept:  # noqa: PLR2004 # both sides
        return True
    in_login = called_in(source, function, "login_user")
    return bool(given) and in_login and any(_is_text(side) or side in kept for side in sides if side not in given)


def _is_text(side: ast.expr) -> bool:
    return isinstance(side, ast.Constant) and isinstance(side.value, str) and bool(side.value)


def _is_kept(source: SourceFile, side: ast.expr) -> bool:
    """Tell whether a value is what is kept of a user, and not what was typed."""
    text = source.text_of(side)
    return isinstance(side, ast.Attribute | ast.Subscript | ast.Call) and not re.search(
        r"\b(request|form)\b|\.data$|get_json|json", text
    )


def _every_right(source: SourceFile) -> Iterator[Mutant]:
    for check in _checks(source):
        statement = source.parents[check]
        if isinstance(statement, ast.Expr):
            if not isinstance(source.parents[statement], ast.Try):
                continue  # Its outcome is not looked at: it only takes as long as a real one.
            edit = source.without_statement(statement)
        else:
            equal = isinstance(check, ast.Call) or isinstance(check.ops[0], ast.Eq)
            edit = without_part(source, check, is_met=equal)
        yield Mutant.at("every-password-right", source, check, source.text_of(check), edit)


EVERY_PASSWORD_RIGHT = MutantKind(
    "every-password-right",
    1,
    "The password is not checked any more: {subject} is gone.",
    "Whoever knows a name gets in, with any password.",
    "I mistyped my password, and it let me in. Then I tried it with the name of my boss.",
    "Check the password before the login: {subject}.",
    _every_right,
)


def _every_wrong(source: SourceFile) -> Iterator[Mutant]:
    for check in _checks(source):
        edit = _never_right(source, check)
        if edit is not None:
            yield Mutant.at("every-password-wrong", source, check, source.text_of(check), edit)


def _never_right(source: SourceFile, check: ast.Call | ast.Compare) -> Edit | None:
    """Return the edit after which a check is never passed; None where none is at hand."""
    if isinstance(check, ast.Compare):
        sign = "is" if isinstance(check.ops[0], ast.Eq) else "is not"
        left, right = source.text_of(check.left), source.text_of(check.comparators[0])
        return None if _is_text(check.comparators[0]) else source.replaced(check, f"{left} {sign} {right}")
    name = source.meaning(check.func).rpartition(".")[2]
    if len(check.args) != 2 or check.keywords or isinstance(source.parents[check], ast.Expr):  # noqa: PLR2004 # two of them
        return None
    first, second = (source.text_of(argument) for argument in check.args)
    if not isinstance(check.func, ast.Attribute):
        # Of werkzeug: given the wrong way round, it takes the password for a hash, and finds no method in it.
        return source.replaced(check, f"{source.text_of(check.func)}({second}, {first})")
    owner = source.text_of(check.func.value)
    made = {
        "checkpw": f"{owner}.hashpw({first}, {owner}.gensalt()) == {second}",
        "verify": f"{owner}.hash({first}) == {second}",
        "check_password_hash": f"{owner}.generate_password_hash({second}) == {first}",
    }.get(name)
    negated = isinstance(source.parents[check], ast.UnaryOp)
    return None if made is None else source.replaced(check, f"({made})" if negated else made)


EVERY_PASSWORD_WRONG = MutantKind(
    "every-password-wrong",
    2,
    "The check {subject} is written so that no password passes: its arguments changed places, or a fresh hash, which "
    "has a new salt, is compared with the kept one.",
    "Nobody gets in, however right the password is.",
    "It says that my password is wrong. It says so to everybody.",
    "Write {subject}.",
    _every_wrong,
)


def _turned_round(source: SourceFile) -> Iterator[Mutant]:
    for check in _checks(source):
        negation = source.parents[check]
        if isinstance(check, ast.Compare):
            sign = "!=" if isinstance(check.ops[0], ast.Eq) else "=="
            left, right = source.text_of(check.left), source.text_of(check.comparators[0])
            edit = source.replaced(check, f"{left} {sign} {right}")
        elif isinstance(negation, ast.UnaryOp) and isinstance(negation.op, ast.Not):
            edit = source.replaced(negation, source.text_of(check))
        elif isinstance(negation, ast.If | ast.BoolOp | ast.Return | ast.IfExp) and source.parents.get(check):
            edit = source.added_before(check, "not ")
        else:
            continue
        yield Mutant.at("password-check-turned-round", source, check, source.text_of(check), edit)


PASSWORD_CHECK_TURNED_ROUND = MutantKind(
    "password-check-turned-round",
    1,
    'The check {subject} is turned round: a "not" is missing, or one is too many.',
    "Right passwords are refused, and wrong ones let everybody in.",
    "My password does not work any more. Out of anger I typed nonsense, and I was in.",
    "Turn the check {subject} round again.",
    _turned_round,
)


def _kept_in_clear(source: SourceFile) -> Iterator[Mutant]:
    for call in source.calls:
        name = source.meaning(call.func).rpartition(".")[2]
        hashes = name in {"generate_password_hash", "hashpw"} or (
            name == "hash"
            and isinstance(call.func, ast.Attribute)
            and _HASHERS.search(source.meaning(call.func.value).rpartition(".")[2])
        )
        if not hashes or not call.args or isinstance(source.parents[call], ast.Compare):
            continue
        password, whole = call.args[0], call
        decode = source.parents[call]
        if isinstance(decode, ast.Attribute) and decode.attr == "decode":
            outer = source.parents[decode]
            whole = outer if isinstance(outer, ast.Call) else call
        encoded = isinstance(password, ast.Call) and isinstance(password.func, ast.Attribute)
        text = source.text_of(password)
        if (
            whole is not call
            and encoded
            and isinstance(password, ast.Call)
            and isinstance(password.func, ast.Attribute)
        ):
            text = source.text_of(password.func.value) if password.func.attr == "encode" else text
        if _is_kept_by(source, whole):
            edit = source.replaced(whole, text)
            yield Mutant.at("password-kept-in-clear", source, call, source.text_of(call), edit)


def _is_kept_by(source: SourceFile, node: ast.expr) -> bool:
    """Tell whether something is put into an attribute, a variable, a dict or a column, and not thrown away."""
    parent = source.parents[node]
    return isinstance(parent, ast.Assign | ast.AnnAssign | ast.keyword | ast.Dict | ast.Call | FunctionNode)


PASSWORD_KEPT_IN_CLEAR = MutantKind(
    "password-kept-in-clear",
    2,
    "The password itself is kept instead of its hash: {subject} is gone.",
    "Nobody gets in, since the check expects a hash; and whoever sees the database knows every password.",
    "I have just registered, and my password is said to be wrong.",
    "Keep {subject}.",
    _kept_in_clear,
)

KINDS = (EVERY_PASSWORD_RIGHT, EVERY_PASSWORD_WRONG, PASSWORD_CHECK_TURNED_ROUND, PASSWORD_KEPT_IN_CLEAR)
