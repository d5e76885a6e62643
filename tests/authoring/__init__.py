"""Tests of what authors of lessons need."""
