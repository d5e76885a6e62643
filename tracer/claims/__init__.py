"""Claims: selectors into a trace, what a claim states, and whether the trace bears it out."""
