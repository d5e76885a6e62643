"""Tests of the full-screen walkthrough."""
