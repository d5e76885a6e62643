"""Tests of the browser without a screen."""
