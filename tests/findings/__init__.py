"""Findings: what a trace shows to be wrong."""
