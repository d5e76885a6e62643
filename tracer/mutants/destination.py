"""Where an app decides to which page people go next: what it knows of the wanted page, and how it looks at it."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from tracer.mutants.source_file import FunctionNode, SourceFile

_NEXT = re.compile(r"^(next|next_?(url|page|path)|return_?(to|url)|redirect_?(to|url)|came_from|target_url)$")
_SAFE = re.compile(
    r"(safe|local|allowed|internal|trusted|valid|this_site|same_host|same_site|same_origin)_?.*"
    r"(url|uri|redirect|target|next|host|path|link|destination)|(page|path|url|target)_(on|of)_this_site"
    r"|(is|get)_safe|^url_has_allowed_host_and_scheme$",
    re.IGNORECASE,
)
_READERS = frozenset({"get", "pop"})


@dataclass(frozen=True)
class Destination:
    """A function in which it is decided where people go next.

    Attributes:
        source: The file.
        function: The function.
    """

    source: SourceFile
    function: FunctionNode

    @property
    def is_check(self) -> bool:
        """Whether the function is there to tell whether an address is safe, as its name says."""
        return _SAFE.search(self.function.name) is not None

    @cached_property
    def names(self) -> frozenset[str]:
        """The variables that come from what the browser says of the next page."""
        known: set[str] = set()
        if self.is_check:
            known |= {argument.arg for argument in self.function.args.args if argument.arg not in {"self", "cls"}}
        for node in self.source.within(self.function):
            match node:
                case (
                    ast.Assign(targets=[ast.Name(id=name)], value=value)
                    | ast.NamedExpr(target=ast.Name(id=name), value=value)
                ):
                    if reads_next(value) or (self._uses(value, known) and not self._calls_a_check(value)):
                        known.add(name)
                case ast.For(target=ast.Name(id=name), iter=offered) if reads_next(offered):
                    known.add(name)
        return frozenset(known)

    @cached_property
    def wanted(self) -> frozenset[str]:
        """Those of the variables that hold the next page itself, not what was found out of it."""
        arguments = {argument.arg for argument in self.function.args.args}
        read = {
            node.targets[0].id
            for node in self.source.within(self.function)
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and reads_next(node.value)
        }
        return self.names & (arguments | read)

    def uses_next(self, node: ast.AST) -> bool:
        """Tell whether something is about what the browser says of the next page."""
        return self._uses(node, self.names)

    def _uses(self, node: ast.AST, names: set[str] | frozenset[str]) -> bool:
        return any(isinstance(part, ast.Name) and part.id in names for part in ast.walk(node)) or reads_next(node)

    def _calls_a_check(self, node: ast.AST) -> bool:
        return (
            isinstance(node, ast.Call) and _SAFE.search(self.source.meaning(node.func).rpartition(".")[2]) is not None
        )

    def vets(self, part: ast.expr) -> bool:
        """Tell whether a condition, or a part of one, looks at the address of the next page."""
        return self.uses_next(part) and any(self._looks_at_address(node) for node in ast.walk(part))

    def goes_there(self, node: ast.If | ast.IfExp) -> bool:
        """Tell whether people go to the page that the browser says where a condition is met, not where it is missed."""
        if isinstance(node, ast.IfExp):
            return self.uses_next(node.body)
        return any(isinstance(statement, ast.Return) and self.uses_next(statement) for statement in node.body)

    def vets_beyond_slash(self, part: ast.expr) -> bool:
        """Tell whether a part of a condition asks more than whether there is a slash at the beginning."""
        return self.vets(part) and not begins_with_slash(part)

    def _looks_at_address(self, node: ast.AST) -> bool:
        match node:
            case ast.Call(func=ast.Attribute(attr="startswith" | "isprintable" | "match" | "fullmatch")):
                return True
            case ast.Call():
                return self._calls_a_check(node)
            case ast.Attribute(attr="netloc" | "hostname" | "scheme"):
                return True
            case ast.Compare(ops=[ast.In() | ast.NotIn()]):
                return True
        return False


def reads_next(node: ast.AST) -> bool:
    """Tell whether something reads what the browser says of the next page: ``request.args.get("next")``."""
    for part in ast.walk(node):
        match part:
            case ast.Call(func=ast.Attribute(attr=reader), args=[ast.Constant(value=str(said)), *_]) if (
                reader in _READERS
            ):
                if _NEXT.search(said):
                    return True
            case ast.Subscript(slice=ast.Constant(value=str(said)), ctx=ast.Load()) if _NEXT.search(said):
                return True
            case ast.Attribute(attr="data", value=ast.Attribute(attr=said)) if _NEXT.search(said):
                return True
    return False


def destinations(source: SourceFile) -> Iterator[Destination]:
    """Yield the functions of a file in which something is known of the next page."""
    for function in source.functions:
        destination = Destination(source, function)
        if destination.names or reads_next(function):
            yield destination


def begins_with_slash(part: ast.expr) -> bool:
    """Tell whether a condition asks for one slash at the beginning, or for none."""
    asked = part.operand if isinstance(part, ast.UnaryOp) else part
    match asked:
        case ast.Call(func=ast.Attribute(attr="startswith"), args=[ast.Constant(value="/")]):
            return True
    return False
