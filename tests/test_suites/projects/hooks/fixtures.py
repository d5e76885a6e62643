import pytest
import hooks


@pytest.fixture
def app():
    app = hooks.create_app()
    app.testing = True
    return app
