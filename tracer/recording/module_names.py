"""What a module is called in a trace.

The demo apps are imported as ``tracer.demo_app``, so that nobody else's ``demo_app`` is taken for them. In a trace they
are called as in a clone, ``demo_app``: a trace is the same wherever the tracer is installed. They are apps like any
other, and no part of the tracer.
"""

_DEMO_APPS = "tracer.demo_app"


def is_of_demo_apps(module: str) -> bool:
    """Tell whether a module belongs to the demo apps as the tracer imports them."""
    return module == _DEMO_APPS or module.startswith(f"{_DEMO_APPS}.")


def recorded_name(module: str) -> str:
    """Return what a module is called in a trace: ``demo_app.flask_app`` for ``tracer.demo_app.flask_app``."""
    return module.removeprefix("tracer.") if is_of_demo_apps(module) else module


def package_of(module: str) -> str:
    """Return the package to which a module belongs: ``shop`` for ``shop.pages.account``."""
    return _DEMO_APPS if is_of_demo_apps(module) else module.partition(".")[0]
