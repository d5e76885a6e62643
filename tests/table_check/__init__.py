"""Tests of the check of a table against a run."""
