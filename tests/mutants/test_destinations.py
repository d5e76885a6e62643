"""Where people go next, what strangers are answered, settings: found in apps of many styles."""

import pytest

from tests.mutants.case import Case, assert_mutants, case, mutants_in
from tracer.mutants.catalogue import BY_NAME

DESTINATIONS = (
    case(
        "next-not-checked",
        """
        def login():
            target = request.args.get("next", "")
            return redirect(target if is_safe(target) else url_for("index"))
        """,
        'return redirect(target or url_for("index"))',
    ),
    case(
        "next-not-checked",
        """
        def login():
            next_page = request.args.get("next")
            if not next_page or urlsplit(next_page).netloc != "":
                next_page = url_for("index")
            return redirect(next_page)
        """,
        "if not next_page:",
    ),
    case(
        "next-not-checked",
        """
        def login():
            nxt = request.form["next"]
            if not url_has_allowed_host_and_scheme(nxt, request.host):
                return abort(400)
            return redirect(nxt or "/")
        """,
        " / ",
    ),
    case(
        "next-not-checked",
        """
        def login():
            wanted = request.values.get("next")
            if wanted and is_safe_url(wanted):
                return redirect(wanted)
            return redirect("/")
        """,
        "if wanted:",
    ),
    case(
        "next-not-checked",
        """
        def redirect_back():
            for target in request.args.get("next"), request.referrer:
                if is_safe_url(target):
                    return redirect(target)
            return redirect("/")
        """,
        "if target:",
    ),
    case(
        "next-not-checked",
        """
        def is_safe_url(target: str) -> bool:
            ref_url = urlparse(request.host_url)
            test_url = urlparse(urljoin(request.host_url, target))
            return test_url.scheme in ("http", "https") and \\
                ref_url.netloc == test_url.netloc
        """,
        "return True / ",
    ),
    case(
        "next-not-checked",
        """
        def page_on_this_site(target):
            if not target or not target.startswith("/") or target.startswith("//"):
                return None
            return target if "\\\\" not in target and target.isprintable() else None
        """,
        "if not target: / return target or None",
    ),
    case(
        "next-not-checked",
        """
        class Login(MethodView):
            def post(self):
                wanted = request.form.get("next", "")
                return redirect(wanted if wanted in {"/office", "/notes"} else url_for("office"))
        """,
        'return redirect(wanted or url_for("office"))',
    ),
    # Nothing is looked at here, so nothing can be dropped; and this is no address of a page.
    case(
        "next-not-checked",
        """
        def login():
            return redirect(request.args.get("next") or "/")

        def load():
            path = request.args["path"]
            return send(path) if path.startswith("/") else None
        """,
    ),
    case(
        "next-checked-too-little",
        """
        def is_safe(target):
            return target.startswith("/") and not target.startswith("//") and not urlsplit(target).netloc
        """,
        'return target.startswith("/")',
    ),
    case(
        "next-checked-too-little",
        """
        def login():
            target = request.args.get("next", "")
            if not target.startswith("/") or target.startswith(("//", "/\\\\")):
                target = "/"
            return redirect(target)
        """,
        'if not target.startswith("/"):',
    ),
    case("next-checked-too-little", "def is_safe(target):\n    return not urlsplit(target).netloc\n"),
    case(
        "next-forgotten",
        """
        def login():
            login_user(user)
            return redirect(request.args.get("next") or url_for("index"))
        """,
        'return redirect(url_for("index"))',
    ),
    case(
        "next-forgotten",
        """
        def login():
            login_user(user)
            target = request.args.get("next")
            if not is_safe(target):
                target = url_for("index")
            return redirect(target)
        """,
        'target = url_for("index") / ',
    ),
    case(
        "next-forgotten",
        """
        def login():
            login_user(user)
            if wanted := request.args.get("next"):
                return redirect(wanted)
            return redirect("/")
        """,
        " / ",
    ),
    case("next-forgotten", "def login():\n    login_user(user)\n    return redirect('/')\n"),
    case(
        "next-not-passed-on",
        """
        def members_only(view):
            def guarded():
                if current_user.is_anonymous:
                    return redirect(url_for("login", next=request.url))
                return view()
            return guarded
        """,
        'return redirect(url_for("login"))',
    ),
    case(
        "destination-not-returned",
        """
        def login():
            if form.validate_on_submit():
                if user is None:
                    return redirect(url_for("login"))
                login_user(user)
                return redirect("/")
            return render_template("login.html")
        """,
        'redirect("/")',
    ),
    case(
        "destination-not-returned",
        """
        def login():
            if form.validate_on_submit():
                if login_user(user):
                    return redirect("/")
                return redirect("/switched-off")
            return render_template("login.html")
        """,
        'redirect("/")',
        'redirect("/switched-off")',
    ),
    case("destination-not-returned", "def login():\n    login_user(user)\n    return redirect('/')\n"),
    case(
        "unauthorized-handler-swallowed",
        """
        @login_manager.unauthorized_handler
        def members_only():
            if request.is_json:
                return {"error": "log in"}, 401
            return redirect(url_for("login"))
        """,
        '{"error": "log in"}, 401',
        'redirect(url_for("login"))',
    ),
    case(
        "unauthorized-handler-swallowed",
        """
        def refuse():
            return "members only", 401
        manager.unauthorized_handler(refuse)
        """,
        '"members only", 401',
    ),
    case(
        "refusal-without-status",
        """
        @login_manager.unauthorized_handler
        def members_only():
            return render_template("members_only.html"), 401
        """,
        'return render_template("members_only.html")',
    ),
    case("login-page-not-named", 'def create_app():\n    manager.login_view = "login"\n    return app\n', ""),
    case("login-page-misnamed", 'login_manager.login_view = "auth.login"', 'login_manager.login_view = "login"'),
    case("login-page-misnamed", 'login_manager.login_view = "login"'),
    case(
        "login-manager-not-started",
        "login_manager = flask_login.LoginManager(app)",
        "login_manager = flask_login.LoginManager()",
    ),
    case(
        "login-manager-not-started",
        "login = LoginManager()\ndef create_app():\n    db.init_app(app)\n    login.init_app(app)\n    return app\n",
        "",
    ),
    case("secret-key-new-at-each-start", 'app.secret_key = "kept"', "import os; app.secret_key = os.urandom(24)"),
    case(
        "secret-key-new-at-each-start",
        """
        import secrets
        class Config:
            SECRET_KEY: str = "kept"
        """,
        "SECRET_KEY: str = secrets.token_hex()",
    ),
    case(
        "secret-key-new-at-each-start",
        """
        import os
        app.config.from_mapping(
            SECRET_KEY=os.environ.get("SECRET_KEY", "dev"),
        )
        app.config["SECRET_KEY"] = os.environ["SECRET_KEY"]
        app.config.update({"SECRET_KEY": "kept"})
        """,
        "SECRET_KEY=os.urandom(24),",
        'app.config["SECRET_KEY"] = os.urandom(24)',
        'app.config.update({"SECRET_KEY": os.urandom(24)})',
    ),
    case("secret-key-new-at-each-start", "app.secret_key = secrets.token_hex()\napp.secret_key = None\n"),
    case("secret-key-not-set", 'def create_app():\n    app.config["SECRET_KEY"] = "kept"\n    return app\n', ""),
    case(
        "guards-switched-off",
        """
        class Config:
            SECRET_KEY = "kept"
        """,
        'SECRET_KEY = "kept"; LOGIN_DISABLED = True',
    ),
    case("guards-switched-off", "LOGIN_DISABLED = False\nSECRET_KEY = 'kept'\n", "LOGIN_DISABLED = True"),
    case(
        "guards-switched-off", 'app.secret_key = "kept"', 'app.secret_key = "kept"; app.config["LOGIN_DISABLED"] = True'
    ),
    case(
        "guards-switched-off",
        'app.config.update(SECRET_KEY="kept")',
        'app.config.update(SECRET_KEY="kept", LOGIN_DISABLED=True)',
    ),
    case(
        "session-protection-too-strong", 'manager.session_protection = "basic"', 'manager.session_protection = "strong"'
    ),
    case(
        "session-protection-too-strong",
        'manager.login_view = "login"',
        'manager.login_view = "login"; manager.session_protection = "strong"',
    ),
    case("session-protection-off", 'manager.session_protection = "strong"', "manager.session_protection = None"),
    case(
        "cookie-for-every-site",
        "app.config.update(SESSION_COOKIE_SAMESITE='Lax')",
        'app.config.update(SESSION_COOKIE_SAMESITE="None")',
    ),
    case(
        "cookie-open-to-scripts",
        "class Config:\n    REMEMBER_COOKIE_HTTPONLY = True\n",
        "REMEMBER_COOKIE_HTTPONLY = False",
    ),
)


@pytest.mark.parametrize("tried", DESTINATIONS, ids=str)
def test_destinations_and_settings_are_found_in_every_style(tried: Case) -> None:
    assert_mutants(tried)


@pytest.mark.parametrize(
    ("code", "subject"),
    [
        ('app.secret_key = "kept-to-myself"', "app.secret_key"),
        ('app.config["SECRET_KEY"] = "kept-to-myself"', 'app.config["SECRET_KEY"]'),
        ('app.config.update(SECRET_KEY="kept-to-myself")', "SECRET_KEY"),
        ('class Config:\n    SECRET_KEY = os.environ.get("KEY", "kept-to-myself")', "SECRET_KEY"),
    ],
)
def test_a_report_names_where_the_secret_key_is_set_and_never_the_key(code: str, subject: str) -> None:
    found = [*mutants_in("secret-key-new-at-each-start", code), *mutants_in("secret-key-not-set", code)]
    assert found
    for mutant in found:
        kind = BY_NAME[mutant.kind]
        assert mutant.subject == subject
        assert "kept-to-myself" not in mutant.name + kind.told_of(mutant) + kind.remedy_of(mutant)
