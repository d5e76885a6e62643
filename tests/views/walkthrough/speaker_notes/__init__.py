"""Tests of the speaker notes."""
