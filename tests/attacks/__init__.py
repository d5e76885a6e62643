"""Inputs from strangers: hostile texts, damaged files, and what no command may do with them."""
