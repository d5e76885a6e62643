"""Observing an app that announces nothing: the same stages, told from outside.

What Flask and Flask-Login signal is taken from the recorder. The rest takes a few wraps, each in a module of its
own, and each gone without a trace when nobody observes any more:

* ``library_calls`` sees calls of a library's function, under whatever name the app imported it; ``password_checks``
  uses it for the libraries that compare passwords;
* ``login_manager`` sees the loaders, the refusals and the instants at which ``current_user`` changes;
* ``dispatch`` sees guards let a request pass, and hooks and views that turn visitors away by themselves;
* ``rejected_cookies`` says why a cookie that was presented was not believed.

``login_stages`` and ``guard_stages`` make stages and supporting facts of what the wraps see; ``observer`` attaches
and detaches them. ``answer_stages`` adds, when the answer has left, what only the answer tells of a guard;
``library_guards`` knows the guards of login libraries. What the code of an app says is read, never run: ``guards``,
``login_checks`` and ``name_resolution`` read it by way of ``source_code``, and ``app_description`` puts together what
is known of an app before its first request.
"""

from tracer.recording.observe.app_description import describe
from tracer.recording.observe.observer import Observer

__all__ = ["Observer", "describe"]
