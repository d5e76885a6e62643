"""Recording a run: the only room that knows Flask, Flask-Login and Quart."""
