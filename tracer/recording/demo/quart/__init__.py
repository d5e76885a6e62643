"""The Quart demo app, in a process of its own."""
