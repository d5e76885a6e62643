"""Lessons: their schema, loading them, and what can be said of one. The texts lie in the folder lessons/ at the top."""
