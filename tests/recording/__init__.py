"""Tests of the recorder and of the browser that it watches."""
