"""Tests of the login-flow tracer; the folders mirror those packages of ``tracer`` that have several files of tests."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
"""The folder of the repository."""
