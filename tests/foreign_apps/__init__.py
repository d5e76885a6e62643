"""Apps that were not written for the tracer, in the styles that people use. None of them knows of it."""
