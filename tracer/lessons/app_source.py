"""The source of a demo app: which function answers an endpoint, and which line names the loader of its users."""

import ast
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from tracer.lessons.source_file import SourceDefinition, SourceOutline, bare_name, names_assigned, read_source


def view_of_endpoint(endpoint: str, app: str, source: Path) -> SourceDefinition | None:
    """Return the function that a demo app registers for an endpoint; None where it is not found.

    Args:
        endpoint: The endpoint, as a request names it: ``pages.protected``.
        app: The app, as a trace names it.
        source: The folder in which the package of the demo apps lies.
    """
    blueprints, _, name = endpoint.rpartition(".")
    blueprint = blueprints.rpartition(".")[2]

    def is_it(file: SourceOutline, definition: SourceDefinition) -> bool:
        return definition.name == name and bool(_registrars(definition) & _variables_of(blueprint, file))

    return _found(app, source, is_it, f'Blueprint("{blueprint}"' if blueprint else name)


def loader_line(
    kind: str, app: str, settings: Mapping[str, object], source: Path
) -> tuple[SourceDefinition, int] | None:
    """Return the function and the line in which a demo app gives Flask-Login a loader: a decorator or a call.

    Flask-Login keeps the one that it is given last (``LoginManager.user_loader``).

    Args:
        kind: ``user_loader`` or ``request_loader``.
        app: The app, as a trace names it.
        settings: The settings that differ from the app's own; what stands below another one was not executed.
        source: The folder in which the package of the demo apps lies.
    """

    def is_it(_file: SourceOutline, definition: SourceDefinition) -> bool:
        return any(_registrations(definition, kind, settings))

    found = _found(app, source, is_it, kind)
    return (found, [*_registrations(found, kind, settings)][-1]) if found else None


def _registrars(view: SourceDefinition) -> set[str]:
    """Return the names of what registers a view: ``pages`` for ``@pages.get("/")``."""
    return {
        decorator.func.value.id
        for decorator in view.node.decorator_list
        if isinstance(decorator, ast.Call)
        and isinstance(decorator.func, ast.Attribute)
        and isinstance(decorator.func.value, ast.Name)
    }


def _variables_of(blueprint: str, file: SourceOutline) -> set[str]:
    """Return the variables of a file that hold the blueprint of a name; of no blueprint, the usual one of the app."""
    found = set() if blueprint else {"app"}
    for statement in file.tree.body:
        match statement:
            case ast.Assign(value=ast.Call(func=called, args=[ast.Constant(value=name), *_])):
                if name == blueprint and bare_name(called) == "Blueprint":
                    found |= names_assigned(statement)
    return found


def _registrations(definition: SourceDefinition, kind: str, settings: Mapping[str, object]) -> Iterator[int]:
    for decorator in definition.node.decorator_list:
        if isinstance(decorator, ast.Attribute) and decorator.attr == kind:
            yield decorator.lineno
    yield from _registering_calls(definition.node.body, kind, settings)


def _registering_calls(body: Iterable[ast.stmt], kind: str, settings: Mapping[str, object]) -> Iterator[int]:
    """Yield the lines that call ``login_manager.user_loader``, but not below a setting that is not set."""
    for statement in body:
        match statement:
            case ast.Expr(value=ast.Call(func=ast.Attribute(attr=called))) if called == kind:
                yield statement.lineno
            case ast.If(test=ast.Subscript(slice=ast.Constant(value=str() as name)), body=inner):
                yield from _registering_calls(inner if settings.get(name) else (), kind, settings)
            case ast.If(body=inner):
                yield from _registering_calls(inner, kind, settings)


def _found(
    app: str, source: Path, is_it: Callable[[SourceOutline, SourceDefinition], bool], mentions: str
) -> SourceDefinition | None:
    """Return the first function of an app of which something is true; only files that mention a text are parsed."""
    for path in _files(app, source):
        if mentions not in path.read_text(encoding="utf-8"):
            continue
        file = read_source(path.relative_to(source).as_posix(), source)
        for definition in file.definitions if file else ():
            if file and is_it(file, definition):
                return definition
    return None


_NAME = re.compile(r"[\w/+-]{1,100}")
"""What can be the name of a demo app."""


def _files(app: str, source: Path) -> Iterator[Path]:
    """Yield the files of a demo app: its own first, then those of the site on which it is built."""
    demo_apps = source / "demo_app"
    if not _NAME.fullmatch(app):
        return
    name = app.replace("-", "_")
    own = [demo_apps / f"{name}_app", demo_apps / name, demo_apps / f"{name}.py"]
    # The name stands in a trace, which may come from anywhere.
    found = [path for path in own if path.exists() and path.resolve().is_relative_to(demo_apps.resolve())]
    if found and not found[0].name.endswith("_app"):
        found.append(demo_apps / "flask_app")
    for path in found:
        yield from sorted(path.glob("*.py")) if path.is_dir() else [path]
