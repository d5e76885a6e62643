"""The demo apps: ordinary Flask-Login code that announces each stage of the login flow with one line.

Of the tracer they import ``tracer.stages`` and nothing else.
"""
