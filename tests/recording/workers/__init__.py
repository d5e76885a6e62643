"""Tests of scenarios in front of several processes."""
