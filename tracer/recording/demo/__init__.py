"""Our own apps: running a scenario on a demo app in this process, with a clock that app and browser believe."""
