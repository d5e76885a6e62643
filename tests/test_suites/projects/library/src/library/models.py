from flask_login import UserMixin
from sqlalchemy.orm import Mapped, mapped_column
from werkzeug.security import check_password_hash, generate_password_hash

from .extensions import db, login_manager


class Member(UserMixin, db.Model):
    id: Mapped[int] = mapped_column(primary_key=True)
    card: Mapped[str] = mapped_column(unique=True)
    password_hash: Mapped[str]
    librarian: Mapped[bool] = mapped_column(default=False)
    open: Mapped[bool] = mapped_column(default=True)

    @property
    def is_active(self):
        return self.open

    def set_password(self, password):
        self.password_hash = generate_password_hash(password, "pbkdf2:sha256:1000")

    def check_password(self, password):
        return check_password_hash(self.password_hash, password)


@login_manager.user_loader
def load_member(member_id):
    return db.session.get(Member, int(member_id))
