import pytest
import factory


@pytest.fixture
def app():
    app = factory.create_app()
    app.testing = True
    return app
