"""What authors of lessons need: the check of lessons with its rules, the coverage, the starting file."""
