"""Tests of how the project is put together: its layers, its packages, its wheel."""
