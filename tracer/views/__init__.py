"""Views: what a trace, a table or a question looks like in a terminal. A view needs nothing but the trace."""
