"""Exercises: broken apps to mend, and faults to hunt; and the judge who says from their runs what is mended."""
