"""Drawing lines of styled text, for every pane."""
