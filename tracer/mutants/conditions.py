"""Conditions in source code: what becomes of them for a stranger and for a user, and edits that take parts out."""

import ast
from collections.abc import Callable, Collection
from typing import Final

from tracer.mutants.source_file import Edit, SourceFile

_NEVER: Final = 0
_SOMETIMES: Final = 1
_ALWAYS: Final = 2


def turns_strangers_away(source: SourceFile, condition: ast.expr) -> bool:
    """Tell whether a condition is met rather by strangers than by users: ``not current_user.is_authenticated``."""
    return _met(source, condition, is_user=False) > _met(source, condition, is_user=True)


def lets_users_pass(source: SourceFile, statement: ast.stmt) -> bool:
    """Tell whether a statement ends a function for users: ``if current_user.is_authenticated: return``."""
    if not isinstance(statement, ast.If) or not isinstance(statement.body[-1], ast.Return) or statement.orelse:
        return False
    met = [_met(source, statement.test, is_user=is_user) for is_user in (True, False)]
    return met[0] > met[1] and not refuses(source, statement.body)


def _met(source: SourceFile, condition: ast.expr, *, is_user: bool) -> int:
    match condition:
        case ast.UnaryOp(op=ast.Not()):
            return _ALWAYS - _met(source, condition.operand, is_user=is_user)
        case ast.BoolOp():
            met = [_met(source, operand, is_user=is_user) for operand in condition.values]
            return min(met) if isinstance(condition.op, ast.And) else max(met)
        case ast.Attribute(attr="is_authenticated") if source.is_a(condition.value, "current_user"):
            return _ALWAYS if is_user else _NEVER
        case ast.Attribute(attr="is_anonymous") if source.is_a(condition.value, "current_user"):
            return _NEVER if is_user else _ALWAYS
    return _SOMETIMES


def refuses(source: SourceFile, block: list[ast.stmt]) -> bool:
    """Tell whether a block ends a request: it returns or raises something, or aborts."""
    match block[-1]:
        case ast.Return(value=value):
            return value is not None and not (isinstance(value, ast.Constant) and value.value is None)
        case ast.Raise():
            return True
        case ast.Expr(value=ast.Call(func=func)):
            return source.is_a(func, "abort")
    return False


def without_part(source: SourceFile, part: ast.expr, *, is_met: bool) -> Edit:
    """Return the edit that takes a part out of a condition, as if it were always met, or never.

    Args:
        source: The file.
        part: The part: an operand of ``and`` or ``or``, or the whole.
        is_met: Whether the rest is to be judged as if the part were true.
    """
    node, value = part, is_met
    parent = source.parents[node]
    while isinstance(parent, ast.UnaryOp) and isinstance(parent.op, ast.Not):
        node, value, parent = parent, not value, source.parents[parent]
    if isinstance(parent, ast.BoolOp) and isinstance(parent.op, ast.And) == value:
        return without_operands(source, parent, {node})
    return source.replaced(part, str(is_met))


def without_operands(source: SourceFile, condition: ast.BoolOp, dropped: Collection[ast.expr]) -> Edit:
    """Return the edit that leaves operands of ``and`` or ``or`` out; at least one must be left."""
    left = [operand for operand in condition.values if operand not in dropped]
    texts = [_as_operand(source, operand, alone=len(left) == 1) for operand in left]
    return source.replaced(condition, (" and " if isinstance(condition.op, ast.And) else " or ").join(texts))


def parts_of(condition: ast.expr) -> list[ast.expr]:
    """Return the operands of ``and`` or ``or``; a condition without either has one part, itself."""
    return condition.values if isinstance(condition, ast.BoolOp) else [condition]


def without_parts(source: SourceFile, condition: ast.BoolOp, is_dropped: Callable[[ast.expr], bool]) -> Edit | None:
    """Return the edit that leaves some operands out; None where all would be, or none.

    Args:
        source: The file.
        condition: The condition.
        is_dropped: Tells whether an operand is left out.
    """
    dropped = [part for part in condition.values if is_dropped(part)]
    return without_operands(source, condition, dropped) if 0 < len(dropped) < len(condition.values) else None


def _as_operand(source: SourceFile, operand: ast.expr, *, alone: bool) -> str:
    text = source.text_of(operand)
    needs_parentheses = isinstance(operand, ast.NamedExpr | ast.IfExp | ast.Lambda | ast.BoolOp)
    if needs_parentheses and not (alone and isinstance(operand, ast.BoolOp)):
        return f"({text})"
    return text
