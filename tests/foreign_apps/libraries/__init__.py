"""Apps of login libraries, each as the library's quick start says, and one that checks in classes of its own."""
