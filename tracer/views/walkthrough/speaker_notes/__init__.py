"""The speaker notes in a second terminal."""
