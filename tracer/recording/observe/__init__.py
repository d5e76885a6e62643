"""Observing an app that announces nothing: the same stages, told from outside.

What Flask and Flask-Login signal is taken from the recorder. The rest takes a few wraps, each in a module of its
own, and each gone without a trace when nobody observes any more:

* ``code_exchange`` sees calls of a library's functions (``login_user``, the password checks) under whatever name
  and at whatever time the app imported them;
* ``login_manager`` sees the loaders, the refusals and the instants at which ``current_user`` changes;
* ``dispatching`` sees guards let a request pass, and hooks and views that turn visitors away by themselves;
* ``guards`` reads, without running anything, which guards stand before which view;
* ``app_description`` says what can be said without a request;
* ``rejected_cookies`` says why a cookie that was presented was not believed.
"""

from tracer.recording.observe.app_description import describe
from tracer.recording.observe.observer import Observer

__all__ = ["Observer", "describe"]
