"""Which views are requested, while tests of somebody's app run: of every app in this process, and nothing is wrapped.

A guard that refuses keeps the body of its view from running, so a view that was called tells too little.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from inspect import isclass, isfunction
from pathlib import Path
from types import CodeType, FunctionType, MethodType
from typing import Any, TypeAlias
from weakref import WeakKeyDictionary

from flask import Flask, has_request_context, request, request_started
from werkzeug.exceptions import HTTPException, MethodNotAllowed

_DEEPEST = 20
"""So many wrappers around a view are looked through; more lead in a circle."""


@dataclass(frozen=True)
class ViewPlace:
    """A function or a class in a file.

    Attributes:
        file: The resolved path of the file.
        name: The qualified name without the marks of nesting: ``create_app.account``, ``Office.get``.
    """

    file: str
    name: str


class RequestedViews:
    """Listens to every request to an app in this process, to the end of the process.

    Args:
        requested: Is told the places of the view that was asked for; nothing where no view has the address.

    Attributes:
        known: The places of all views that are known for sure: a function that is only found in what a view holds may
            be one that it wraps, or one that it calls.
    """

    def __init__(self, requested: Callable[[frozenset[ViewPlace]], None]) -> None:
        self._requested = requested
        self._places: WeakKeyDictionary[Flask, dict[str, frozenset[ViewPlace]]] = WeakKeyDictionary()
        self.known: set[ViewPlace] = set()

    def listen(self) -> None:
        """Begin to listen."""
        request_started.connect(self._tell, weak=False)

    @staticmethod
    def in_request() -> bool:
        """Tell whether the code that runs now answers a request."""
        return has_request_context()

    def _tell(self, app: Flask, **_more: object) -> None:
        places = self._places.setdefault(app, {})
        for endpoint, view in app.view_functions.items():
            if endpoint not in places:
                places[endpoint] = frozenset(_places_of(view, _held))
                self.known |= {*_places_of(view, _wrapped)}
        endpoints = [request.endpoint] if request.endpoint is not None else _endpoints_of_other_methods(app)
        self._requested(frozenset[ViewPlace]().union(*(places.get(endpoint, ()) for endpoint in endpoints)))


def _endpoints_of_other_methods(app: Flask) -> Iterator[str]:
    """Yield the endpoints at the address of a request that was refused for its method only."""
    refused = request.routing_exception
    if not isinstance(refused, MethodNotAllowed):
        return
    adapter = app.create_url_adapter(request)
    for method in refused.valid_methods or ():
        with suppress(HTTPException):
            if adapter is not None:
                yield adapter.match(method=method)[0]


_Below: TypeAlias = Callable[[FunctionType], Iterator[object]]


def _places_of(view: object, below: _Below) -> Iterator[ViewPlace]:
    """Yield the places of a view: its function, what is below that, and the classes and methods of which it is made."""
    for found in _chain(view, below):
        if isclass(view_class := getattr(found, "view_class", None)):
            for each in view_class.__mro__[:-1]:
                yield from _class_places(each, below)
        if isinstance(found, FunctionType):
            yield _place(found.__code__)


def _chain(function: object, below: _Below) -> Iterator[object]:
    held = [function]
    for _ in range(_DEEPEST):
        if not held:
            return
        found = held.pop()
        yield found
        if isinstance(found, partial):
            held.append(found.func)
        elif isinstance(found, MethodType):
            held.append(found.__func__)
        elif isinstance(found, FunctionType):
            held.extend(below(found))


def _wrapped(function: FunctionType) -> Iterator[object]:
    """Yield the function that a function wraps, and says so."""
    if (inner := getattr(function, "__wrapped__", None)) is not None:
        yield inner


def _held(function: FunctionType) -> Iterator[object]:
    """Yield the functions that a function holds: one of them is what it wraps, where it does not say so."""
    yield from _wrapped(function)
    for cell in function.__closure__ or ():
        with suppress(ValueError):  # a cell that is empty yet
            if isfunction(cell.cell_contents):
                yield cell.cell_contents


def _class_places(view_class: type[Any], below: _Below) -> Iterator[ViewPlace]:
    chains = (_chain(member, below) for member in vars(view_class).values() if isfunction(member))
    codes = [found.__code__ for chain in chains for found in chain if isinstance(found, FunctionType)]
    yield from map(_place, codes)
    for file in {code.co_filename for code in codes}:
        yield ViewPlace(str(Path(file).resolve()), _plain_name(view_class.__qualname__))


def _place(code: CodeType) -> ViewPlace:
    return ViewPlace(str(Path(code.co_filename).resolve()), _plain_name(code.co_qualname))


def _plain_name(qualified: str) -> str:
    return qualified.replace(".<locals>", "")
