"""Passwords, loaders and users: found in models and views of many styles."""

import pytest

from tests.mutants.case import Case, assert_mutants, case

USERS = (
    case(
        "every-password-right",
        """
        def login():
            if user is None or not check_password_hash(user.password_hash, request.form["password"]):
                return "wrong"
        """,
        "if user is None:",
    ),
    case(
        "every-password-right",
        """
        def login():
            if user and bcrypt.checkpw(password.encode(), user.password_hash):
                login_user(user)
        """,
        "if user:",
    ),
    case(
        "every-password-right",
        """
        def login():
            if (user := find(form.name.data)) and \\
                    user.check_password(form.password.data):
                login_user(user)
        """,
        "if (user := find(form.name.data)): / ",
    ),
    case(
        "every-password-right",
        """
        class User:
            def check_password(self, password): return pwd_context.verify(password, self.password_hash)
        """,
        "def check_password(self, password): return True",
    ),
    case(
        "every-password-right",
        """
        def login():
            try:
                PasswordHasher().verify(user.password_hash, password)
                ph.verify(user.password_hash, password)
            except VerifyMismatchError:
                return "wrong"
        """,
        "",
    ),
    case(
        "every-password-right",
        """
        def login():
            if request.form["password"] == users[name]["password"]:
                login_user(user)
        """,
        "if True:",
    ),
    case(
        "every-password-right",
        """
        def login():
            if user and user.password == form.password.data: login_user(user)
        """,
        "if user: login_user(user)",
    ),
    case(
        "every-password-right",
        """
        def login():
            matches = hmac.compare_digest(user.password_hash, hashed(password))
        """,
        "matches = True",
    ),
    # Two new passwords, a password that is asked once more, and a check whose outcome nobody looks at.
    case(
        "every-password-right",
        """
        def register():
            if form.password.data != form.confirm_password.data:
                return "not the same"

        def change():
            if current_user.check_password(form.old_password.data):
                return "changed"

        def login():
            if user is None:
                check_password_hash("pbkdf2:sha256:1$x$x", password)
        """,
    ),
    case(
        "every-password-wrong",
        """
        def login():
            return check_password_hash(user.password_hash, password)
        """,
        "return check_password_hash(password, user.password_hash)",
    ),
    case(
        "every-password-wrong",
        """
        def login():
            if user and bcrypt.checkpw(password, user.password_hash): login_user(user)
        """,
        "if user and bcrypt.hashpw(password, bcrypt.gensalt()) == user.password_hash: login_user(user)",
    ),
    case(
        "every-password-wrong",
        """
        def login():
            if not bcrypt.check_password_hash(user.password_hash, password): return "wrong"
        """,
        'if not (bcrypt.generate_password_hash(password) == user.password_hash): return "wrong"',
    ),
    case(
        "every-password-wrong",
        "ok = pwd_context.verify(password, user.hash)",
        "ok = pwd_context.hash(password) == user.hash",
    ),
    case(
        "every-password-wrong",
        """
        def login():
            if user.password != request.form["password"]: return "wrong"
        """,
        'if user.password is not request.form["password"]: return "wrong"',
    ),
    case("every-password-wrong", "def login():\n    return user.check_password(password)\n"),
    case(
        "password-check-turned-round",
        "def login():\n    if user is None or not user.check_password(word): return\n",
        "if user is None or user.check_password(word): return",
    ),
    case(
        "password-check-turned-round",
        "def login():\n    if user and user.check_password(word): return\n",
        "if user and not user.check_password(word): return",
    ),
    case(
        "password-check-turned-round",
        "def login():\n    if user.password == request.form['password']: login_user(user)\n",
        "if user.password != request.form['password']: login_user(user)",
    ),
    case(
        "password-kept-in-clear",
        """
        class User:
            def set_password(self, password):
                self.password_hash = generate_password_hash(password, "scrypt")
        """,
        "self.password_hash = password",
    ),
    case(
        "password-kept-in-clear",
        """
        user = User(name=name, password=bcrypt.generate_password_hash(form.password.data).decode("utf-8"))
        """,
        "user = User(name=name, password=form.password.data)",
    ),
    case(
        "password-kept-in-clear",
        "self.hash = bcrypt.hashpw(password.encode(), bcrypt.gensalt()).decode()",
        "self.hash = password",
    ),
    case(
        "loader-not-registered",
        """
        def create_app():
            @login_manager.user_loader
            def load_user(user_id):
                return User.query.get(int(user_id))
        """,
        "",
    ),
    case("loader-not-registered", "login_manager.user_loader(load_user)", "pass"),
    case(
        "loader-finds-nobody",
        """
        @login_manager.user_loader
        def load_user(user_id: str) -> User | None:
            try:
                return db.session.get(User, int(user_id))
            except ValueError:
                return None
        """,
        "db.session.get(User, int(user_id))",
    ),
    case(
        "loader-finds-nobody",
        """
        @login_manager.user_loader
        def load_user(user_id):
            return (
                session.scalar(select(User).filter_by(id=user_id))
            )
        """,
        "(",
    ),
    case(
        "loader-finds-nobody",
        "manager.user_loader(lambda key: known.get(key))",
        "manager.user_loader(lambda key: None)",
    ),
    case("loader-finds-nobody", "manager.user_loader(accounts.by_id)", "manager.user_loader(lambda user_id: None)"),
    case(
        "loader-finds-nobody",
        """
        def load(user_id):
            for person in PEOPLE:
                if person.id == user_id:
                    return person
        manager.user_loader(load)
        """,
        "person",
    ),
    case(
        "loader-finds-somebody-else",
        """
        @login_manager.user_loader
        def load_user(user_id):
            return USERS.get(int(user_id))
        """,
        'load_user.kept = getattr(load_user, "kept", None) or (USERS.get(int(user_id))); return load_user.kept',
    ),
    case(
        "loader-finds-somebody-else",
        "manager.user_loader(lambda key: known.get(key))",
        'manager.user_loader(lambda user_id, kept={}: kept.setdefault("user", (lambda key: known.get(key))(user_id)))',
    ),
    case(
        "loader-takes-id-of-another-type",
        """
        @login_manager.user_loader
        def load_user(user_id):
            return USERS.get(int(user_id)) if user_id in KNOWN else None
        """,
        "return USERS.get(user_id) if user_id in KNOWN else None",
    ),
    case(
        "loader-takes-id-of-another-type",
        """
        @login_manager.user_loader
        def load(key):
            return members.get(key) or next((each for each in PEOPLE if str(each.id) == key), None)
        """,
        "return members.get(int(key)) or next((each for each in PEOPLE if str(each.id) == key), None)",
        "return members.get(key) or next((each for each in PEOPLE if each.id == key), None)",
    ),
    case(
        "loader-takes-id-of-another-type",
        "manager.user_loader(members.get)",
        "manager.user_loader(lambda user_id: members.get(int(user_id)))",
    ),
    case(
        "loader-takes-id-of-another-type",
        """
        @login_manager.user_loader
        def load_user(user_id):
            return users.find_one({"_id": ObjectId(user_id)})
        """,
        'return users.find_one({"_id": user_id})',
    ),
    case(
        "loader-takes-id-of-another-type",
        """
        class Site(Flask):
            def __init__(self):
                self.logins.user_loader(self.load)
            def load(self, ident):
                return self.accounts.get(int(ident))
        """,
        "return self.accounts.get(ident)",
    ),
    # Most databases turn "1" into 1 by themselves, and nobody knows what a method of the app's own takes.
    case(
        "loader-takes-id-of-another-type",
        """
        @login_manager.user_loader
        def load_user(user_id):
            return User.query.get(int(user_id)) or User.get(user_id)
        """,
    ),
    case(
        "loader-raises-for-unknown-id",
        """
        @login_manager.user_loader
        def load_user(user_id):
            return USERS.get(int(user_id))
        """,
        "return USERS[int(user_id)]",
    ),
    case(
        "loader-raises-for-unknown-id",
        """
        @login_manager.user_loader
        def load_user(user_id):
            return db.session.get(User, int(user_id)) or User.query.get(user_id) or User.query.filter_by(x=1).first()
        """,
        "return db.get_or_404(User, int(user_id)) or User.query.get(user_id) or User.query.filter_by(x=1).first()",
        "return db.session.get(User, int(user_id)) or User.query.get_or_404(user_id)"
        " or User.query.filter_by(x=1).first()",
        "return db.session.get(User, int(user_id)) or User.query.get(user_id) or User.query.filter_by(x=1).one()",
    ),
    case(
        "loader-raises-for-unknown-id",
        """
        @login_manager.user_loader
        def load_user(user_id):
            return db.session.execute(select(User).where(User.id == user_id)).scalar_one_or_none()
        """,
        "return db.session.execute(select(User).where(User.id == user_id)).scalar_one()",
    ),
    case(
        "loader-raises-for-unknown-id",
        "manager.user_loader(members.get)",
        "manager.user_loader(lambda user_id: members[user_id])",
    ),
    case("user-without-mixin", "class User(UserMixin):\n    pass\n", "class User:"),
    case(
        "user-without-mixin",
        "class User(db.Model, flask_login.UserMixin, table=True):\n    pass\n",
        "class User(db.Model, table=True):",
    ),
    case(
        "get-id-and-loader-disagree",
        """
        class User(UserMixin, db.Model):
            id: Mapped[int] = mapped_column(primary_key=True)

            def get_id(self) -> str:
                return self.email
        """,
        "return str(self.id)",
    ),
    case("get-id-and-loader-disagree", "class User(UserMixin):\n    def get_id(self):\n        return self.email\n"),
)


@pytest.mark.parametrize("tried", USERS, ids=str)
def test_passwords_and_loaders_are_found_in_every_style(tried: Case) -> None:
    assert_mutants(tried)
