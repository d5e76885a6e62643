"""The words of the terminal and of the page: what a row, an event, a pause between requests and an ending say."""
