"""The model: values, scenarios, events, variables, the execution table, and a trace as a file."""
