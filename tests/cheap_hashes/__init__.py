"""A folder for the path of a Python that is begun by a test: see ``sitecustomize`` in it."""

from pathlib import Path

FOLDER = str(Path(__file__).parent)
"""What stands on the path of a Python that hashes passwords cheaply, and of those that it begins."""
