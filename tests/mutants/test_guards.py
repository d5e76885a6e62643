"""Guards and hooks, roles and owners: found in views of many styles."""

import pytest

from tests.mutants.case import Case, assert_mutants, case

GUARDS = (
    case(
        "guard-removed",
        """
        @app.route("/account")
        @login_required
        def account():
            return "account"
        """,
        "",
    ),
    case(
        "guard-removed",
        """
        from flask_login import login_required as members
        @bp.get("/secret")
        @members
        async def secret() -> str:
            return "secret"
        """,
        "",
    ),
    case(
        "guard-removed",
        """
        import flask_login
        @bp.get("/secret")
        @flask_login.fresh_login_required
        def secret(): return "secret"
        """,
        "",
    ),
    case(
        "guard-removed",
        """
        class Office(View):
            decorators = [login_required]
            def dispatch_request(self): return "office"
        """,
        "decorators = []",
    ),
    case(
        "guard-removed",
        """
        class Office(View):
            decorators = [
                limited(3),
                login_required,
            ]
        """,
        "limited(3) / ,",
    ),
    case(
        "guard-removed",
        """
        class Office(View):
            decorators = (login_required, cached)
        """,
        "decorators = (cached,)",
    ),
    case(
        "guard-removed",
        """
        class Notes(MethodView):
            @login_required
            def post(self):
                return "kept"
        """,
        "",
    ),
    case(
        "guard-removed",
        """
        app.add_url_rule("/dash", view_func=login_required(Dash.as_view("dash")))
        """,
        'app.add_url_rule("/dash", view_func=Dash.as_view("dash"))',
    ),
    case(
        "guard-removed",
        """
        @admin.before_request
        @login_required
        def only_for_users(): pass
        """,
        "",
    ),
    case(
        "guard-removed",
        """
        def create_app():
            app = Flask(__name__)
            @app.before_request
            def require_login():
                if request.endpoint != "login" and not current_user.is_authenticated:
                    return redirect(url_for("login"))
            return app
        """,
        "pass / ",
    ),
    case(
        "guard-removed",
        """
        @app.get("/mine")
        def mine():
            if current_user.is_anonymous: abort(401)
            return "mine"
        """,
        "",
    ),
    case(
        "guard-removed",
        """
        def members_only(view):
            @wraps(view)
            def guarded(*args, **kwargs):
                if not (current_user.is_authenticated and current_user.confirmed):
                    return current_app.login_manager.unauthorized()
                return view(*args, **kwargs)
            return guarded

        @app.get("/mine")
        @members_only
        def mine(): return "mine"
        """,
        "",
        " / ",
    ),
    # To log out harms nobody who is not logged in, and a login page sends away those who are logged in.
    case(
        "guard-removed",
        """
        @app.post("/logout")
        @login_required
        def logout():
            logout_user()
            return redirect("/")

        @app.get("/login")
        def login():
            if current_user.is_authenticated:
                return redirect("/")
            return "form"
        """,
    ),
    case(
        "guard-above-its-route",
        """
        @app.route("/account")
        @login_required
        def account(): return "account"
        """,
        '@login_required / @app.route("/account")',
    ),
    case(
        "guard-above-its-route",
        """
        @bp.route("/", methods=["GET", "POST"])
        @bp.route("/index")
        @login_required
        def index(): return "home"
        """,
        '@login_required / @bp.route("/", methods=["GET", "POST"]) / @bp.route("/index")',
    ),
    case(
        "guard-above-its-route",
        """
        @bp.route(
            "/secret",
            methods=["POST"],
        )
        @cached
        @login_required
        def secret(): return "secret"
        """,
        "@login_required /  /  /  / @bp.route('/secret', methods=['POST']) / @cached",
    ),
    case(
        "guard-above-its-route",
        """
        @login_required
        @app.route("/account")
        def account(): return "account"

        class Notes(MethodView):
            @login_required
            def get(self): return "notes"
        """,
    ),
    case(
        "fresh-guard-weakened",
        """
        from flask_login import fresh_login_required
        @app.get("/settings")
        @fresh_login_required
        def settings(): return "settings"
        """,
        "from flask_login import fresh_login_required, login_required / @login_required",
    ),
    case(
        "fresh-guard-weakened",
        """
        import flask_login as fl
        @app.get("/settings")
        @fl.fresh_login_required
        def settings(): return "settings"
        """,
        "@fl.login_required",
    ),
    case(
        "refusal-not-returned",
        """
        @app.get("/mine")
        def mine():
            if not current_user.is_authenticated:
                return redirect(url_for("login"))
            return "mine"
        """,
        'redirect(url_for("login"))',
    ),
    case(
        "refusal-not-returned",
        """
        def check():
            if not current_user.is_authenticated:
                return login_manager.unauthorized()
        app.before_request(check)
        """,
        "login_manager.unauthorized()",
    ),
    # Behind it stands nothing that would be shown; and what is refused by abort is not returned anyway.
    case(
        "refusal-not-returned",
        """
        @app.get("/mine")
        def mine():
            if not current_user.is_authenticated: abort(401)
            if current_user.is_anonymous:
                return redirect("/login")
        """,
    ),
    case(
        "guard-asks-for-a-user",
        """
        @app.get("/mine")
        def mine():
            if not current_user.is_authenticated:
                return redirect("/login")
            return "mine"
        """,
        "if not current_user:",
    ),
    case(
        "login-check-called",
        """
        name = current_user.name if flask_login.current_user.is_authenticated else "stranger"
        """,
        'name = current_user.name if flask_login.current_user.is_authenticated() else "stranger"',
    ),
    case(
        "login-page-needs-login",
        """
        from flask_login import login_user

        @app.route("/login", methods=["GET", "POST"])
        def login():
            login_user(user)
            return redirect("/")
        """,
        "from flask_login import login_user, login_required"
        ' / @app.route("/login", methods=["GET", "POST"]) / @login_required',
    ),
    case(
        "login-page-needs-login",
        """
        from flask_login import login_user

        @app.post("/register")
        def register():
            login_user(user)
        """,
    ),
    case(
        "hook-guards-the-login-page",
        """
        @app.before_request
        def require_login():
            if request.endpoint in {"login", "static"}:
                return
            if not current_user.is_authenticated:
                return redirect(url_for("login"))
        """,
        " / ",
    ),
    case(
        "hook-guards-the-login-page",
        """
        @app.before_request
        def require_login():
            if current_user.is_authenticated or request.endpoint in PUBLIC:
                return None
            return redirect(url_for("login"))
        """,
        "if current_user.is_authenticated:",
    ),
    case(
        "guard-removed",
        """
        @app.before_request
        def require_login():
            if current_user.is_authenticated or request.endpoint in PUBLIC: return
            return redirect(url_for("login"))
        """,
        "",
    ),
    case(
        "refusal-not-returned",
        """
        @app.before_request
        def require_login():
            if request.endpoint in PUBLIC or current_user.is_authenticated:
                return
            return login_manager.unauthorized()
        """,
        "login_manager.unauthorized()",
    ),
    case(
        "guard-asks-for-a-user",
        """
        @app.before_request
        def require_login():
            if current_user.is_authenticated: return
            abort(401)
        """,
        "if current_user: return",
    ),
    case(
        "hook-guards-static-files",
        """
        PUBLIC = ("login", "static")

        @app.before_request
        def require_login():
            if request.endpoint not in PUBLIC and not current_user.is_authenticated:
                return redirect(url_for("login"))
        """,
        'PUBLIC = ("login",)',
    ),
    case(
        "hook-guards-static-files",
        """
        @app.before_app_request
        def require_login():
            if not current_user.is_authenticated and request.endpoint not in ["static", "login"]:
                abort(401)
        """,
        'if not current_user.is_authenticated and request.endpoint not in ["login"]:',
    ),
    case(
        "hook-guards-static-files",
        """
        FOLDERS = ["static", "media"]

        @app.before_request
        def greet(): g.greeting = "hello"
        """,
    ),
    case(
        "role-check-dropped",
        """
        @app.get("/admin")
        @login_required
        @roles_required("admin")
        def admin(): return "admin"
        """,
        "",
    ),
    case(
        "role-check-dropped",
        """
        @app.get("/admin")
        @login_required
        def admin():
            if current_user.role != "admin":
                flash("Not for you.")
                return redirect(url_for("index"))
            return "admin"
        """,
        " /  / ",
    ),
    case(
        "role-check-dropped",
        """
        def permission_required(permission):
            def decorator(view):
                def guarded(*args):
                    if not current_user.can(permission):
                        abort(403)
                    return view(*args)
                return guarded
            return decorator
        """,
        " / ",
    ),
    # Here the role is not asked in order to refuse.
    case(
        "role-check-dropped",
        """
        @app.post("/write")
        def write():
            if current_user.can(WRITE) and form.validate_on_submit():
                db.session.add(post)
                return redirect("/")
            return "form"
        """,
    ),
    case(
        "owner-check-dropped",
        """
        @app.post("/posts/<int:number>")
        @login_required
        def edit(number):
            if post.author != current_user and not current_user.is_admin: abort(403)
            return "saved"
        """,
        "",
    ),
    case(
        "owner-check-dropped",
        """
        def show(number):
            order = Order.query.get_or_404(number)
            if order.user_id != current_user.id:
                abort(404)
            return "order"

        class Form(FlaskForm):
            def validate_username(self, field):
                if field.data != current_user.username:
                    raise ValidationError
        """,
        " / ",
    ),
)


@pytest.mark.parametrize("tried", GUARDS, ids=str)
def test_guards_are_found_in_every_style(tried: Case) -> None:
    assert_mutants(tried)
