import pytest
import classes


@pytest.fixture
def app():
    app = classes.create_app()
    app.testing = True
    return app
