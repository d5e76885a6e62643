"""A static execution table, checked against a run, cell by cell.

A table that somebody has written down may be wrong, and nobody notices. Here each cell is taken for a statement about
a run, and the run says whether it is true, what is there instead, and which setting of the app makes the difference.
"""
