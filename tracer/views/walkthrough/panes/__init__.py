"""The panes of the walkthrough, one file a pane."""
