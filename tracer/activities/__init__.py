"""What each command does, and in which order, without knowing how it is typed."""
