"""Apps as the quick starts of the libraries have them."""
