"""Scenarios performed on an app in a process of its own, which can neither hang nor leave anything behind."""
