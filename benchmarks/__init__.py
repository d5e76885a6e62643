"""Benchmarks: each prints one ratio of two things measured in the same run."""
