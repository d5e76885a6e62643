"""Recording a run. No other package knows Flask, Flask-Login and Quart."""
