"""Tests of the command line, most of them of real processes."""
