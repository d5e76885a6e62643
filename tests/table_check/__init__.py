"""Tests of holding a table against a run."""
