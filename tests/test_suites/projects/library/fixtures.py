import pytest

from library import create_app
from library.extensions import db
from library.models import Member


@pytest.fixture
def app():
    app = create_app({"TESTING": True})
    with app.app_context():
        db.create_all()
    yield app
    with app.app_context():
        db.drop_all()


@pytest.fixture
def client(app):
    return app.test_client()


@pytest.fixture
def ada(app):
    with app.app_context():
        member = Member(card="ada", librarian=False)
        member.set_password("analytical-engine")
        db.session.add(member)
        db.session.commit()
