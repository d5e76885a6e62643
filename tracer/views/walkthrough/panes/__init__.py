"""The panes of the walkthrough, one file per pane."""
