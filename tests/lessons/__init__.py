"""The lessons that the tests use, and the tests of single built-in lessons."""
