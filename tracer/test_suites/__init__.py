"""Somebody's own tests, run on mutants of their app: would they notice a broken login?"""
