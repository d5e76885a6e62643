"""The observer of apps that announce nothing."""
