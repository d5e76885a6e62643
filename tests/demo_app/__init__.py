"""Tests of the demo apps."""
