"""Mutants: an app with one change in the code of its login, as people make them by mistake.

A mutant is data: which kind of mistake, at which place, and which text stands there instead. Nothing here imports the
app or writes a file; ``changed_sources`` lets a process import an app as a mutant has it.
"""
