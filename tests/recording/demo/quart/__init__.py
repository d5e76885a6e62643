"""Tests of running the app on Quart in its process."""
