"""Tests of the login-flow tracer; the folders mirror the rooms of the house."""
