"""Tests of running our own apps."""
