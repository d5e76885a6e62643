"""The kinds of mutants, a family in each file."""
