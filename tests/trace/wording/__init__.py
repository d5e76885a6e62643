"""Tests of the words of the model."""
