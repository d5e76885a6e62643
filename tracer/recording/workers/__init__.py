"""Several processes of one app that take turns, as the workers of a server do."""
