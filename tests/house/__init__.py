"""Tests of the house: its layers, its packages, its wheel."""
